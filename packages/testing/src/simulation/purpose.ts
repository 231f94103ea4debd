import type { GroupSpec } from "@infrakit/spi/data";
import { HeardWord } from "./heard-word.ts";
import type { Setting } from "./history.ts";
import { mostOf, parseSpec, type Wanted } from "./wanted.ts";

/** What a group is meant to be, as far as the words of its operators tell, and what its controller says of them. */
export class Purpose {
  /** Several where an operator got no answer. */
  wanted: readonly Wanted[] = [{ kind: "absent" }];
  /** The most instances that were wanted since all was at rest. */
  most = 0;
  /** Words of operators that are on their way. */
  commands = 0;
  /** Questions of operators that have no answer yet. */
  questions = 0;
  /** That the controller has let go of the group. */
  readonly #release = new HeardWord();
  readonly #setting: Setting;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#release.hear();
  }

  /** Whether the controller has let go of the group, and nothing that it began before can still come. */
  get isForgotten(): boolean {
    return this.#release.isKept && this.commands === 0;
  }

  /** Whether there is no doubt. */
  get isClear(): boolean {
    return this.wanted.length === 1 && this.commands === 0;
  }

  /** A new life of the controller begins: it knows nothing of what was on its way to its predecessor. */
  beginLife(): void {
    this.commands = 0;
    this.questions = 0;
  }

  /** An operator says something that makes the group one of these. */
  beginCommand(wanted: readonly Wanted[]): void {
    this.commands++;
    this.wanted = [...this.wanted, ...wanted];
    for (const each of wanted)
      if (each.kind === "kept") this.most = Math.max(this.most, mostOf(each, this.#setting));
    if (wanted.some(({ kind }) => kind === "kept")) this.#release.takeBack();
  }

  /** The group was freed. */
  letGo(): void {
    if (this.wanted.every(({ kind }) => kind === "absent")) this.#release.hear();
    else this.#release.takeBack();
  }

  /** The journal forgets the group. Returns whether that is because it was destroyed. */
  forget(): boolean {
    const destroyed = this.wanted.findIndex(({ kind }) => kind === "destroyed");
    if (destroyed < 0 || this.wanted.some(({ kind }) => kind === "absent")) return false;
    this.wanted = this.wanted.slice(destroyed);
    return true;
  }

  /** The controller hears that the group is forgotten. */
  hearForgotten(): void {
    const [wanted, ...others] = this.wanted;
    if (wanted?.kind === "destroyed" && others.length === 0) this.#release.hear();
  }

  /** A new life of the controller knows nothing of the group. */
  findUnknown(): void {
    this.findForgotten();
    this.#release.hear();
  }

  /** The group is not watched: it was destroyed, unless it may have been freed. */
  findForgotten(): void {
    const mayBeFreed =
      this.wanted.every(({ kind }) => kind !== "destroyed") ||
      this.wanted.some(({ kind }) => kind === "absent");
    this.wanted = [{ kind: mayBeFreed ? "absent" : "destroyed" }];
  }

  /** What the controller keeps is what is wanted, whatever else was said. */
  findKept(spec: GroupSpec): void {
    this.wanted = [parseSpec(spec)];
  }

  /** No step is on its way, and so many instances are there: if that is not too many, what was wanted before is past. */
  forgetMost(count: number): boolean {
    const [wanted] = this.wanted;
    if (wanted?.kind !== "kept" || !this.isClear) return false;
    const most = mostOf(wanted, this.#setting);
    if (count > most) return false;
    this.most = most;
    return true;
  }

  /** No step is on its way. */
  quiet(): void {
    if (this.commands === 0) this.#release.quiet();
  }
}
