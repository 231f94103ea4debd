import { scanPlugins } from "@infrakit/discovery/socket";

/** Told that a plugin has gone, is back, or was replaced. */
export type MoveListener = () => void;

/**
 * Tells of plugins whose place in a plugin directory changes. Nothing is watched before somebody listens. Like all
 * hints, these may be lost or late: nothing relies on them but speed.
 */
export class PluginMoves {
  readonly #directory: string;
  readonly #listeners = new Map<string, Set<MoveListener>>();
  readonly #stop = new AbortController();
  #watching: Promise<void> | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Tells of the plugin of this lookup name, until the function that it returns is called. */
  listen(name: string, listener: MoveListener): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    this.#watching ??= this.#watch().catch(() => {
      // What watches could not be loaded. Whoever listens next tries again; until then all is found by asking.
      this.#watching = undefined;
    });
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(name) === listeners) this.#listeners.delete(name);
    };
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    // If that fails, all plugins are news, which does no harm.
    const known = await scanPlugins(this.#directory).catch(() => []);
    // Most commands never listen, and what watches takes its time to be loaded.
    const { watchPlugins } = await import("@infrakit/discovery/watch");
    const options = { signal: this.#stop.signal, known };
    for await (const { endpoint } of watchPlugins(this.#directory, options)) this.#tell(endpoint.name);
  }

  #tell(name: string): void {
    for (const listener of this.#listeners.get(name) ?? []) listener();
  }
}
