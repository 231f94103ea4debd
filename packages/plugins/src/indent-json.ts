/** A string, an empty list or object, or a mark of punctuation of a compact JSON text. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|\{\}|\[\]|[{}[\],:]/g;

const indented: Readonly<Record<string, string>> = {
  "{": "{\n",
  "[": "[\n",
  "}": "\n}",
  "]": "\n]",
  ",": ",\n",
  ":": ": ",
};

/** Writes a compact JSON text as Go's `MarshalIndent` does with empty prefix and indent: a line for each part. */
export function indentJson(text: string): string {
  return text.replace(token, (found) => indented[found] ?? found);
}
