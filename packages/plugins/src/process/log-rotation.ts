import type { InstanceLogs } from "./instance-log.ts";

/** Whose logs are looked after, and who is told if that fails. */
export interface RotationOptions {
  readonly ids: () => readonly string[];
  readonly onError: (error: unknown) => void;
}

/** Pause between two looks at the sizes of all logs. */
const pauseMs = 2_000;

/** Keeps the logs of living instances from growing without end, one after the other. */
export class LogRotation {
  readonly #logs: InstanceLogs;
  readonly #options: RotationOptions;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #isClosed = false;

  constructor(logs: InstanceLogs, options: RotationOptions) {
    this.#logs = logs;
    this.#options = options;
    this.#schedule();
  }

  /** Returns when the log that is being moved is in its place. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  #schedule(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#round = this.#rotateAll();
    }, pauseMs);
    this.#timer.unref();
  }

  async #rotateAll(): Promise<void> {
    for (const id of this.#options.ids()) {
      if (this.#isClosed) return;
      try {
        await this.#logs.rotate(id);
      } catch (error) {
        this.#options.onError(error);
      }
    }
    this.#schedule();
  }
}
