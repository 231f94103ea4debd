/** Deepest nesting of arrays and objects that a document may have. Deeper ones are refused, not walked. */
export const maxJsonDepth = 512;

const quote = 0x22;
const backslash = 0x5c;

/**
 * Removes the white space between the tokens of a valid JSON text and touches nothing else: numbers keep
 * their digits, strings their escapes, members their order. Go does the same to a `json.RawMessage` when it
 * writes one.
 */
export function compactJson(text: string): string {
  let compacted = "";
  let kept = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at) - 1;
    } else if (isWhiteSpace(code)) {
      compacted += text.slice(kept, at);
      kept = at + 1;
    }
  }
  return kept === 0 ? text : compacted + text.slice(kept);
}

/** Tells whether the text nests arrays and objects deeper than that. Strings do not count. */
export function isTooDeep(text: string, maxDepth: number = maxJsonDepth): boolean {
  // Every level costs an opening and a closing character.
  if (text.length <= 2 * maxDepth) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at) - 1;
    } else if (isOpening(code)) {
      if (++depth > maxDepth) return true;
    } else if (isClosing(code)) {
      depth--;
    }
  }
  return false;
}

/**
 * Index just behind the value that begins at `start` of a valid JSON text. `undefined` if it nests arrays and objects
 * deeper than `maxDepth`.
 */
export function endOfValue(text: string, start: number, maxDepth: number): number | undefined {
  const first = text.charCodeAt(start);
  if (first === quote) return endOfString(text, start);
  if (!isOpening(first)) return endOfWord(text, start);
  let depth = 0;
  for (let at = start; ; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at) - 1;
    else if (isOpening(code) && ++depth > maxDepth) return undefined;
    else if (isClosing(code) && --depth === 0) return at + 1;
  }
}

/** Index just behind a number, `true`, `false` or `null`. */
function endOfWord(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x2c || isClosing(code) || isWhiteSpace(code)) return at;
  }
  return text.length;
}

/** `[` and `{` differ in one bit only, and so do `]` and `}`. */
function isOpening(code: number): boolean {
  return (code & 0xffdf) === 0x5b;
}

function isClosing(code: number): boolean {
  return (code & 0xffdf) === 0x5d;
}

/** Index just behind the string that opens at `start`; the end of the text if it is never closed. */
export function endOfString(text: string, start: number): number {
  let close = text.indexOf('"', start + 1);
  while (close > 0 && isEscaped(text, close)) close = text.indexOf('"', close + 1);
  return close < 0 ? text.length : close + 1;
}

/** JSON's white space: space, tab, line feed, carriage return. */
export function isWhiteSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d;
}

/** A quote is escaped if an odd number of backslashes stands before it. */
function isEscaped(text: string, at: number): boolean {
  if (text.charCodeAt(at - 1) !== backslash) return false;
  let first = at - 1;
  while (text.charCodeAt(first - 1) === backslash) first--;
  return (at - first) % 2 === 1;
}
