/**
 * Saves one thing that changes all the time. A save that is asked for while another runs waits for it and
 * then serves all who asked meanwhile, so that a thousand steps at once cost two writes.
 */
export class SaveQueue {
  readonly #write: () => Promise<void>;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #isStopped = false;

  constructor(write: () => Promise<void>) {
    this.#write = write;
  }

  /** Resolves when a write that began after this call has ended. @throws what that write throws. */
  save(): Promise<void> {
    this.#next ??= this.#afterRunning();
    return this.#next;
  }

  /** Whether saves are refused. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Refuses all saves from now on, and waits for the one that runs. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#settled();
  }

  /** Takes saves again. */
  restart(): void {
    this.#isStopped = false;
  }

  async #afterRunning(): Promise<void> {
    await this.#settled();
    this.#next = undefined;
    if (this.#isStopped) throw new Error("the group is being forgotten");
    this.#running = this.#write();
    await this.#running;
  }

  /** The failure of a write is told to those who asked for it, and to nobody else. */
  async #settled(): Promise<void> {
    await this.#running.then(undefined, () => undefined);
  }
}
