import { LocalError } from "@infrakit/spi";
import type { Clock, Timer } from "./seams.ts";

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
 * is left alone and its end ignored. No call is made for an owner that has given up already.
 * @throws LocalError `deadline_exceeded` or `aborted`.
 */
export async function withDeadline<T>(
  { clock, afterMs, what, signal }: Deadline,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal?.aborted === true) throw notWaitedFor(what);
  const giveUp = new AbortController();
  let stop = (): void => undefined;
  let timer: Timer | undefined;
  const ended = new Promise<never>((_, reject) => {
    const end = (error: LocalError): void => {
      reject(error);
      giveUp.abort(error);
    };
    stop = () => end(notWaitedFor(what));
    timer = clock.callAt(clock.now() + afterMs, () => end(tooLate(what, afterMs)));
    signal?.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([call(giveUp.signal), ended]);
  } finally {
    timer?.cancel();
    signal?.removeEventListener("abort", stop);
  }
}

function notWaitedFor(what: string): LocalError {
  return new LocalError("aborted", `${what} is not waited for any more`);
}

function tooLate(what: string, afterMs: number): LocalError {
  return new LocalError("deadline_exceeded", `${what} did not answer within ${afterMs / 1000} s`);
}
