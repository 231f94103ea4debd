import { ReportError } from "./report-error.ts";
import { quoted, showPath } from "./show-path.ts";

/** What the next value is, as its first character tells. */
export type JsonKind = "a string" | "a number" | "an object" | "a list" | "a boolean" | "null";

/** By the code of that character. */
const kinds: readonly (JsonKind | undefined)[] = Array.from({ length: 128 }, (_, code) =>
  kindOf(String.fromCharCode(code)),
);

function kindOf(character: string): JsonKind | undefined {
  if (character === '"') return "a string";
  if (character === "{") return "an object";
  if (character === "[") return "a list";
  if (character === "n") return "null";
  if (character === "t" || character === "f") return "a boolean";
  return /[-0-9]/.test(character) ? "a number" : undefined;
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;
const escape = /\\(?:u([0-9a-fA-F]{4})|(.))/gs;
/** What `JSON.parse` may not take unescaped. */
const controlCharacter = /\p{Cc}/u;
/** May be of half a pair. */
const halfEscape = /\\u[dD]/;
const meanings: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/**
 * Lists and objects that a text may have. An honest report of 50 MB has a million; one of empty objects only would have
 * 17 million, and what is made of them would take gigabytes.
 */
const maxContainers = 2_000_000;

/** Characters of what is no JSON that a message shows. */
const maxShownSyntax = 16;

/**
 * Reads the first value of a JSON text, part by part as its caller asks. It builds no tree: numbers are given as they
 * were written, names mean nothing, what nobody wants is skipped, and every error knows its place. Each method leaves
 * the reader behind the value that it took, in time linear in the length of that. Ask for the {@link kind} first.
 *
 * Characters that JSON wants escaped in strings are taken as they are, as Scope takes them.
 */
export class JsonReader {
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #shared = new Map<string, string>();
  readonly #path: (string | number)[] = [];
  #at = 0;
  #containers = 0;
  /** The next of each, not before the place where it was last sought. To seek anew for every string takes quadratic time. */
  #quote = -1;
  #backslash = -1;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  /** Looks at the next value. */
  kind(): JsonKind {
    this.#skipSpace();
    return kinds[this.#text.charCodeAt(this.#at)] ?? this.#failSyntax("a value");
  }

  /** Calls back for every member, repeated ones too, in the order of the text. The callback reads the value. */
  readObject(readMember: (name: string) => void): void {
    this.#open();
    for (let more = !this.#takes("}"); more; more = this.#goesOn("}")) {
      this.#skipSpace();
      if (this.#text[this.#at] !== '"') this.#failSyntax("a name in quotes");
      const name = this.readString();
      if (!this.#takes(":")) this.#failSyntax('":"');
      this.#path.push(name);
      readMember(name);
      this.#path.pop();
    }
  }

  /** Calls back for every element. The callback reads the value. */
  readList(readElement: (index: number) => void): void {
    this.#open();
    for (let more = !this.#takes("]"), index = 0; more; more = this.#goesOn("]"), index++) {
      this.#path.push(index);
      readElement(index);
      this.#path.pop();
    }
  }

  /** Half a surrogate pair becomes U+FFFD, as in Go. */
  readString(): string {
    const start = this.#at + 1;
    const hasEscapes = this.#skipString();
    const text = this.#text.slice(start, this.#at - 1);
    return hasEscapes ? this.#unescape(text) : text;
  }

  /**
   * A string that is often the same, as times are: one string for all of them, and a copy of its own. A piece of the
   * text would be compared slowly, and keep the whole text in memory.
   */
  readShared(): string {
    const text = this.readString();
    const known = this.#shared.get(text);
    if (known !== undefined) return known;
    const copy = Buffer.from(text).toString();
    this.#shared.set(copy, copy);
    return copy;
  }

  /** As it was written: no digit is lost. */
  readNumber(): string {
    return this.#readToken(number, "a number");
  }

  /** `true`, `false` or `null`. */
  readWord(): string {
    return this.#readToken(word, "a value");
  }

  /** Any value, as it was written. */
  readRaw(): string {
    this.#skipSpace();
    const start = this.#at;
    this.skip();
    return this.#text.slice(start, this.#at);
  }

  skip(): void {
    const kind = this.kind();
    switch (kind) {
      case "an object":
        return this.readObject(() => this.skip());
      case "a list":
        return this.readList(() => this.skip());
      case "a string":
        this.#skipString();
        return;
      case "a number":
        this.readNumber();
        return;
      case "a boolean":
      case "null":
        this.readWord();
        return;
    }
  }

  /** @throws ReportError that names the part that is being read. */
  fail(why: string): never {
    throw new ReportError(showPath(this.#path), why);
  }

  #open(): void {
    if (this.#path.length >= this.#maxDepth) this.fail(`it is nested deeper than ${this.#maxDepth} levels`);
    if (++this.#containers > maxContainers)
      this.fail(`there are more than ${maxContainers} lists and objects`);
    this.#at++;
  }

  /** Behind an element or member: whether there is another one. */
  #goesOn(close: string): boolean {
    if (this.#takes(close)) return false;
    if (!this.#takes(",")) this.#failSyntax(`"," or "${close}"`);
    this.#skipSpace();
    if (this.#text.startsWith(close, this.#at))
      this.fail(`a comma before "${close}"${this.#place()}; remove it`);
    return true;
  }

  #takes(character: string): boolean {
    this.#skipSpace();
    const isThere = this.#text[this.#at] === character;
    if (isThere) this.#at++;
    return isThere;
  }

  #skipSpace(): void {
    for (; ; this.#at++) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    }
  }

  #readToken(pattern: RegExp, expected: string): string {
    const start = this.#at;
    pattern.lastIndex = start;
    if (!pattern.test(this.#text)) this.#failSyntax(expected);
    this.#at = pattern.lastIndex;
    return this.#text.slice(start, this.#at);
  }

  /** Goes behind the string, and tells whether there is an escape in it. */
  #skipString(): boolean {
    const start = this.#at + 1;
    for (let from = start; ; from = this.#backslash + 2) {
      if (this.#quote < from) this.#quote = this.#text.indexOf('"', from);
      if (this.#quote === -1) this.fail("a string has no closing quote");
      if (this.#backslash < from) this.#backslash = this.#indexOrEnd("\\", from);
      if (this.#backslash < this.#quote) continue;
      this.#at = this.#quote + 1;
      return from > start;
    }
  }

  #indexOrEnd(character: string, from: number): number {
    const index = this.#text.indexOf(character, from);
    return index === -1 ? this.#text.length : index;
  }

  #unescape(text: string): string {
    const plain = controlCharacter.test(text) ? this.#replaceEscapes(text) : this.#parseEscapes(text);
    return halfEscape.test(text) ? plain.replace(/\p{Surrogate}/gu, "\ufffd") : plain;
  }

  #parseEscapes(text: string): string {
    try {
      return JSON.parse(`"${text}"`) as string;
    } catch {
      // Which escape is wrong is what the slow way finds out.
      return this.#replaceEscapes(text);
    }
  }

  #replaceEscapes(text: string): string {
    return text.replace(escape, (whole, hex: string | undefined, character: string) =>
      hex === undefined
        ? (meanings.get(character) ?? this.fail(`${quoted(whole)} is no escape of JSON`))
        : String.fromCharCode(parseInt(hex, 16)),
    );
  }

  #failSyntax(expected: string): never {
    const found = this.#at < this.#text.length ? this.#showNext() : "the end";
    return this.fail(`expected ${expected}, found ${found}${this.#place()}`);
  }

  #showNext(): string {
    if (this.#text.startsWith("\ufeff", this.#at)) return "a byte order mark";
    return quoted(this.#text.slice(this.#at, this.#at + maxShownSyntax));
  }

  #place(): string {
    const before = this.#text.slice(0, this.#at);
    return ` (line ${before.split("\n").length}, column ${this.#at - before.lastIndexOf("\n")})`;
  }
}
