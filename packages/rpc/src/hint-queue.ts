/** Most hints that wait for one reader. */
export const maxWaitingHints = 1000;

/**
 * Hands hints from whoever gives them to one reader. A reader that is too slow loses the hints that wait, and is
 * told so by one `undefined` in their place.
 */
export class HintQueue {
  #hints: (string | undefined)[] = [];
  #isOver = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  push(hint: string): void {
    if (this.#hints.length < maxWaitingHints) this.#hints.push(hint);
    else this.#hints = [undefined];
    this.#wake?.();
  }

  /** Ends the reading after what waits, with an error if there is one. */
  end(error?: Error): void {
    this.#isOver = true;
    this.#error ??= error;
    this.#wake?.();
  }

  async *read(): AsyncGenerator<string | undefined> {
    while (true) {
      const hints = this.#hints;
      this.#hints = [];
      yield* hints;
      if (this.#hints.length > 0) continue;
      if (this.#isOver) break;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#error !== undefined) throw this.#error;
  }
}
