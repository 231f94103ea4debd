import type { Report } from "../report/index.ts";
import type { ScopeChange } from "./scope-host.ts";

/** Most shortcuts that wait for somebody who reads changes. The next report says the same as those that are dropped. */
const maxWaitingShortcuts = 64;

/** Tells everybody who listens. Whoever is slow hears of several changes of a kind as one. */
export class ChangeFeed {
  readonly #listeners = new Set<Listener>();
  #isClosed = false;

  publish(change: ScopeChange): void {
    for (const listener of this.#listeners) listener.put(change);
  }

  /** What is published from now on, until the signal is aborted or the feed is closed. */
  subscribe(signal: AbortSignal): AsyncIterable<ScopeChange> {
    const listener = new Listener();
    if (this.#isClosed || signal.aborted) listener.end();
    else this.#listeners.add(listener);
    const end = (): void => {
      this.#listeners.delete(listener);
      listener.end();
    };
    signal.addEventListener("abort", end, { once: true });
    return drain(listener, () => {
      signal.removeEventListener("abort", end);
      end();
    });
  }

  /** Ends for everybody, after what waits has been read. */
  close(): void {
    this.#isClosed = true;
    for (const listener of this.#listeners) listener.end();
    this.#listeners.clear();
  }
}

async function* drain(listener: Listener, leave: () => void): AsyncGenerator<ScopeChange, void, void> {
  try {
    for (let change = await listener.take(); change !== undefined; change = await listener.take())
      yield change;
  } finally {
    leave();
  }
}

/** What one listener has not read yet. */
class Listener {
  readonly #kinds = new Set<"report" | "plugins">();
  readonly #shortcuts: Report[] = [];
  #isEnded = false;
  #wake: (() => void) | undefined;

  put({ kind, shortcut }: ScopeChange): void {
    if (kind !== "shortcut") this.#kinds.add(kind);
    else if (shortcut !== undefined) this.#shortcuts.push(shortcut);
    if (this.#shortcuts.length > maxWaitingShortcuts) this.#shortcuts.shift();
    this.#wake?.();
  }

  end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  /** The next change, as soon as there is one; undefined at the end. Shortcuts come first: somebody waits for them. */
  async take(): Promise<ScopeChange | undefined> {
    while (!this.#isEnded || this.#shortcuts.length + this.#kinds.size > 0) {
      const next = this.#next();
      if (next !== undefined) return next;
      await new Promise<void>((wake) => (this.#wake = wake));
      this.#wake = undefined;
    }
    return undefined;
  }

  #next(): ScopeChange | undefined {
    const shortcut = this.#shortcuts.shift();
    if (shortcut !== undefined) return { kind: "shortcut", shortcut };
    const [kind] = this.#kinds;
    if (kind === undefined) return undefined;
    this.#kinds.delete(kind);
    return { kind };
  }
}
