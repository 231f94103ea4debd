import type { Report } from "../report/index.ts";
import { pause } from "./backoff.ts";

/** Reports of controls that shall be sent at once. The oldest is dropped for one too many: the next whole report shows it. */
export class WaitingShortcuts {
  readonly #max: number;
  #reports: Report[] = [];
  #arrived = new AbortController();

  constructor(max: number) {
    this.#max = max;
  }

  add(report: Report): void {
    this.#reports.push(report);
    if (this.#reports.length > this.#max) this.#reports.shift();
    this.#arrived.abort();
  }

  /** The oldest, which waits no longer. */
  take(): Report | undefined {
    return this.#reports.shift();
  }

  clear(): void {
    this.#reports = [];
  }

  /** Waits until there is one, the time is up or the signal is aborted. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (this.#reports.length > 0) return;
    this.#arrived = new AbortController();
    await pause(ms, signal, this.#arrived.signal);
  }
}
