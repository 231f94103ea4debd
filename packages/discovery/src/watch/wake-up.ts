import type { Clock } from "./clock.ts";

/** Remembers that somebody wants to wake the sleeper. Any number of calls before it sleeps are one. */
export class WakeUp {
  readonly #clock: Clock;
  #isCalled = false;
  #sleeper: AbortController | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Wakes the sleeper, or keeps it from falling asleep. */
  readonly call = (): void => {
    this.#isCalled = true;
    this.#sleeper?.abort();
  };

  /** Sleeps until the time has passed or somebody calls. Returns at once if somebody has called meanwhile. */
  async sleep(milliseconds: number): Promise<void> {
    if (!this.#isCalled) {
      this.#sleeper = new AbortController();
      await this.#clock.sleep(milliseconds, this.#sleeper.signal);
      this.#sleeper = undefined;
    }
    this.#isCalled = false;
  }
}
