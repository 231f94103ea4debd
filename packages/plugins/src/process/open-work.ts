import { setMaxListeners } from "node:events";
import { LocalError } from "@infrakit/spi";

/** What a plugin is doing: none of it is begun after the plugin is closed, and what was begun is waited for. */
export class OpenWork {
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor() {
    // Any number of works listen, for as long as they run.
    setMaxListeners(0, this.#closing.signal);
  }

  /** Aborted when the plugin is closed: what takes long should end then. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** @throws LocalError `plugin_unreachable` if the plugin was closed. */
  refuseIfClosed(): void {
    if (this.#closing.signal.aborted)
      throw new LocalError("plugin_unreachable", "Cannot use the process plugin: it was closed");
  }

  /** Does something that {@link close} waits for. */
  async during<T>(run: () => Promise<T>): Promise<T> {
    this.refuseIfClosed();
    const work = run();
    this.#running.add(work);
    try {
      return await work;
    } finally {
      this.#running.delete(work);
    }
  }

  /** Returns when everything that was begun has ended, well or not. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#running);
  }
}
