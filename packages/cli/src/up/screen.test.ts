import { expect, test } from "vitest";
import { Screen } from "./screen.ts";

/** A small terminal: understands what a screen sends, writes over what is there, and breaks lines that are too long. */
class Terminal {
  columns: number;
  readonly rows = 24;
  lines: string[] = [];
  writes = 0;
  #at = 0;
  #column = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): void {
    this.writes++;
    // oxlint-disable-next-line no-control-regex -- the sequences of a terminal
    for (const [part] of text.matchAll(/\u001b\[[?0-9;]*[A-Za-z]|\r|\n|[^\u001b\r\n]+/g)) this.#take(part);
  }

  /** Makes the terminal narrower or wider, as terminals do: broken lines stay broken. */
  resize(columns: number): void {
    this.columns = columns;
    const before = this.lines.slice(0, this.#at).flatMap((line) => this.#broken(line));
    this.lines = this.lines.flatMap((line) => this.#broken(line));
    this.#at = before.length;
  }

  #broken(line: string): readonly string[] {
    return line === "" ? [""] : (line.match(new RegExp(`.{1,${this.columns}}`, "g")) ?? []);
  }

  #take(part: string): void {
    const up = /^.\[(\d+)A$/.exec(part)?.[1];
    if (up !== undefined) this.#at -= Number(up);
    else if (part === "\u001b[J") this.#clearBelow();
    else if (part === "\r") this.#column = 0;
    else if (part === "\n") this.#toNextRow();
    else if (!part.startsWith("\u001b")) for (const character of part) this.#put(character);
  }

  #put(character: string): void {
    if (this.#column === this.columns) this.#toNextRow();
    const row = this.lines[this.#at] ?? "";
    const before = row.slice(0, this.#column).padEnd(this.#column);
    this.lines[this.#at] = before + character + row.slice(this.#column + 1);
    this.#column++;
  }

  #toNextRow(): void {
    this.lines[this.#at] ??= "";
    this.#at++;
    this.#column = 0;
  }

  #clearBelow(): void {
    const left = this.lines[this.#at]?.slice(0, this.#column) ?? "";
    this.lines.length = Math.min(this.lines.length, this.#at);
    if (left !== "") this.lines.push(left);
  }
}

test("draw() replaces what was drawn, also when it becomes shorter", () => {
  const terminal = new Terminal(80);
  const screen = new Screen(terminal);
  screen.draw(["a", "b", "c"]);
  screen.draw(["x", "y"]);
  expect(terminal.lines).toEqual(["x", "y"]);
});

test("draw() writes nothing when nothing has changed", () => {
  const terminal = new Terminal(80);
  const screen = new Screen(terminal);
  screen.draw(["a"]);
  screen.draw(["a"]);
  expect(terminal.writes).toBe(1);
});

test("print() puts a line above what is drawn, to stay", () => {
  const terminal = new Terminal(80);
  const screen = new Screen(terminal);
  screen.draw(["a", "b"]);
  screen.print("said");
  screen.draw(["c"]);
  expect(terminal.lines).toEqual(["said", "c"]);
});

test("print() leaves nothing of what was drawn when the terminal breaks the line", () => {
  const terminal = new Terminal(10);
  const screen = new Screen(terminal);
  screen.draw(["frame row", "frame row", "frame row"]);
  screen.print("a line of 23 columns is");
  expect(terminal.lines).toEqual(["a line of ", "23 columns", " is", "frame row", "frame row", "frame row"]);
});

test.for([4, 5, 7, 10, 40])(
  "resize() leaves nothing of the last frame when the terminal now has %i columns",
  (columns) => {
    const terminal = new Terminal(20);
    const screen = new Screen(terminal);
    screen.print("kept");
    screen.draw(["a line of 19 columns", "", "short"].map((line) => line.slice(0, 19)));
    terminal.resize(columns);
    screen.resize(["new"]);
    expect(terminal.lines).toEqual(["kept", "new"]);
  },
);

test("size is a usual one when the terminal does not know its own", () => {
  expect(new Screen({ columns: 0, write: () => true }).size).toEqual({ columns: 80, rows: 24 });
});
