import { LocalError } from "@infrakit/spi";
import type { Clock } from "./seams.ts";

/** A wait that ends: by its own deadline, or when its owner gives up. */
export interface Deadline {
  readonly clock: Clock;
  readonly afterMs: number;
  /** What is waited for, as in "Provision". */
  readonly what: string;
}

/**
 * Waits for a call no longer than allowed. The call is told by its signal, but a call that does not listen
 * is left alone and its end ignored. @throws LocalError `deadline_exceeded`.
 */
export function withDeadline<T>(
  { clock, afterMs, what }: Deadline,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const giveUp = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const timer = clock.callAt(clock.now() + afterMs, () => {
      const error = new LocalError("deadline_exceeded", `${what} did not answer within ${afterMs / 1000} s`);
      giveUp.abort(error);
      reject(error);
    });
    call(giveUp.signal)
      .then(resolve, reject)
      .finally(() => timer.cancel());
  });
}
