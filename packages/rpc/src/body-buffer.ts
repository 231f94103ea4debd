/**
 * Collects the chunks of a body. They are copied together, so that a body that comes byte by byte takes no more room
 * than its bytes; one that comes in a single chunk is not copied.
 */
export class BodyBuffer {
  #bytes: Buffer = Buffer.alloc(0);
  #length = 0;

  /** Bytes that were added. */
  get length(): number {
    return this.#length;
  }

  add(chunk: Buffer): void {
    const needed = this.#length + chunk.length;
    // The first chunk belongs to whoever gave it. It is full from the start, so nothing is ever written into it.
    if (this.#length === 0) this.#bytes = chunk;
    else {
      if (needed > this.#bytes.length) this.#grow(needed);
      chunk.copy(this.#bytes, this.#length);
    }
    this.#length = needed;
  }

  clear(): void {
    this.#bytes = Buffer.alloc(0);
    this.#length = 0;
  }

  /** The body as UTF-8; bytes that are none become U+FFFD, as in Go. */
  toString(): string {
    return this.#bytes.toString("utf8", 0, this.#length);
  }

  #grow(needed: number): void {
    const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
