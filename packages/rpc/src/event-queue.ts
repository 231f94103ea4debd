/** Most events that wait for one reader. */
export const maxWaitingEvents = 1000;

/** Longest text of all events that wait for one reader; a single one may be longer. In characters. */
export const maxWaitingCharacters: number = 4 * 1024 * 1024;

/**
 * Hands the texts of events to one reader. Whoever gives them never waits: a reader that is too slow loses those that
 * come while there is no room, and reads their number in their place.
 */
export class EventQueue {
  #waiting: (string | number)[] = [];
  #characters = 0;
  #lost = 0;
  #isOver = false;
  #wake: (() => void) | undefined;

  push(text: string): void {
    if (this.#isOver) return;
    if (this.#hasRoomFor(text)) {
      this.#noteLost();
      this.#waiting.push(text);
      this.#characters += text.length;
    } else this.#lost++;
    this.#wake?.();
  }

  /** Ends the reading after what waits, and after a last word for which there is always room. */
  end(last?: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#noteLost();
    if (last !== undefined) this.#waiting.push(last);
    this.#wake?.();
  }

  /** Texts in their order, and how many were lost between them. There is one reader. */
  async *read(): AsyncGenerator<string | number> {
    while (true) {
      this.#noteLost();
      const batch = this.#waiting;
      this.#waiting = [];
      this.#characters = 0;
      yield* batch;
      if (this.#waiting.length > 0 || this.#lost > 0) continue;
      if (this.#isOver) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #hasRoomFor(text: string): boolean {
    if (this.#waiting.length === 0) return true;
    return this.#waiting.length < maxWaitingEvents && this.#characters + text.length <= maxWaitingCharacters;
  }

  #noteLost(): void {
    if (this.#lost === 0) return;
    this.#waiting.push(this.#lost);
    this.#lost = 0;
  }
}
