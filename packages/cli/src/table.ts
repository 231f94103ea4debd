import { padToWidth, widthOf } from "./text-width.ts";

/** Columns as wide as their widest cell, two blanks between them; nothing behind the last one. */
export function formatTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
  return rows.map((row) =>
    row
      .map((cell, column) => padToWidth(cell, widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/**
 * What others wrote, made safe for a terminal and for one line: no control characters get through, and none that turn
 * the direction of what follows.
 */
export function plainText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the ones to take out
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, " ").trim();
}
