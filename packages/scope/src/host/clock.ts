/** Where a host gets the time from. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once, after so many milliseconds or soon after. */
  callAfter(milliseconds: number, callback: () => void): Timer;
}

/** A call that is still to come. */
export interface Timer {
  cancel(): void;
}

/** The clock of the system. */
export const systemClock: Clock = {
  now: () => Date.now(),
  callAfter(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Settles after the time, or as soon as the signal is aborted. Never rejects. */
export function sleep(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = (): void => {
      timer.cancel();
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const timer = clock.callAfter(milliseconds, wake);
    signal.addEventListener("abort", wake);
  });
}
