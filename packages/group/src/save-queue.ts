import type { Clock, Timer } from "./seams.ts";

/** What is saved, and who is told of failures that nobody waits for. */
export interface SaveQueueOptions {
  readonly clock: Clock;
  readonly write: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** How long a save that nobody waits for may be put off, so that many become one. */
const laterMs = 100;

/** How long after a write that failed there is another one. */
const retryMs = 10_000;

/**
 * Saves one thing that changes all the time. A save that is asked for while another runs waits for it and
 * then serves all who asked meanwhile, so that a thousand steps at once cost two writes. What a write has left
 * behind that failed, nobody knows: it is followed by others until one succeeds.
 */
export class SaveQueue {
  readonly #options: SaveQueueOptions;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #later: { readonly timer: Timer; readonly at: number } | undefined;
  #isStopped = false;
  #isClosed = false;

  constructor(options: SaveQueueOptions) {
    this.#options = options;
  }

  /** Resolves when a write that began after this call has ended. @throws what that write throws. */
  save(): Promise<void> {
    this.#next ??= this.#afterRunning();
    return this.#next;
  }

  /** Saves before long, with whatever else is saved meanwhile. */
  saveLater(): void {
    this.#saveIn(laterMs);
  }

  /** Whether saves are refused. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Writes at once what was put off, and what a write that runs cannot, and then stops for good. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#idle();
    if (this.#later !== undefined) this.#saveNow();
    await this.stop();
  }

  /** Waits for the saves that were asked for; then refuses all, and drops the one that was put off. */
  async stop(): Promise<void> {
    await this.#idle();
    this.#isStopped = true;
    await this.#settled();
    this.#cancelLater();
  }

  /** Takes saves again unless it was closed, and writes before long: whatever was done meanwhile may have been in vain. */
  restart(): void {
    if (this.#isClosed) return;
    this.#isStopped = false;
    this.saveLater();
  }

  #saveIn(ms: number): void {
    if (this.#isStopped || this.#next !== undefined) return;
    const { clock } = this.#options;
    const at = clock.now() + ms;
    if (this.#later !== undefined && this.#later.at <= at) return;
    this.#cancelLater();
    this.#later = { timer: clock.callAt(at, () => this.#saveNow()), at };
  }

  #cancelLater(): void {
    this.#later?.timer.cancel();
    this.#later = undefined;
  }

  #saveNow(): void {
    this.save().catch((error: unknown) => {
      // Whatever it was about is being forgotten.
      if (!this.#isStopped) this.#options.onError(error);
    });
  }

  async #afterRunning(): Promise<void> {
    await this.#settled();
    this.#next = undefined;
    this.#cancelLater();
    if (this.#isStopped) throw new Error("the group is being forgotten");
    try {
      this.#running = this.#options.write();
      await this.#running;
    } catch (error) {
      this.#saveIn(retryMs);
      throw error;
    }
  }

  /** Waits for the writes that were asked for. */
  async #idle(): Promise<void> {
    await this.#next?.catch(() => "told to whoever asked for it");
    await this.#settled();
  }

  /** The failure of a write is told to those who asked for it, and to nobody else. */
  async #settled(): Promise<void> {
    await this.#running.then(undefined, () => undefined);
  }
}
