import type { Clock, Timer } from "./seams.ts";

/**
 * Does something soon after it is asked for: at once if it is cheap, and otherwise so seldom that it takes a third of
 * the time at most. A plan of ten members takes no time and follows every event; one of ten thousand takes
 * milliseconds and follows those of the last few milliseconds together.
 */
export class Pace {
  readonly #clock: Clock;
  readonly #run: () => void;
  #isAsked = false;
  #restsUntil = -Infinity;
  #timer: Timer | undefined;

  constructor(clock: Clock, run: () => void) {
    this.#clock = clock;
    this.#run = run;
  }

  /** Runs once, soon, however often it is asked before. */
  ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    if (this.#clock.now() >= this.#restsUntil) this.#clock.callSoon(() => this.#begin());
    else this.#timer = this.#clock.callAt(this.#restsUntil, () => this.#begin());
  }

  /** Forgets what was asked for. */
  cancel(): void {
    this.#isAsked = false;
    this.#timer?.cancel();
  }

  #begin(): void {
    if (!this.#isAsked) return;
    this.#isAsked = false;
    const before = this.#clock.now();
    this.#run();
    const after = this.#clock.now();
    this.#restsUntil = after + restsFor * (after - before);
  }
}

/** How many times as long as it takes a thing is not done again. */
const restsFor = 2;
