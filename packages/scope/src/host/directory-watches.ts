import type { DirectoryHints, HintListener, HintWatch } from "@infrakit/discovery/watch";
import type { FoundFile } from "./scan.ts";

/** Most directories that are watched through the system, which has few watches; changes of others wait for a scan. */
const maxWatches = 256;

interface Watched {
  readonly identity: string;
  readonly watch: HintWatch;
}

/** Hints of all directories that the last scan has seen. */
export class DirectoryWatches {
  readonly #hints: DirectoryHints;
  readonly #listener: HintListener;
  readonly #watchedByPath = new Map<string, Watched>();

  constructor(hints: DirectoryHints, listener: HintListener) {
    this.#hints = hints;
    this.#listener = listener;
  }

  /** Watches exactly these. A directory that was removed and made again gets another watch: the old one is silent. */
  async update(directories: readonly FoundFile[]): Promise<void> {
    const desired = new Map(directories.slice(0, maxWatches).map(({ path, identity }) => [path, identity]));
    const gone = [...this.#watchedByPath].filter(([path, { identity }]) => desired.get(path) !== identity);
    await Promise.all(gone.map(([path]) => this.#end(path)));
    for (const [path, identity] of desired) {
      if (this.#watchedByPath.has(path)) continue;
      this.#watchedByPath.set(path, { identity, watch: this.#hints.watch(path, this.#listener) });
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#watchedByPath.keys()].map((path) => this.#end(path)));
  }

  async #end(path: string): Promise<void> {
    const watched = this.#watchedByPath.get(path);
    this.#watchedByPath.delete(path);
    await watched?.watch.close();
  }
}
