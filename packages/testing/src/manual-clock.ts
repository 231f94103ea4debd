/** A call that is still to come. */
export interface ManualTimer {
  cancel(): void;
}

interface Waiting {
  readonly time: number;
  readonly order: number;
  readonly callback: () => void;
}

/** How many rounds of promises a moment may take to settle before the clock calls it endless. */
const maxRounds = 10_000;

/**
 * A clock that moves when it is told to. Everything that is due runs in order of time, and all promises that
 * follow from it settle, before the clock moves on: a test never waits and never races.
 */
export class ManualClock {
  #now: number;
  #order = 0;
  readonly #waiting = new Set<Waiting>();
  #soon: (() => void)[] = [];

  /** Starts at the given milliseconds since 1970. */
  constructor(now = 1_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  callAt(time: number, callback: () => void): ManualTimer {
    const waiting = { time, order: this.#order++, callback };
    this.#waiting.add(waiting);
    return { cancel: () => void this.#waiting.delete(waiting) };
  }

  callSoon(callback: () => void): void {
    this.#soon.push(callback);
  }

  /** Lets everything happen that happens at this moment. */
  async settle(): Promise<void> {
    for (let round = 0; round < maxRounds; round++) {
      await afterPromises();
      const calls = this.#soon;
      this.#soon = [];
      for (const call of calls) call();
      if (calls.length === 0) {
        await afterPromises();
        if (this.#soon.length === 0) return;
      }
    }
    throw new Error("Cannot settle the clock: what happens at this moment never ends");
  }

  /** Moves on by so many milliseconds; whatever is due on the way happens at its time. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await this.settle();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#waiting.delete(next);
      this.#now = Math.max(this.#now, next.time);
      next.callback();
      await this.settle();
    }
    this.#now = end;
  }

  /** Jumps, as for a process that was stopped or a machine that was asleep: what was due meanwhile happens late. */
  jump(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** How many timers are set: a test of what is left behind. */
  get timers(): number {
    return this.#waiting.size;
  }

  #next(end: number): Waiting | undefined {
    let first: Waiting | undefined;
    for (const waiting of this.#waiting) {
      if (waiting.time > end) continue;
      if (
        first === undefined ||
        waiting.time < first.time ||
        (waiting.time === first.time && waiting.order < first.order)
      ) {
        first = waiting;
      }
    }
    return first;
  }
}

/** A macrotask runs when no promise is left to settle. */
function afterPromises(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
