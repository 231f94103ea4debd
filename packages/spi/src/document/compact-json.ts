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

/** Tells whether the text nests arrays and objects deeper than {@link maxJsonDepth}. Strings do not count. */
export function isTooDeep(text: string): boolean {
  // Every level costs an opening and a closing character.
  if (text.length <= 2 * maxJsonDepth) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at) - 1;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > maxJsonDepth) return true;
    } else if (code === 0x7d || code === 0x5d) {
      depth--;
    }
  }
  return false;
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
  let first = at;
  while (text.charCodeAt(first - 1) === backslash) first--;
  return (at - first) % 2 === 1;
}
