import type { DirectoryHints, HintListener, HintWatch } from "./directory-hints.ts";

/** What it takes to have hints of the right directory. */
export interface HintWorld {
  /** Which directory is at the path now; undefined if none is. */
  identify(): Promise<string | undefined>;
  readonly hints: DirectoryHints;
}

/** The hints of the directory that is there now: those of one that was removed and made again are silent. */
export class CurrentHints {
  readonly #world: HintWorld;
  readonly #directory: string;
  readonly #listener: HintListener;
  #identity: string | undefined;
  #watch: HintWatch | undefined;

  constructor(world: HintWorld, directory: string, listener: HintListener) {
    this.#world = world;
    this.#directory = directory;
    this.#listener = listener;
  }

  /** Starts anew if another directory, or none, is at the path. Call it before every scan. */
  async update(): Promise<void> {
    const identity = await this.#world.identify();
    if (identity === this.#identity) return;
    await this.close();
    if (identity !== undefined) this.#watch = this.#world.hints.watch(this.#directory, this.#listener);
    this.#identity = identity;
  }

  /** Ends the hints until the next update. */
  async close(): Promise<void> {
    const watch = this.#watch;
    this.#watch = undefined;
    this.#identity = undefined;
    await watch?.close();
  }
}
