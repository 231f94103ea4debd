import { BodyBuffer } from "./body-buffer.ts";

/**
 * Collects the body of an answer. As long as it is, byte for byte, what is expected, nothing of it is kept: what a
 * plugin has to list may be megabytes, and most of the time it is what it was a few seconds ago.
 */
export class AnswerBody {
  /** Empty when something else came. */
  #expected: Buffer;
  /** How many bytes of what is expected have come. */
  #repeated = 0;
  /** What came behind all that is expected; everything if something else came. */
  readonly #rest = new BodyBuffer();

  constructor(expected: Buffer = nothing) {
    this.#expected = expected;
  }

  /** Bytes that came. */
  get length(): number {
    return this.#repeated + this.#rest.length;
  }

  /** Whether all that is expected has come, at the beginning. */
  get isAsExpected(): boolean {
    return this.#repeated > 0 && this.#repeated === this.#expected.length;
  }

  add(chunk: Buffer): void {
    const next = this.#expected.subarray(this.#repeated, this.#repeated + chunk.length);
    if (!chunk.subarray(0, next.length).equals(next)) return this.#addOther(chunk);
    this.#repeated += next.length;
    if (next.length < chunk.length) this.#rest.add(chunk.subarray(next.length));
  }

  clear(): void {
    this.#expected = nothing;
    this.#repeated = 0;
    this.#rest.clear();
  }

  /** What came behind all that is expected, or, if that has not come, the body. */
  toString(): string {
    const isCutShort = this.#repeated < this.#expected.length && this.#rest.length === 0;
    return isCutShort ? this.#expected.toString("utf8", 0, this.#repeated) : this.#rest.toString();
  }

  /** From here on it is another body, which begins as what is expected does. */
  #addOther(chunk: Buffer): void {
    const begun = this.#expected.subarray(0, this.#repeated);
    this.clear();
    this.#rest.add(begun);
    this.#rest.add(chunk);
  }
}

const nothing = Buffer.alloc(0);
