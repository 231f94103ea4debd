import { compactJson, endOfString, isWhiteSpace } from "./compact-json.ts";

/** The compacted text of every member or element of an array or object, by name or index. */
export type Slices = ReadonlyMap<string | number, string>;

/**
 * Cuts a valid JSON text into the texts of its parts, as they were written: a 64-bit number keeps its digits,
 * an object the order of its members. `value` is what `JSON.parse` made of the same text; each array and
 * object in it becomes a key of the result. Of two members with one name the last counts, as in `JSON.parse`.
 */
export function sliceJson(text: string, value: unknown): WeakMap<object, Slices> {
  const slicer = new Slicer(compactJson(text));
  slicer.slice(value);
  return slicer.slices;
}

/** Walks a compact, valid text beside the parsed value. Depth was limited before. */
class Slicer {
  readonly slices = new WeakMap<object, Slices>();
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Moves behind the next value. A `value` that is not what stands here belongs to a later twin member. */
  slice(value: unknown): void {
    const first = this.#text[this.#at];
    if (first === "{") this.#sliceObject(value);
    else if (first === "[") this.#sliceArray(value);
    else if (first === '"') this.#at = endOfString(this.#text, this.#at);
    else while (this.#at < this.#text.length && !isDelimiter(this.#text.charCodeAt(this.#at))) this.#at++;
  }

  #sliceObject(value: unknown): void {
    const parent = isObject(value) && !Array.isArray(value) ? value : undefined;
    const members = new Map<string | number, string>();
    this.#at++;
    while (this.#text[this.#at] !== "}") {
      const name = this.#name();
      members.set(name, this.#part(parent?.[name]));
    }
    this.#at++;
    if (parent !== undefined) this.slices.set(parent, members);
  }

  #sliceArray(value: unknown): void {
    const parent = Array.isArray(value) ? (value as unknown[]) : undefined;
    const elements = new Map<string | number, string>();
    this.#at++;
    for (let index = 0; this.#text[this.#at] !== "]"; index++) {
      elements.set(index, this.#part(parent?.[index]));
    }
    this.#at++;
    if (parent !== undefined) this.slices.set(parent, elements);
  }

  #name(): string {
    const start = this.#at;
    this.#at = endOfString(this.#text, start);
    const name = JSON.parse(this.#text.slice(start, this.#at)) as string;
    this.#at++;
    return name;
  }

  #part(value: unknown): string {
    const start = this.#at;
    this.slice(value);
    const part = this.#text.slice(start, this.#at);
    if (this.#text[this.#at] === ",") this.#at++;
    return part;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** What ends a number, `true`, `false` or `null`. */
function isDelimiter(code: number): boolean {
  return code === 0x2c || code === 0x5d || code === 0x7d || isWhiteSpace(code);
}
