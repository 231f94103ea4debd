import type { Clock, Timer } from "./seams.ts";

/** What to do, and how seldom. */
export interface PaceOptions {
  readonly clock: Clock;
  readonly run: () => void;
  /** How many times as long as it takes it is not done again: with 2 it takes a third of the time at most. */
  readonly restsFor: () => number;
}

/** How long something may be put off that nothing waits for. */
const laterMs = 10;

/**
 * Does something soon after it is asked for: at once if it is cheap, and otherwise so seldom that it leaves time for
 * other things. A plan of ten members takes no time and follows every event; one of ten thousand takes milliseconds
 * and follows those of the last few milliseconds together.
 */
export class Pace {
  readonly #options: PaceOptions;
  #isAsked = false;
  /** How long it takes, as far as the clock tells. */
  #tookMs = 0;
  #lastTookMs = 0;
  #restsUntil = -Infinity;
  /** Until it need rest no more, or was put off long enough. */
  #timer: Timer | undefined;

  constructor(options: PaceOptions) {
    this.#options = options;
  }

  /** Runs once, soon, however often it is asked before. */
  ask(): void {
    if (this.#isAsked) return;
    this.cancel();
    this.#isAsked = true;
    const { clock } = this.#options;
    if (clock.now() >= this.#restsUntil) clock.callSoon(() => this.#begin());
    else this.#timer = clock.callAt(this.#restsUntil, () => this.#begin());
  }

  /** Runs once, before long, and with whatever it is asked for meanwhile. */
  askLater(): void {
    if (this.#isAsked || this.#timer !== undefined) return;
    const { clock } = this.#options;
    this.#timer = clock.callAt(clock.now() + laterMs, () => this.ask());
  }

  /** Forgets what was asked for. */
  cancel(): void {
    this.#isAsked = false;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #begin(): void {
    if (!this.#isAsked) return;
    this.cancel();
    const { clock, run, restsFor } = this.#options;
    const before = clock.now();
    run();
    const after = clock.now();
    this.#note(after - before);
    const restMs = restsFor() * this.#tookMs;
    // No timer is as short: to rest would take longer than to do it.
    this.#restsUntil = restMs < 1 ? -Infinity : after + restMs;
  }

  /** One run that alone takes long was interrupted, by a collection of garbage or another process: the next will not be. */
  #note(tookMs: number): void {
    const isAlone = this.#lastTookMs <= 1;
    this.#lastTookMs = tookMs;
    this.#tookMs = averageOf(this.#tookMs, isAlone ? Math.min(1, tookMs) : tookMs);
  }
}

/** What it counts for how long the last run took, if it took next to no time. */
const newestWeight = 1 / 8;

/** A clock of whole milliseconds says 0 or 1 of what takes a tenth of one: only many runs tell how long it takes. */
function averageOf(beforeMs: number, tookMs: number): number {
  if (tookMs > 1) return tookMs;
  const before = Math.min(1, beforeMs);
  return before + newestWeight * (tookMs - before);
}
