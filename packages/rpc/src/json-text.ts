import { DecodeError, type JsonParent, JsonSource } from "@infrakit/spi/document";

/** The first JSON value of a body, and its text. */
export interface FirstValue {
  readonly text: string;
  readonly source: JsonSource;
}

/**
 * Reads the first JSON value of a body; whatever follows is ignored, as Go does on both sides.
 * @throws DecodeError if the body does not begin with a JSON value.
 */
function readFirstValue(body: string): FirstValue {
  try {
    return { text: body, source: new JsonSource(body) };
  } catch (error) {
    const end = endOfValue(body);
    if (end >= body.length) throw error;
    const text = body.slice(0, end);
    return { text, source: new JsonSource(text) };
  }
}

/** Reads like {@link readFirstValue}; `undefined` where there is no value to read. */
export function findFirstValue(body: string): FirstValue | undefined {
  try {
    return readFirstValue(body);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

/** Index behind the object or array with which the text begins; the end of the text if it is not closed. */
function endOfValue(text: string): number {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') isInString = !isInString;
    else if (isInString && character === "\\") at++;
    else if (!isInString && (character === "{" || character === "[")) depth++;
    else if (!isInString && (character === "}" || character === "]") && --depth <= 0) return at + 1;
  }
  return text.length;
}

/** Whether a value read from JSON is an object with members. */
export function isJsonObject(value: unknown): value is JsonParent {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The name under which an object holds a member: of those that differ by case only, Go takes the last. */
export function memberKey(parent: JsonParent, name: string): string {
  const folded = name.toLowerCase();
  let found = name;
  for (const key in parent)
    if (key === name || (key.length === name.length && key.toLowerCase() === folded)) found = key;
  return found;
}

/**
 * The text of an `id` that stands at the very end of a request, where Go and most clients put it: a number, or a
 * string without escapes. This needs no walk through the body: the last brace closes the request, so the member
 * before it is the request's own; and a quote that follows `,` or `{` is not escaped, so it opens that
 * member's name.
 */
export function idAtEnd(text: string): string | undefined {
  return /[,{]"id":(-?[0-9][-+0-9.eE]*|"[-\w]*")\}\s*$/.exec(text.slice(-longestPlainId))?.[1];
}

/** Ids longer than this are found by walking through the body. */
const longestPlainId = 80;
