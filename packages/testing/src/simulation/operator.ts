import type { GroupSpec } from "@infrakit/spi/data";
import type { GroupPlugin } from "@infrakit/spi";
import type { GroupWorld } from "./group-world.ts";
import type { Act, OperatorWord } from "./history.ts";
import type { SimulatedController } from "./seams.ts";
import { formatSpec, parseSpec, type Wanted } from "./wanted.ts";

/** One who commits, resizes and destroys a group, and takes no for an answer. */
export class Operator {
  readonly group: GroupWorld;
  readonly #versions = new Set<string>();

  constructor(group: GroupWorld) {
    this.group = group;
  }

  async commit(version: string, size: number): Promise<boolean> {
    const { setting, id } = this.group;
    const count = setting.logicalIds.length > 0 ? setting.logicalIds.length : size;
    const isNew = !this.#versions.has(version);
    this.#versions.add(version);
    this.group.pause.takeBack();
    const isUpdate = this.group.wanted.every(
      (wanted) => wanted.kind === "kept" && wanted.version !== version,
    );
    this.#watchNoMore();
    const hasConverged = this.#hasConverged();
    const { life } = this.group.world;
    const isTaken = await this.#tell([{ kind: "kept", version, size: count }], async (controller) => {
      await controller.commitGroup(formatSpec(id, setting, { version, size }));
    });
    const isAlone = isTaken && this.group.world.life === life && this.group.purpose.commands === 0;
    if (isAlone) this.group.starts.beginCommit(count);
    if (!isAlone || !isUpdate) return isTaken;
    const isFirst = await hasConverged;
    // One that the group may have converged to last undoes an update, and has no canaries.
    if (isNew || isFirst) this.group.beginUpdate(version, count);
    if (isFirst) this.group.spread.begin(version);
    return isTaken;
  }

  /** Commits what is wanted already. */
  commitAgain(): Promise<boolean> {
    const kept = this.#kept();
    return kept === undefined ? Promise.resolve(false) : this.commit(kept.version, kept.size);
  }

  setSize(size: number): Promise<boolean> {
    const { setting } = this.group;
    const words = setting.logicalIds.length > 0 ? [] : this.#allKept().map((kept) => ({ ...kept, size }));
    this.group.canaries.stop();
    this.group.spread.resize();
    return this.#tell(words, (controller) => controller.setSize(this.group.id, size));
  }

  /** A group that has a size gets smaller, by those that were not on their way out already. */
  destroyInstances(nth: number, count: number): Promise<boolean> {
    const { setting } = this.group;
    const members = this.group.members();
    const chosen = Array.from({ length: count }, (_, i) => members[(nth + i) % members.length]?.id ?? "");
    const ids = [...new Set(chosen)];
    this.#watchNoMore();
    this.group.burden.tellToGo(ids);
    const most = setting.logicalIds.length > 0 ? 0 : ids.length;
    const words = this.#allKept().flatMap((kept) =>
      Array.from({ length: most + 1 }, (_, fewer) => ({ ...kept, size: Math.max(0, kept.size - fewer) })),
    );
    return this.#tell(words, (controller) => controller.destroyInstances(this.group.id, ids));
  }

  destroy(): Promise<boolean> {
    return this.#tell([{ kind: "destroyed" }], (controller) => controller.destroyGroup(this.group.id));
  }

  async free(): Promise<boolean> {
    const isFreed = await this.#tell([{ kind: "absent" }], (controller) =>
      controller.freeGroup(this.group.id),
    );
    if (isFreed) this.group.letGo();
    return isFreed;
  }

  pretend(version: string): Promise<boolean> {
    const { setting, id } = this.group;
    const spec = formatSpec(id, setting, { version, size: this.#kept()?.size ?? setting.size });
    return this.#tell([], async (controller) => {
      await controller.commitGroup(spec, { pretend: true });
    });
  }

  /** A word on the update. A rollback leads to what the group converged to, which the controller says. */
  async tell(word: OperatorWord): Promise<boolean> {
    const wanted = word === "rollback" ? this.#everCommitted() : [];
    if (word !== "pause") this.group.pause.takeBack();
    if (word === "promote" || word === "rollback") this.#watchNoMore();
    if (word === "resume") this.group.spread.release();
    const { life } = this.group.world;
    const isTaken = await this.#tell(wanted, async ({ rollout }) => {
      await rollout?.[word](this.group.id);
    });
    const isAlone = isTaken && this.group.world.life === life && this.group.purpose.commands === 0;
    if (isAlone && word === "pause") this.group.pause.hear();
    if (isAlone && (word === "pause" || word === "abort")) this.group.spread.hold();
    if (isAlone && word === "rollback") this.group.rollbacks.isRolledBack = true;
    return isTaken;
  }

  replace(nth: number): Promise<boolean> {
    const members = this.group.members();
    const id = members[nth % members.length]?.id ?? "";
    this.#watchNoMore();
    // Whoever is to be replaced is waited for no more, however young he is.
    this.group.burden.tellToGo([id]);
    return this.#tell([], async ({ rollout }) => {
      await rollout?.replace(this.group.id, [id]);
    });
  }

  /** Asks where the group stands. Returns whether it has converged. */
  async describe(): Promise<boolean> {
    const { world } = this.group;
    const { commands } = this.group.purpose;
    const { controller, life } = world;
    if (controller === undefined) return false;
    const { wanted: before } = this.group;
    this.group.purpose.questions++;
    try {
      const description = await controller.describeGroup(this.group.id);
      const isMeant =
        world.life === life && commands === 0 && this.group.wanted === before && before.length === 1;
      if (isMeant) this.group.happen({ kind: "says", description });
      return description.converged;
    } catch {
      // It is not watched, or its plugin does not answer: the operator knows nothing then, and asks again.
      return false;
    } finally {
      if (world.life === life) this.group.purpose.questions--;
    }
  }

  /** Says a word again where no answer came, and helps a group on that has given up. */
  async help(): Promise<void> {
    const { world, id } = this.group;
    const { wanted, commands } = this.group.purpose;
    if (commands > 0) return;
    if (wanted.length > 1) {
      const specs = await world.controller?.inspectGroups();
      const spec = specs?.find((each) => each.id === id);
      await (specs !== undefined && spec === undefined ? this.#helpUnknown() : this.#helpKnown(spec));
    } else if (wanted[0]?.kind === "kept" && (await this.commitAgain())) await this.tell("promote");
  }

  /** The controller does not know the group. What was said last may be saved though its answer was lost. */
  async #helpUnknown(): Promise<void> {
    const { wanted } = this.group;
    if (wanted.at(-1)?.kind === "kept" && (await this.commitAgain())) return;
    if (this.group.wanted === wanted) this.group.purpose.findForgotten();
  }

  async #helpKnown(spec: GroupSpec | undefined): Promise<void> {
    if (this.group.wanted.some(({ kind }) => kind === "destroyed")) await this.destroy();
    // What was said last may be refused, and always be: then it is as before.
    else if (!(await this.commitAgain()) && this.group.purpose.commands === 0 && spec !== undefined)
      this.group.purpose.findKept(spec);
  }

  act(act: Act): void {
    const doing = this.#doing(act);
    if (doing !== undefined) this.group.world.calls.count(act.kind);
  }

  #doing(act: Act): Promise<boolean> | undefined {
    switch (act.kind) {
      case "commit":
        return this.commit(act.version, act.size);
      case "commit again":
        return this.commitAgain();
      case "pretend":
        return this.pretend(act.version);
      case "set size":
        return this.setSize(act.size);
      case "destroy instances":
        return this.destroyInstances(act.nth, act.count);
      case "tell":
        return this.tell(act.word);
      case "replace":
        return this.replace(act.nth);
      case "describe":
        return this.describe();
      case "destroy":
        return this.destroy();
      case "free":
        return this.free();
      default:
        return undefined;
    }
  }

  /** Whether the group is what it is meant to be, so that there is something to go back to. */
  async #hasConverged(): Promise<boolean> {
    const { id, world } = this.group;
    const status = await world.controller?.rollout?.status(id).catch(() => null);
    return status?.phase === "converged";
  }

  /** The update goes on for other reasons. */
  #watchNoMore(): void {
    this.group.canaries.stop();
    this.group.spread.stop();
  }

  #kept(): Extract<Wanted, { kind: "kept" }> | undefined {
    return this.group.wanted.findLast((wanted) => wanted.kind === "kept");
  }

  /** Every version that the group may have converged to, in the size that is wanted. */
  #everCommitted(): readonly Wanted[] {
    return this.#allKept().flatMap((kept) =>
      [...this.#versions].map((version): Wanted => ({ ...kept, version })),
    );
  }

  #allKept(): readonly Extract<Wanted, { kind: "kept" }>[] {
    return this.group.wanted.filter((wanted) => wanted.kind === "kept");
  }

  /** Returns whether the word was taken. A word without an answer may have been taken or not. */
  async #tell(
    words: readonly Wanted[],
    tell: (controller: SimulatedController) => Promise<void>,
  ): Promise<boolean> {
    const { group } = this;
    const { controller, life, calls } = group.world;
    if (controller === undefined) return false;
    const before = group.wanted;
    const troubledSaves = calls.troubledSaves(group.id);
    group.beginCommand(words);
    const isAlone = group.purpose.commands === 1;
    const after = group.wanted;
    const isTaken = await tell(controller).then(
      () => true,
      () => false,
    );
    if (group.world.life !== life) return false;
    group.purpose.commands--;
    if (!isAlone || group.purpose.commands > 0) return isTaken;
    if (isTaken) group.purpose.wanted = await this.#settle(controller, words, before);
    else if (group.wanted === after && calls.troubledSaves(group.id) === troubledSaves)
      group.purpose.wanted = before;
    return isTaken;
  }

  /** What is wanted now that a word was taken; of several that it may mean, the controller says which. */
  async #settle(
    controller: GroupPlugin,
    words: readonly Wanted[],
    before: readonly Wanted[],
  ): Promise<readonly Wanted[]> {
    if (words.length < 2) return words.length === 0 ? before : words;
    const spec = (await controller.inspectGroups()).find(({ id }) => id === this.group.id);
    return spec === undefined ? words : [parseSpec(spec)];
  }
}
