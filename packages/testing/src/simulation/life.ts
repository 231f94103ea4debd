/**
 * One life of a controller. Whatever it calls and hears crosses here, and it may end at any crossing: then a
 * call is not made, or its answer not heard, and nothing that the controller holds moves any more.
 */
export class Life {
  #isAlive = true;
  #crossingsLeft = Infinity;
  readonly #onEnd: () => void;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Ends it so many crossings later; 0 at once. */
  endAfter(crossings: number): void {
    this.#crossingsLeft = Math.min(this.#crossingsLeft, crossings);
    if (crossings === 0) this.end();
  }

  /** Does not end it after all. */
  spare(): void {
    this.#crossingsLeft = Infinity;
  }

  end(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.#onEnd();
  }

  /** Whether a call or an answer comes through. */
  cross(): boolean {
    if (this.#isAlive && this.#crossingsLeft-- <= 0) this.end();
    return this.#isAlive;
  }
}
