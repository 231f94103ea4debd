import type { Setting } from "./history.ts";

/** Hints of a plugin at changes: as many as it gives, some of them twice. */
export class Hints {
  readonly #hints: Setting["hints"];
  readonly #random: () => number;
  #listeners = new Set<() => void>();

  constructor({ hints }: Setting, random: () => number) {
    this.#hints = hints;
    this.#random = random;
  }

  /** Hints that something has changed, as well as the plugin does. */
  tell(): void {
    for (const listener of this.#listeners) {
      if (this.#hints === "all" || this.#random() < 0.5) listener();
      if (this.#hints === "some" && this.#random() < 0.2) listener();
    }
  }

  /** Hears hints until this life ends, or the plugin's. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** A life ends: nobody listens any more. */
  endLife(): void {
    this.#listeners = new Set();
  }
}
