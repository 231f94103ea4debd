import { formatDuration } from "@infrakit/spi/document";
import { LocalError } from "@infrakit/spi";

/** How long a call may take, and who else may end it. */
export interface CallLimits {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Says of an error which call it ended. */
  readonly explain?: (error: unknown) => unknown;
}

/** A call that is under way. */
export class OpenCall {
  /** Why the call was given up; whoever works on it should stop. */
  reason: LocalError | undefined;
  /** Told when the call is given up. */
  onGiveUp: ((reason: LocalError) => void) | undefined;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws the reason if the call was given up. */
  check(): void {
    if (this.reason !== undefined) throw this.reason;
  }

  /** Waits for what has limits of its own: the time of the call counts anew from its end. */
  async after<T>(other: Promise<T>): Promise<T> {
    this.#clock.stop();
    const value = await other;
    this.check();
    this.#clock.start();
    return value;
  }
}

/** The time of a call. */
interface Clock {
  start(): void;
  stop(): void;
}

/**
 * Runs a call until it ends, its time is up or its caller gives up, whichever is first.
 * @throws LocalError `deadline_exceeded` or `aborted`.
 */
export function limitCall<T>(limits: CallLimits, run: (call: OpenCall) => Promise<T>): Promise<T> {
  const { timeoutMs, signal, explain = (error) => error } = limits;
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const clock: Clock = {
      start: () => (timer = setTimeout(() => giveUp(late(timeoutMs)), timeoutMs)),
      stop: () => clearTimeout(timer),
    };
    const call = new OpenCall(clock);
    const end = (): void => {
      clock.stop();
      signal?.removeEventListener("abort", abort);
    };
    const fail = (error: unknown): void => {
      end();
      reject(explain(error) as Error);
    };
    const giveUp = (reason: LocalError): void => {
      call.reason = reason;
      fail(reason);
      call.onGiveUp?.(reason);
    };
    const abort = (): void =>
      giveUp(new LocalError("aborted", "the caller gave up", { cause: signal?.reason }));
    if (signal?.aborted === true) return abort();
    signal?.addEventListener("abort", abort);
    clock.start();
    run(call).then((value) => {
      end();
      resolve(value);
    }, fail);
  });
}

function late(timeoutMs: number): LocalError {
  const why = `no answer within ${formatDuration(timeoutMs)}; it may have been done all the same`;
  return new LocalError("deadline_exceeded", why);
}
