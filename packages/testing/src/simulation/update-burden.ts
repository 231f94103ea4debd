import type { BurdenView, Happening, WorldView } from "./happening.ts";
import { budgetOf } from "./wanted.ts";

/**
 * What stands in the way of an update, in the eyes of somebody who knows what is true: members of the version wanted
 * that have not been healthy for long enough, and successors that are still to come.
 */
export class UpdateBurden implements BurdenView {
  readonly #world: Pick<WorldView, "now" | "alive" | "own" | "wanted" | "setting">;
  /** The least that stood in the way since steps under way were decided on, and how many it took. */
  #least = 0;
  #replacedLately = 0;
  readonly #leaving = new Set<string>();
  /** Those that are drained, or were: they are as good as told to go. */
  readonly #drained = new Set<string>();
  /** Those whose destroy has no answer yet. */
  readonly #ending = new Set<string>();
  /** Those of which the controller does not know whether they have heard that they must go. */
  readonly #unheard = new Set<string>();
  /** Those that an update has ended since somebody spoke, and how many were born since. */
  readonly #replaced = new Set<string>();
  #born = 0;
  #isExempt = false;

  constructor(world: Pick<WorldView, "now" | "alive" | "own" | "wanted" | "setting">) {
    this.#world = world;
  }

  /** Nobody can say more while it is not clear what is wanted, or steps are on their way from before. */
  get mayReplace(): number {
    const { wanted, setting } = this.#world;
    if (this.#isExempt || wanted.length > 1) return Infinity;
    const burden = Math.min(this.#count(), this.#least + this.#replacedLately);
    const [only] = wanted;
    const { surge, unavailable } = budgetOf(only?.kind === "kept" ? only.size : setting.size, setting);
    return surge + unavailable - burden;
  }

  /** Whether it can only be told again to go. */
  isUnheard(id: string): boolean {
    return this.#unheard.has(id);
  }

  /** Whether it was told to go. */
  isToldToGo(id: string): boolean {
    return this.#leaving.has(id);
  }

  /** Whether steps that were decided on before an operator spoke can still come. */
  get isExempt(): boolean {
    return this.#isExempt;
  }

  /** Something is about to be judged. */
  before(happening: Happening): void {
    // One that is told again to go is taken away once.
    if (happening.kind === "destroys") this.#replaced.delete(happening.id);
    this.note();
  }

  /** Something was judged. */
  after(happening: Happening): void {
    if (happening.kind === "instance is born") this.#born++;
    if (happening.kind === "drains") this.#drained.add(happening.id);
    if (happening.kind !== "destroys") return;
    const { id, reason } = happening;
    this.#leaving.add(id);
    this.#ending.add(id);
    this.#unheard.add(id);
    // Who is gone already is not taken away.
    if (reason !== "rolling_update" || !this.#world.alive.has(id)) return;
    this.#replaced.add(id);
    this.#replacedLately++;
  }

  note(): void {
    this.#least = Math.min(this.#least, this.#count());
  }

  /** No step is on its way: what is decided from now on is decided on what is true now. */
  quiet(hasNoCommand: boolean): void {
    this.#least = Infinity;
    this.#replacedLately = 0;
    if (hasNoCommand) this.#isExempt = false;
  }

  /** Steps that were decided on before may still come, and count for nothing. */
  beginAnew(): void {
    this.#isExempt = true;
    this.#ending.clear();
    this.#drained.clear();
    this.forgetReplaced();
  }

  forgetReplaced(): void {
    this.#replaced.clear();
    this.#born = 0;
  }

  /** Members that were told to go count no more. */
  tellToGo(ids: readonly string[]): void {
    for (const id of ids) this.#leaving.add(id);
  }

  /** A predecessor may have decided that those go whom its record names. */
  inherit(record: string): void {
    this.tellToGo(this.#world.own.map(({ id }) => id).filter((id) => record.includes(JSON.stringify(id))));
  }

  /** The controller hears how a destroy ended, or that nobody can tell. */
  hearEnd(id: string, isKnown: boolean): void {
    this.#ending.delete(id);
    if (isKnown) this.#unheard.delete(id);
  }

  /** The controller hears that one could not be drained: it stays. */
  hearNotDrained(id: string): void {
    this.#drained.delete(id);
  }

  #count(): number {
    return this.#countUnserved() + this.#countOwed();
  }

  /** Successors that are still to come: of those that an update has taken away, where fewer are left than are wanted. */
  #countOwed(): number {
    const { wanted: all, own } = this.#world;
    const replaced = this.#replaced.size - this.#born;
    const [wanted] = all;
    if (replaced <= 0 || wanted?.kind !== "kept") return 0;
    const left = own.filter(({ id }) => !this.#ending.has(id));
    return Math.max(0, Math.min(wanted.size - left.length, replaced));
  }

  /** How many of the version wanted have not been healthy for long enough. */
  #countUnserved(): number {
    const { wanted: all, own, setting, now } = this.#world;
    const [wanted] = all;
    if (wanted?.kind !== "kept") return 0;
    let count = 0;
    for (const { id, isOurs, version, healthyAt } of own) {
      if (!isOurs || healthyAt + setting.minHealthyMs <= now) continue;
      if (this.#leaving.has(id) || this.#drained.has(id)) continue;
      if (version === wanted.version) count++;
    }
    return count;
  }
}
