import { formatDuration } from "@infrakit/spi/document";
import { LocalError } from "@infrakit/spi";

/** How long a call may take, and who else may end it. */
export interface CallLimits {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Says of an error which call it ended. */
  readonly explain?: (error: unknown) => unknown;
}

/** What whoever works on a call may know of it, and do with it. */
export type LimitedCall = Pick<OpenCall, "reason" | "onGiveUp" | "check" | "after">;

/**
 * A call that is under way. It is itself what listens to the signal of its caller: each call makes one object, and not
 * a closure for each listener.
 */
export class OpenCall {
  /** Why the call was given up; whoever works on it should stop. */
  reason: LocalError | undefined;
  /** Told when the call is given up. */
  onGiveUp: ((reason: LocalError) => void) | undefined;
  readonly #limits: CallLimits;
  readonly #reject: (error: Error) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: CallLimits, reject: (error: Error) => void) {
    this.#limits = limits;
    this.#reject = reject;
  }

  /** @throws the reason if the call was given up. */
  check(): void {
    if (this.reason !== undefined) throw this.reason;
  }

  /** Waits for what has limits of its own: the time of the call counts anew from its end. */
  async after<T>(other: Promise<T>): Promise<T> {
    clearTimeout(this.#timer);
    const value = await other;
    this.check();
    this.#startTimer();
    return value;
  }

  /** From here on it may be given up. */
  start(): void {
    this.#limits.signal?.addEventListener("abort", this);
    this.#startTimer();
  }

  /** From here on nobody gives it up. */
  end(): void {
    clearTimeout(this.#timer);
    this.#limits.signal?.removeEventListener("abort", this);
  }

  /** Ends the call with an error. */
  fail(error: unknown): void {
    const { explain } = this.#limits;
    this.end();
    this.#reject((explain === undefined ? error : explain(error)) as Error);
  }

  /** Its caller gives up. */
  handleEvent(): void {
    this.#giveUp(new LocalError("aborted", "the caller gave up", { cause: this.#limits.signal?.reason }));
  }

  #startTimer(): void {
    this.#timer = setTimeout(() => this.#giveUp(late(this.#limits.timeoutMs)), this.#limits.timeoutMs);
  }

  #giveUp(reason: LocalError): void {
    this.reason = reason;
    this.fail(reason);
    this.onGiveUp?.(reason);
  }
}

/**
 * Runs a call until it ends, its time is up or its caller gives up, whichever is first.
 * @throws LocalError `deadline_exceeded` or `aborted`.
 */
export function limitCall<T>(limits: CallLimits, run: (call: LimitedCall) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const call = new OpenCall(limits, reject);
    if (limits.signal?.aborted === true) return call.handleEvent();
    call.start();
    run(call).then(
      (value) => {
        call.end();
        resolve(value);
      },
      (error: unknown) => call.fail(error),
    );
  });
}

function late(timeoutMs: number): LocalError {
  return new LocalError("deadline_exceeded", `no answer within ${formatDuration(timeoutMs)}`);
}
