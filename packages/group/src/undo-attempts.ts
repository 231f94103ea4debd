import type { Clock, Timer } from "./seams.ts";

/** How to undo something, and who is told when that fails. */
export interface UndoAttemptsOptions {
  readonly clock: Clock;
  readonly undo: () => Promise<void>;
  readonly onError: (error: unknown) => void;
  /** It may be tried again now, if it is still to be undone. */
  readonly onRetry: () => void;
}

/** How long to wait before what could not be undone is tried again. */
const retryMs = 1000;

/** Undoes something once, however often it is asked to; not again for a while if that fails. */
export class UndoAttempts {
  readonly #options: UndoAttemptsOptions;
  #state: "idle" | "running" | "closed" | Timer = "idle";

  constructor(options: UndoAttemptsOptions) {
    this.#options = options;
  }

  /** Undoes it, unless that is under way or has just failed. */
  ask(): void {
    if (this.#state !== "idle") return;
    this.#state = "running";
    this.#options.undo().then(
      () => this.#rest(),
      (error: unknown) => this.#retryLater(error),
    );
  }

  /** Makes no other attempt. */
  close(): void {
    if (typeof this.#state === "object") this.#state.cancel();
    this.#state = "closed";
  }

  #rest(): void {
    if (this.#state !== "closed") this.#state = "idle";
  }

  #retryLater(error: unknown): void {
    const { clock, onError, onRetry } = this.#options;
    onError(error);
    if (this.#state === "closed") return;
    this.#state = clock.callAt(clock.now() + retryMs, () => {
      this.#state = "idle";
      onRetry();
    });
  }
}
