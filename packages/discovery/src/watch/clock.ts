import { setTimeout as delay } from "node:timers/promises";

/** Lets time pass. */
export interface Clock {
  /** Settles after the time, or as soon as the signal is aborted. Never rejects. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** The clock of the system. */
export const systemClock: Clock = {
  async sleep(milliseconds, signal) {
    // The only reason to reject is the abort, which is a way to wake up.
    await delay(milliseconds, undefined, { signal }).catch(() => {});
  },
};
