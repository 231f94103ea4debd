import { type CallOptions, LocalError } from "@infrakit/spi";
import { onAbort } from "./abort-listener.ts";
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
 * Waits for a call no longer than allowed. The call is told by the signal of its options, but a call that does not
 * listen is left alone and its end ignored. No call is made for an owner that has given up already.
 * @throws LocalError `deadline_exceeded` or `aborted`.
 */
export function withDeadline<T>(
  { clock, afterMs, what, signal }: Deadline,
  call: (options: Required<CallOptions>) => Promise<T>,
): Promise<T> {
  if (signal?.aborted === true) return Promise.reject(notWaitedFor(what, signal.reason));
  return new Promise<T>((resolve, reject) => {
    const giveUp = new AbortController();
    const end = (): void => {
      timer.cancel();
      forget?.();
    };
    const fail = (error: unknown): void => {
      end();
      reject(error as Error);
    };
    const abandon = (error: LocalError): void => {
      fail(error);
      giveUp.abort(error);
    };
    const timer = clock.callAt(clock.now() + afterMs, () => abandon(tooLate(what, afterMs)));
    const forget = signal && onAbort(signal, () => abandon(notWaitedFor(what, signal.reason)));
    begin(() => call(optionsOf(giveUp))).then((value) => {
      end();
      resolve(value);
    }, fail);
  });
}

/**
 * Waits in the same way for a call of a plugin that is still to be found. Where that takes too long, the call is not made:
 * a plugin that does not listen would do what nobody expects any more.
 */
export function callWithin<P, T>(
  deadline: Deadline,
  find: () => Promise<P>,
  call: (plugin: P, options: Required<CallOptions>) => Promise<T>,
): Promise<T> {
  return withDeadline(deadline, async (options) => {
    const plugin = await find();
    options.signal.throwIfAborted();
    return await call(plugin, options);
  });
}

/** What a call is told of its end. A signal is made when it is asked for: a plugin in this process seldom does. */
function optionsOf(giveUp: AbortController): Required<CallOptions> {
  return {
    get signal() {
      return giveUp.signal;
    },
  };
}

/** A call that throws before it returns has failed like any other. */
function begin<T>(call: () => Promise<T>): Promise<T> {
  try {
    return call();
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

/** Why a call is given up whose owner has given up, for a reason of ours or for another. */
export function notWaitedFor(what: string, reason?: unknown): LocalError {
  const why = reason instanceof LocalError ? `: ${reason.message}` : "";
  return new LocalError("aborted", `${what} is not waited for any more${why}`);
}

/** Why a call is given up that has taken too long. */
export function tooLate(what: string, afterMs: number): LocalError {
  return new LocalError("deadline_exceeded", `${what} did not answer within ${afterMs / 1000} s`);
}
