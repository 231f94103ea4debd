/**
 * How many instances more than wanted there may be of a group, because nobody could know of them: one for each lie,
 * for good; and one for each creation that nobody waits for any more, until it has come and all is at rest again.
 */
export class Excuses {
  #lies = 0;
  #late = 0;

  get count(): number {
    return this.#lies + this.#late;
  }

  /** So many instances are lied about. */
  lie(count = 1): void {
    this.#lies += count;
  }

  /** So many may still come that nobody waits for. */
  giveUp(count: number): void {
    this.#late += count;
  }

  /** None is on its way, and there are no more than are wanted. */
  settle(): void {
    this.#late = 0;
  }
}
