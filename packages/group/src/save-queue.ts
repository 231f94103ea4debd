import type { Clock, Timer } from "./seams.ts";

/** What is saved, and who is told of failures that nobody waits for. */
export interface SaveQueueOptions {
  readonly clock: Clock;
  readonly write: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** How long a save that nobody waits for may be put off, so that many become one. */
const laterMs = 100;

/**
 * Saves one thing that changes all the time. A save that is asked for while another runs waits for it and
 * then serves all who asked meanwhile, so that a thousand steps at once cost two writes.
 */
export class SaveQueue {
  readonly #options: SaveQueueOptions;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #later: Timer | undefined;
  #isStopped = false;

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
    if (this.#isStopped || this.#later !== undefined || this.#next !== undefined) return;
    const { clock } = this.#options;
    this.#later = clock.callAt(clock.now() + laterMs, () => this.#saveNow());
  }

  /** Whether saves are refused. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Refuses all saves from now on, and waits for the one that runs, and for the one that was put off. */
  async stop(): Promise<void> {
    if (this.#later !== undefined) this.#saveNow();
    await this.#next?.catch(() => "told to whoever asked for it");
    this.#isStopped = true;
    await this.#settled();
  }

  /** Takes saves again. */
  restart(): void {
    this.#isStopped = false;
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
    this.#later?.cancel();
    this.#later = undefined;
    if (this.#isStopped) throw new Error("the group is being forgotten");
    this.#running = this.#options.write();
    await this.#running;
  }

  /** The failure of a write is told to those who asked for it, and to nobody else. */
  async #settled(): Promise<void> {
    await this.#running.then(undefined, () => undefined);
  }
}
