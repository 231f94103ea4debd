/** A call that is still to come. */
export interface SimulatedTimer {
  cancel(): void;
}

interface Waiting {
  readonly time: number;
  readonly order: number;
  readonly callback: () => void;
}

/** How many rounds a moment may take to settle before it is called endless. */
const maxRounds = 10_000;

/**
 * The time of a simulated world. It goes from one thing that is due to the next; all promises that follow from
 * it settle before it goes on. It can jump, as that of a machine does which was asleep: what was due meanwhile
 * comes late, in its order. It never goes back.
 */
export class SimulatedClock {
  #now: number;
  #order = 0;
  readonly #waiting: Waiting[] = [];
  #soon: (() => void)[] = [];

  constructor(now = 1_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** Never before that time: the clock shows whole milliseconds, as those of machines do. */
  callAt(time: number, callback: () => void): SimulatedTimer {
    const waiting = { time: Math.ceil(time), order: this.#order++, callback };
    let index = this.#waiting.length;
    // Latest first, so that what is next can be popped; most calls are due soon.
    while (index > 0 && isBefore(this.#waiting[index - 1], waiting)) index--;
    this.#waiting.splice(index, 0, waiting);
    return { cancel: () => this.#cancel(waiting) };
  }

  callSoon(callback: () => void): void {
    this.#soon.push(callback);
  }

  /** Moves on without anything happening: what is due happens afterwards, late. */
  jump(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Lets everything happen that happens at this moment. */
  async settle(): Promise<void> {
    for (let round = 0; round < maxRounds; round++) {
      await afterPromises();
      if (this.#soon.length === 0) return;
      const calls = this.#soon;
      this.#soon = [];
      for (const call of calls) call();
    }
    throw new Error("Cannot settle the simulated clock: what happens at this moment never ends");
  }

  /** Goes on to the next thing that is due, at `end` at the latest. Returns whether there was one. */
  async step(end: number): Promise<boolean> {
    const next = this.#waiting.at(-1);
    if (next === undefined || next.time > end) {
      this.#now = Math.max(this.#now, end);
      return false;
    }
    this.#waiting.pop();
    this.#now = Math.max(this.#now, next.time);
    next.callback();
    await this.settle();
    return true;
  }

  #cancel(waiting: Waiting): void {
    const index = this.#waiting.indexOf(waiting);
    if (index >= 0) this.#waiting.splice(index, 1);
  }
}

function isBefore(a: Waiting | undefined, b: Waiting): boolean {
  return a !== undefined && (a.time < b.time || (a.time === b.time && a.order < b.order));
}

/** A macrotask runs when no promise is left to settle. */
function afterPromises(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
