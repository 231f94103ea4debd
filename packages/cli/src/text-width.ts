/** Characters that take two columns of a terminal: East Asian wide ones, and emoji. */
const wide =
  /^(?:[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation})/u;

/** Printable ASCII: a column each. */
const narrow = /^[ -~]*$/;

const segmenter = new Intl.Segmenter();

/** How many columns of a terminal a text takes. */
export function widthOf(text: string): number {
  if (narrow.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += widthOfCharacter(segment);
  return width;
}

/** Cuts a text to a number of columns and shows that it was cut. */
export function cutToWidth(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = "";
  let left = columns - 1;
  for (const { segment } of segmenter.segment(text)) {
    left -= widthOfCharacter(segment);
    if (left < 0) break;
    kept += segment;
  }
  return columns < 1 ? "" : `${kept}…`;
}

/** Breaks a text into lines of at most so many columns, between words where it can; a longer word is broken. */
export function wrapToWidth(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((whole) => pieces(whole, Math.max(2, columns)))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (widthOf(longer) > columns && line !== "") {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** A word in pieces that fit; almost always one. */
function pieces(word: string, columns: number): readonly string[] {
  if (widthOf(word) <= columns) return [word];
  const found: string[] = [];
  let piece = "";
  for (const { segment } of segmenter.segment(word)) {
    if (widthOf(piece + segment) > columns) {
      found.push(piece);
      piece = "";
    }
    piece += segment;
  }
  return [...found, piece];
}

/** Fills a text with blanks up to a number of columns. */
export function padToWidth(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - widthOf(text)));
}

function widthOfCharacter(character: string): number {
  return wide.test(character) ? 2 : 1;
}
