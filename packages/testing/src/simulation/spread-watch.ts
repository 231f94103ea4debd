import type { SpreadView, WorldView } from "./happening.ts";

type Surroundings = Pick<WorldView, "setting" | "own" | "wanted" | "burden" | "knowledge"> & {
  readonly healing: { hasEverFailed(id: string): boolean };
};

/**
 * How far the version of an update may have spread in a group that was another one before: to its canaries, and no
 * further than it was when the update was told to wait, until somebody says more of it.
 */
export class SpreadWatch implements SpreadView {
  readonly #world: Surroundings;
  #version: string | null = null;
  #canaries = Infinity;
  /** How many there may be since the update was told to wait; `null` while it is, and nobody could count yet. */
  #held: number | null = Infinity;

  constructor(world: Surroundings) {
    this.#world = world;
  }

  get count(): number {
    return this.#count((version) => version === this.#version);
  }

  get most(): number {
    return Math.min(this.#canaries, this.#held ?? Infinity);
  }

  isOf(version: string): boolean {
    return version === this.#version;
  }

  /** An update begins in a group that had converged. */
  begin(version: string): void {
    const { canary } = this.#world.setting;
    this.#version = version;
    this.#canaries = canary === 0 ? Infinity : canary;
    this.#held = Infinity;
  }

  /** Somebody says more of the update, or makes members go for other reasons. */
  stop(): void {
    this.#version = null;
  }

  /** The update waits, or has ended where it stands. */
  hold(): void {
    if (this.#held === Infinity) this.#held = null;
  }

  /** It goes on, or nobody can tell any more how far it was. */
  release(): void {
    this.#held = Infinity;
  }

  /** The group gets another size: whoever is wanted then says nothing of how far the update was. */
  resize(): void {
    this.#held ??= Infinity;
  }

  /** No step is on its way, and no word: it can be seen how far the update is. */
  quiet(): void {
    const [wanted, ...others] = this.#world.wanted;
    if (this.#held !== null || wanted?.kind !== "kept" || others.length > 0) return;
    // A controller that knows of nobody cannot count either.
    if (this.#world.knowledge.isFrozen) return this.release();
    this.#held = Math.max(0, wanted.size - this.#count((version) => version !== this.#version));
  }

  /** Whoever was told to go counts for nothing, nor does who may be kept as evidence. */
  #count(isMeant: (version: string) => boolean): number {
    const { own, burden, healing, setting } = this.#world;
    const isEvidence = (id: string): boolean => setting.keepFailed > 0 && healing.hasEverFailed(id);
    return own.filter(({ id, version }) => isMeant(version) && !burden.isToldToGo(id) && !isEvidence(id))
      .length;
  }
}
