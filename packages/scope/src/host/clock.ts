/** Where a host gets the time from. */
export interface Clock {
  /** Milliseconds since 1970, for what is written down: an operator may set it. */
  now(): number;
  /** Milliseconds since some moment. Never goes back, and runs on whatever happens to the time of day. */
  elapsed(): number;
  /** Calls back once, after so many milliseconds or soon after. */
  callAfter(milliseconds: number, callback: () => void): Timer;
}

/** A call that is still to come. */
export interface Timer {
  cancel(): void;
}

/**
 * The clock of the system. What has come over sockets by the time is heard before a call: a process that was held up
 * must not take answers that wait to be read for silence.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  callAfter(milliseconds, callback) {
    let soon: NodeJS.Immediate | undefined;
    const timer = setTimeout(() => (soon = setImmediate(callback)), milliseconds);
    return {
      cancel() {
        clearTimeout(timer);
        clearImmediate(soon);
      },
    };
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
