import { formatDuration } from "@infrakit/spi/document";
import { LocalError } from "@infrakit/spi";

/** How long a call may take, and who else may end it. */
export interface CallLimits {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** A call that is under way. */
export class OpenCall {
  /** Why the call was given up; whoever works on it should stop. */
  reason: LocalError | undefined;
  /** Told when the call is given up. */
  onGiveUp: ((reason: LocalError) => void) | undefined;

  /** @throws the reason if the call was given up. */
  check(): void {
    if (this.reason !== undefined) throw this.reason;
  }
}

/**
 * Runs a call until it ends, its time is up or its caller gives up, whichever is first.
 * @throws LocalError `deadline_exceeded` or `aborted`.
 */
export function limitCall<T>(limits: CallLimits, run: (call: OpenCall) => Promise<T>): Promise<T> {
  const { timeoutMs, signal } = limits;
  if (signal?.aborted === true) return Promise.reject(abortedBy(signal, "before it was sent"));
  return new Promise((resolve, reject) => {
    const call = new OpenCall();
    const giveUp = (reason: LocalError): void => {
      end();
      call.reason = reason;
      reject(reason);
      call.onGiveUp?.(reason);
    };
    const abort = (): void => giveUp(abortedBy(signal, "while it was under way"));
    const timer = setTimeout(() => giveUp(late(timeoutMs)), timeoutMs);
    signal?.addEventListener("abort", abort);
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
    run(call).then(
      (value) => {
        end();
        resolve(value);
      },
      (error: unknown) => {
        end();
        reject(error as Error);
      },
    );
  });
}

function late(timeoutMs: number): LocalError {
  const why = `no answer within ${formatDuration(timeoutMs)}; it may have been done all the same`;
  return new LocalError("deadline_exceeded", why);
}

function abortedBy(signal: AbortSignal | undefined, when: string): LocalError {
  return new LocalError("aborted", `the caller gave up ${when}`, { cause: signal?.reason });
}
