/** Something that stands for JSON text which must be written as it is. */
export interface EncodableRaw {
  readonly text: string;
}

/** Marks a place in the output of `JSON.stringify`; nobody can guess it, so no string of a user collides. */
const mark = `raw-${[0, 1].map(() => Math.random().toString(36).slice(2)).join("")}-`;
const marked = new RegExp(`"${mark}(\\d+)"`, "g");

/** The raw texts met by the `JSON.stringify` that runs now; it cannot be interrupted. */
let pending: string[] | undefined;

/**
 * Writes a value as Go's `encoding/json` does: no white space; `<`, `>`, `&`, U+2028 and U+2029 escaped;
 * members in the order of the object; raw values as they are. Control characters are written as Go up to 1.21
 * wrote them (`\u0008`, `\u000c`). Half a surrogate pair becomes U+FFFD. Absent (`undefined`) members are left
 * out. With an indent, each member has a line of its own; raw values stay compact.
 */
export function encodeJson(value: unknown, indent = 0): string {
  const outer = pending;
  const raws: string[] = [];
  pending = raws;
  try {
    const text = withGoEscapes(JSON.stringify(value, undefined, indent) ?? "null");
    return escapeHtml(raws.length === 0 ? text : fill(text, raws));
  } finally {
    pending = outer;
  }
}

/** Called by `toJSON` of a raw value: what to write in its place, or nothing outside {@link encodeJson}. */
export function rawHolder(raw: EncodableRaw): string | undefined {
  if (pending === undefined) return undefined;
  pending.push(raw.text);
  return mark + String(pending.length - 1);
}

function fill(text: string, raws: readonly string[]): string {
  return text.replace(marked, (_, index: string) => raws[Number(index)] ?? "null");
}

const goEscape: Readonly<Record<string, string>> = { "\\b": "\\u0008", "\\f": "\\u000c" };

/** `JSON.stringify` writes `\b`, `\f` and `\ud800` (half a pair only) where Go does not. */
function withGoEscapes(text: string): string {
  if (!text.includes("\\") || !/\\(?:[bf]|ud)/.test(text)) return text;
  return text.replace(/\\(?:u[0-9a-f]{4}|.)/g, (escape) =>
    escape.startsWith("\\ud") ? "\ufffd" : (goEscape[escape] ?? escape),
  );
}

const htmlEscape: Readonly<Record<string, string>> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};
const htmlCharacters = Object.keys(htmlEscape);
const html = /[<>&\u2028\u2029]/g;

/** These five stand only inside strings of a JSON text, so escaping them everywhere is right. */
function escapeHtml(text: string): string {
  // Most texts have none of them, and to look for each is faster than to look for any.
  if (!htmlCharacters.some((character) => text.includes(character))) return text;
  return text.replace(html, (character) => htmlEscape[character] ?? character);
}
