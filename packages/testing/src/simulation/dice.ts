/** Random choices of one history. */
export class Dice {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** A whole number from 0 to below the limit. */
  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    const chosen = choices[this.below(choices.length)];
    // `null` may be chosen like anything else.
    return chosen === undefined ? choices[0] : chosen;
  }
}
