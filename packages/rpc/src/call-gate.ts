import { LocalError } from "@infrakit/spi";

/** Most calls that may wait for a connection to one plugin. */
export const maxWaitingCalls = 10_000;

/** A call that waits, and where it does. */
interface Waiting {
  readonly start: () => void;
  line: Set<Waiting>;
}

/** Lets a bounded number of calls through at a time, in their order; the others wait. */
export class CallGate {
  readonly #width: number;
  readonly #line = new Set<Waiting>();
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
    if (this.#line.size >= maxWaitingCalls)
      throw new LocalError("plugin_unreachable", `${maxWaitingCalls} calls are waiting already`);
    const waiting = { start, line: this.#line };
    this.#line.add(waiting);
    return () => waiting.line.delete(waiting);
  }

  /** Ends a call that was started. */
  leave(): void {
    const [next] = this.#line;
    if (next === undefined) {
      this.#inside--;
      return;
    }
    this.#line.delete(next);
    next.start();
  }

  /** Lets those who wait here go on at another gate, in their order. */
  moveTo(other: CallGate): void {
    for (const waiting of this.#line) {
      this.#line.delete(waiting);
      other.#admit(waiting);
    }
  }

  #admit(waiting: Waiting): void {
    if (this.#inside < this.#width) {
      this.#inside++;
      waiting.start();
      return;
    }
    waiting.line = this.#line;
    this.#line.add(waiting);
  }
}

function never(): boolean {
  return false;
}
