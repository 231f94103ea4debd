import type { Clock, Timer } from "./seams.ts";

/** How often it is noted that this process runs. */
const beatMs = 1000;

/** How much later than that is no sleep: others may have been busy. */
const toleratedMs = 2000;

/**
 * Notices that this process did not run though it was to: it was stopped, its machine was asleep or moved elsewhere. What
 * nobody could watch meanwhile has not lasted, and what nobody could do was not late.
 */
export class Wakefulness {
  readonly #clock: Clock;
  #watchers = 0;
  #beatAt = 0;
  #sleptMs = 0;
  #timer: Timer | undefined;

  /** @param clock may call back a little late */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** For how long this process has not run while somebody watched, all in all, in milliseconds. */
  get sleptMs(): number {
    if (this.#watchers > 0) this.#note(this.#clock.now());
    return this.#sleptMs;
  }

  /** Somebody has something to watch. */
  join(): void {
    if (this.#watchers++ === 0) this.#beat();
  }

  /** And has nothing any more: without anybody there is no timer. */
  leave(): void {
    if (--this.#watchers === 0) this.#timer?.cancel();
  }

  #note(now: number): void {
    const passedMs = now - this.#beatAt;
    if (passedMs <= beatMs + toleratedMs) return;
    this.#sleptMs += passedMs;
    this.#beatAt = now;
  }

  #beat(): void {
    this.#beatAt = this.#clock.now();
    this.#timer = this.#clock.callAt(this.#beatAt + beatMs, () => {
      this.#note(this.#clock.now());
      this.#beat();
    });
  }
}
