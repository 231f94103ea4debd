import { widthOf } from "../text-width.ts";
import type { FrameSize } from "./frame.ts";

/** The part of a terminal's stream that is used. */
export interface TerminalStream {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** What a terminal that does not know its size is taken for. */
const usualSize: FrameSize = { columns: 80, rows: 24 };

/** All that stands from the start of this row to the end of the screen. */
const clearBelow = "\r\u001b[J";
/** Between these a terminal shows nothing half drawn; those that do not know them ignore them. */
const beginUpdate = "\u001b[?2026h";
const endUpdate = "\u001b[?2026l";

/** Some lines at the end of a terminal that are drawn again in their place, below whatever is printed. */
export class Screen {
  readonly #stream: TerminalStream;
  #drawn: readonly string[] = [];

  constructor(stream: TerminalStream) {
    this.#stream = stream;
  }

  get size(): FrameSize {
    const { columns = 0, rows = 0 } = this.#stream;
    return { columns: columns > 0 ? columns : usualSize.columns, rows: rows > 0 ? rows : usualSize.rows };
  }

  /** Draws lines in place of those that were drawn last. None may be wider than the terminal. */
  draw(lines: readonly string[]): void {
    if (lines.length === this.#drawn.length && lines.every((line, at) => line === this.#drawn[at])) return;
    this.#write(lines, []);
  }

  /** Prints a line above what is drawn, to stay. The terminal breaks it if it is wider. */
  print(line: string): void {
    this.#write(this.#drawn, [line]);
  }

  /** The width has changed: what was drawn is to be drawn anew. */
  resize(lines: readonly string[]): void {
    this.#write(lines, []);
  }

  #write(lines: readonly string[], printed: readonly string[]): void {
    const text = [...printed, ...lines].map((line) => `${line}\n`).join("");
    this.#stream.write(beginUpdate + this.#toStart() + clearBelow + text + endUpdate);
    this.#drawn = lines;
  }

  /** A terminal that has become narrower has broken long lines: they take more rows than they are. */
  #toStart(): string {
    const { columns } = this.size;
    const rows = this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
    return rows === 0 ? "" : `\u001b[${rows}A`;
  }
}
