import { LocalError } from "@infrakit/spi";

/** Most calls that may wait for a connection to one plugin. */
export const maxWaitingCalls = 10_000;

/** Lets a bounded number of calls through at a time, in their order; the others wait. */
export class CallGate {
  readonly #width: number;
  readonly #waiting = new Set<() => void>();
  #inside = 0;

  constructor(width: number) {
    this.#width = width;
  }

  /**
   * Starts a call now or when its turn comes. The function that is returned takes a waiting call back, and tells
   * whether it was still waiting.
   * @throws LocalError `plugin_unreachable` if too many are waiting.
   */
  enter(start: () => void): () => boolean {
    if (this.#inside < this.#width) {
      this.#inside++;
      start();
      return never;
    }
    if (this.#waiting.size >= maxWaitingCalls)
      throw new LocalError("plugin_unreachable", `${maxWaitingCalls} calls are waiting already`);
    this.#waiting.add(start);
    return () => this.#waiting.delete(start);
  }

  /** Ends a call that was started. */
  leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#inside--;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}

function never(): boolean {
  return false;
}
