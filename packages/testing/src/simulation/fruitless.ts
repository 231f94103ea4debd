/** How long creations without fruit are remembered. */
const fruitlessMs = 60_000;

/** Creations that were refused, or are never listed, or made whom the controller has ended soon, within the last minute. */
export class Fruitless {
  readonly #now: () => number;
  #times: number[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  get count(): number {
    this.#times = this.#times.filter((at) => at > this.#now() - fruitlessMs);
    return this.#times.length;
  }

  note(): void {
    this.#times.push(this.#now());
  }

  forget(): void {
    this.#times = [];
  }
}
