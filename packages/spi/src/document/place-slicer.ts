import { compactJson, endOfString, endOfValue, isWhiteSpace, maxJsonDepth } from "./compact-json.ts";
import { DecodeError } from "./decode-error.ts";

/** An array or an object, as `JSON.parse` makes them. */
type Container = Readonly<Record<string | number, unknown>>;

/** The members that lead from a document to its parts; `undefined` stands for any element of a list. */
type Place = readonly (string | undefined)[];

/** A part of a document: `parent[key]`. */
interface Part {
  readonly parent: Container;
  readonly key: string | number;
}

interface CutPart extends Part {
  readonly text: string;
}

/**
 * Cuts all parts that stand in one place, such as the `Properties` of every element of a list, out of a valid JSON
 * text. That takes one scan, which steps over everything else. Parts come out as they were written, but for white
 * space; they are windows on the text, which lives as long as one of them.
 */
export class PlaceSlicer {
  readonly #text: string;
  readonly #place: Place;
  readonly #hasBlanks: boolean;
  readonly #hasEscapes: boolean;
  readonly #parts: CutPart[] = [];
  #hasTwins = false;
  /** Documents are read from front to back, so the part that is asked for next is most likely here. */
  #next = 0;
  #textByKey: Map<Container, Map<string | number, string>> | undefined;

  /**
   * Cuts the parts that stand where the given one stands. `document` is what `JSON.parse` made of the text.
   * @throws DecodeError if the document is nested deeper than {@link maxJsonDepth}.
   */
  constructor(text: string, document: unknown, { parent, key }: Part) {
    this.#text = text;
    this.#place = findPlace(document, parent, 1)?.concat(stepOf(parent, key)) ?? [];
    this.#hasBlanks = hasBlanks(text);
    this.#hasEscapes = text.includes("\\");
    if (this.#place.length > 0) this.#cut(this.#skipBlanks(0), document, 0);
  }

  /**
   * The text of a part. `undefined` if it stands in another place, or if an object on the way has two members of
   * one name: it takes more to say which text is the value's.
   */
  find(parent: Container, key: string | number): string | undefined {
    if (this.#hasTwins || (typeof key === "string" && key !== this.#place.at(-1))) return undefined;
    const next = this.#parts[this.#next];
    if (next?.parent === parent && next.key === key) {
      this.#next++;
      return next.text;
    }
    this.#textByKey ??= byKey(this.#parts);
    return this.#textByKey.get(parent)?.get(key);
  }

  /** Goes through the container that begins at `at` and gives its end. */
  #cut(at: number, value: unknown, step: number): number {
    const first = this.#text.charCodeAt(at);
    const isList = this.#place[step] === undefined;
    // Elements of a list need not be alike, and of twins the earlier may be anything.
    if (isList && first === openBracket && Array.isArray(value)) return this.#cutList(at + 1, value, step);
    if (!isList && first === openBrace && isObject(value)) return this.#cutObject(at + 1, value, step);
    return this.#step(at, step);
  }

  #cutList(start: number, list: readonly unknown[], step: number): number {
    let at = this.#skipBlanks(start);
    for (let index = 0; this.#text.charCodeAt(at) !== closeBracket; index++) {
      at = this.#skipComma(this.#cutPart(at, { parent: list as unknown as Container, key: index }, step));
    }
    return at + 1;
  }

  #cutObject(start: number, object: Container, step: number): number {
    const wanted = this.#place[step] ?? "";
    let at = this.#skipBlanks(start);
    let isFound = false;
    while (this.#text.charCodeAt(at) !== closeBrace) {
      const endOfName = endOfString(this.#text, at);
      const isWanted = this.#isName(wanted, at + 1, endOfName - 1);
      const member = this.#skipBlanks(this.#skipBlanks(endOfName) + 1);
      if (isWanted && isFound) this.#hasTwins = true;
      isFound ||= isWanted;
      const end = isWanted
        ? this.#cutPart(member, { parent: object, key: wanted }, step)
        : this.#step(member, step + 1);
      at = this.#skipComma(end);
    }
    return at + 1;
  }

  #cutPart(at: number, { parent, key }: Part, step: number): number {
    if (step + 1 < this.#place.length) return this.#cut(at, parent[key], step + 1);
    const end = this.#step(at, step + 1);
    const text = this.#text.slice(at, end);
    this.#parts.push({ parent, key, text: this.#hasBlanks ? compactJson(text) : text });
    return end;
  }

  /** The end of a value that lies in so many others. */
  #step(at: number, outer: number): number {
    const end = endOfValue(this.#text, at, maxJsonDepth - outer);
    if (end === undefined) throw new DecodeError(`nested deeper than ${maxJsonDepth} levels`);
    return end;
  }

  #isName(name: string, start: number, end: number): boolean {
    const { length } = name;
    if (!this.#hasEscapes) return end - start === length && this.#text.startsWith(name, start);
    return (JSON.parse(this.#text.slice(start - 1, end + 1)) as string) === name;
  }

  #skipComma(start: number): number {
    const at = this.#skipBlanks(start);
    return this.#text.charCodeAt(at) === comma ? this.#skipBlanks(at + 1) : at;
  }

  #skipBlanks(start: number): number {
    if (!this.#hasBlanks) return start;
    let at = start;
    while (isWhiteSpace(this.#text.charCodeAt(at))) at++;
    return at;
  }
}

const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;

/** Whether there may be white space between tokens. The line feed that ends an answer does not count. */
function hasBlanks(text: string): boolean {
  return [" ", "\n", "\r", "\t"].some((blank) => {
    const at = text.indexOf(blank);
    return at >= 0 && at < text.length - 1;
  });
}

/** The way from a value to a container in it. @throws DecodeError where there are too many levels. */
function findPlace(value: unknown, container: Container, depth: number): (string | undefined)[] | undefined {
  if (value === container) return [];
  if (!isObject(value)) return undefined;
  if (depth >= maxJsonDepth) throw new DecodeError(`nested deeper than ${maxJsonDepth} levels`);
  for (const key in value) {
    const place = findPlace(value[key], container, depth + 1);
    if (place !== undefined) return [...stepOf(value, key), ...place];
  }
  return undefined;
}

function stepOf(parent: Container, key: string | number): [string | undefined] {
  return [Array.isArray(parent) ? undefined : String(key)];
}

function byKey(parts: readonly CutPart[]): Map<Container, Map<string | number, string>> {
  const textByKey = new Map<Container, Map<string | number, string>>();
  for (const { parent, key, text } of parts) {
    const ofParent = textByKey.get(parent) ?? new Map<string | number, string>();
    textByKey.set(parent, ofParent.set(key, text));
  }
  return textByKey;
}

function isObject(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}
