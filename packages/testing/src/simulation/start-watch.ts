import { findSlotTag } from "@infrakit/spi/data";
import type { Happening, StartsView, WorldView } from "./happening.ts";
import { HeardWord } from "./heard-word.ts";
import type { SimulatedInstance } from "./simulated-instances.ts";

/** So many failures in a row are a failed slot: twice may be bad luck. */
const failuresInARow = 3;

/** The last one that was made for a slot, and how many before it failed one after the other. */
interface Start {
  readonly instance: SimulatedInstance;
  readonly failures: number;
}

type Surroundings = Pick<WorldView, "now" | "alive" | "wanted" | "setting" | "burden">;

/** How often what is made for the slots of a group fails to start. */
export class StartWatch implements StartsView {
  readonly #world: Surroundings;
  /** By the numbers of slots, since an operator has spoken. */
  readonly #starts = new Map<number, Start>();
  /** Those that a list of the controller's own has shown. */
  readonly #listed = new Set<string>();
  /** That more slots have failed than may. */
  readonly #failed = new HeardWord();
  /** How often something was made for each slot since the last commit. */
  readonly #made = new Map<number, number>();
  /** Creations without an instance that the controller knows of. */
  #unmade = 0;
  #isExcused = false;
  #leastSize = Infinity;

  constructor(world: Surroundings) {
    this.#world = world;
  }

  get haveFailed(): boolean {
    return this.#failed.isKept;
  }

  get mostFailed(): number {
    // One that was there before may have failed since, too.
    const others = this.#unmade + 1;
    if (this.#isExcused || others >= failuresInARow) return Infinity;
    return [...this.#made.values()].filter((count) => count + others >= failuresInARow).length;
  }

  get leastToFail(): number {
    return this.#mayFailOf(this.#leastSize) + 1;
  }

  /** A list of the controller's own shows these. */
  list(ids: readonly string[]): void {
    for (const id of ids) this.#listed.add(id);
  }

  /** The controller hears that a creation did not work out. */
  missOne(): void {
    this.#unmade++;
  }

  /** The update may fail for another reason than that what is made fails; `isLasting`: and so may any other. */
  excuse(isLasting = false): void {
    this.#unmade = Infinity;
    this.#isExcused ||= isLasting;
  }

  /** A group of such a size was committed: what has failed before is forgotten. */
  beginCommit(size: number): void {
    this.#made.clear();
    this.#unmade = 0;
    this.#leastSize = size;
  }

  /** Something was judged. */
  after(happening: Happening): void {
    this.#noteSize();
    if (happening.kind !== "instance is born") return;
    const { instance } = happening;
    const slot = findSlotTag(instance.tags)?.number;
    if (slot === undefined) return;
    this.#made.set(slot, (this.#made.get(slot) ?? 0) + 1);
    this.#starts.set(slot, { instance, failures: this.#failuresBefore(this.#starts.get(slot)) });
    const [wanted] = this.#world.wanted;
    const failed = [...this.#starts.values()].filter(({ failures }) => failures >= failuresInARow).length;
    if (wanted?.kind === "kept" && failed > this.#mayFailOf(wanted.size)) this.#failed.hear();
  }

  /** No step is on its way. */
  quiet(): void {
    this.#noteSize();
    this.#failed.quiet();
  }

  /** Somebody speaks: what has failed before counts no more. */
  beginAnew(): void {
    this.#noteSize();
    this.#starts.clear();
    this.#failed.takeBack();
  }

  #noteSize(): void {
    for (const wanted of this.#world.wanted)
      if (wanted.kind === "kept") this.#leastSize = Math.min(this.#leastSize, wanted.size);
  }

  /** How many in a row have failed, as a successor is made for the last one. */
  #failuresBefore(last: Start | undefined): number {
    if (last === undefined) return 0;
    const { now, alive, burden, wanted, setting } = this.#world;
    const { id, bornAt, version } = last.instance;
    const isWanted = wanted.length === 1 && wanted[0]?.kind === "kept" && wanted[0].version === version;
    const isLost = this.#listed.has(id) && !alive.has(id) && !burden.isToldToGo(id);
    // Whoever is succeeded so early died even earlier.
    return isWanted && isLost && now - bornAt < setting.quickFailureMs ? last.failures + 1 : 0;
  }

  #mayFailOf(size: number): number {
    return Math.floor(this.#world.setting.maxFailureRatio * size);
  }
}
