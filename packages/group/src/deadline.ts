import { LocalError } from "@infrakit/spi";
import type { Clock } from "./seams.ts";

/** A wait that ends: by its own deadline, or when its owner gives up. */
export interface Deadline {
  readonly clock: Clock;
  readonly afterMs: number;
  /** What is waited for, as in "Provision". */
  readonly what: string;
  /** Ends the wait before its time. */
  readonly signal?: AbortSignal;
}

/**
 * Waits for a call no longer than allowed. The call is told by its signal, but a call that does not listen
 * is left alone and its end ignored. @throws LocalError `deadline_exceeded` or `aborted`.
 */
export function withDeadline<T>(
  { clock, afterMs, what, signal }: Deadline,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const giveUp = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const end = (error: LocalError): void => {
      timer.cancel();
      giveUp.abort(error);
      reject(error);
    };
    const stop = (): void => end(new LocalError("aborted", `${what} is not waited for any more`));
    const timer = clock.callAt(clock.now() + afterMs, () =>
      end(new LocalError("deadline_exceeded", `${what} did not answer within ${afterMs / 1000} s`)),
    );
    signal?.addEventListener("abort", stop, { once: true });
    if (signal?.aborted === true) stop();
    Promise.resolve(giveUp.signal)
      .then(call)
      .then(resolve, reject)
      .finally(() => {
        timer.cancel();
        signal?.removeEventListener("abort", stop);
      });
  });
}
