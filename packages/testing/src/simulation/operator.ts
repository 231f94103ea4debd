import type { GroupPlugin } from "@infrakit/spi";
import type { Act, OperatorWord } from "./history.ts";
import type { SimulatedController } from "./seams.ts";
import { formatSpec, parseSpec, simulatedGroup, type Wanted } from "./wanted.ts";
import type { World } from "./world.ts";

/** One who commits, resizes and destroys, and takes no for an answer. */
export class Operator {
  readonly #world: World;
  readonly #versions = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  async commit(version: string, size: number): Promise<boolean> {
    const { setting } = this.#world;
    const count = setting.logicalIds.length > 0 ? setting.logicalIds.length : size;
    this.#versions.add(version);
    this.#world.pause.takeBack();
    const isUpdate = this.#world.wanted.every(
      (wanted) => wanted.kind === "kept" && wanted.version !== version,
    );
    this.#world.canaries.stop();
    const { life } = this.#world;
    const isTaken = await this.#tell([{ kind: "kept", version, size: count }], async (controller) => {
      await controller.commitGroup(formatSpec(setting, version, size));
    });
    if (isTaken && isUpdate && this.#world.life === life && this.#world.commands === 0)
      this.#world.beginUpdate(version, count);
    return isTaken;
  }

  /** Commits what is wanted already. */
  commitAgain(): Promise<boolean> {
    const kept = this.#kept();
    return kept === undefined ? Promise.resolve(false) : this.commit(kept.version, kept.size);
  }

  setSize(size: number): Promise<boolean> {
    const { setting } = this.#world;
    const words = setting.logicalIds.length > 0 ? [] : this.#allKept().map((kept) => ({ ...kept, size }));
    this.#world.canaries.stop();
    return this.#tell(words, (controller) => controller.setSize(simulatedGroup, size));
  }

  /** A group that has a size gets smaller, by those that were not on their way out already. */
  destroyInstances(nth: number, count: number): Promise<boolean> {
    const { setting } = this.#world;
    const members = this.#world.members();
    const chosen = Array.from({ length: count }, (_, i) => members[(nth + i) % members.length]?.id ?? "");
    const ids = [...new Set(chosen)];
    this.#world.canaries.stop();
    this.#world.burden.tellToGo(ids);
    const most = setting.logicalIds.length > 0 ? 0 : ids.length;
    const words = this.#allKept().flatMap((kept) =>
      Array.from({ length: most + 1 }, (_, fewer) => ({ ...kept, size: Math.max(0, kept.size - fewer) })),
    );
    return this.#tell(words, (controller) => controller.destroyInstances(simulatedGroup, ids));
  }

  destroy(): Promise<boolean> {
    return this.#tell([{ kind: "destroyed" }], (controller) => controller.destroyGroup(simulatedGroup));
  }

  async free(): Promise<boolean> {
    const isFreed = await this.#tell([{ kind: "absent" }], (controller) =>
      controller.freeGroup(simulatedGroup),
    );
    if (isFreed) this.#world.letGo();
    return isFreed;
  }

  pretend(version: string): Promise<boolean> {
    const { setting } = this.#world;
    const spec = formatSpec(setting, version, this.#kept()?.size ?? setting.size);
    return this.#tell([], async (controller) => {
      await controller.commitGroup(spec, { pretend: true });
    });
  }

  /** A word on the update. A rollback leads to what the group converged to, which the controller says. */
  async tell(word: OperatorWord): Promise<boolean> {
    const wanted = word === "rollback" ? this.#everCommitted() : [];
    if (word !== "pause") this.#world.pause.takeBack();
    if (word === "promote" || word === "rollback") this.#world.canaries.stop();
    const { life } = this.#world;
    const isTaken = await this.#tell(wanted, async ({ rollout }) => {
      await rollout?.[word](simulatedGroup);
    });
    const isAlone = isTaken && this.#world.life === life && this.#world.commands === 0;
    if (isAlone && word === "pause") this.#world.pause.hear();
    if (isAlone && word === "rollback") this.#world.rollbacks.isRolledBack = true;
    return isTaken;
  }

  replace(nth: number): Promise<boolean> {
    const members = this.#world.members();
    const id = members[nth % members.length]?.id ?? "";
    this.#world.canaries.stop();
    // Whoever is to be replaced is waited for no more, however young he is.
    this.#world.burden.tellToGo([id]);
    return this.#tell([], async ({ rollout }) => {
      await rollout?.replace(simulatedGroup, [id]);
    });
  }

  /** Asks where the group stands. Returns whether it has converged. */
  async describe(): Promise<boolean> {
    const { controller, commands } = this.#world;
    if (controller === undefined) return false;
    const { wanted: before, life } = this.#world;
    this.#world.questions++;
    try {
      const description = await controller.describeGroup(simulatedGroup);
      const isMeant = commands === 0 && this.#world.wanted === before && before.length === 1;
      if (isMeant) this.#world.happen({ kind: "says", description });
      return description.converged;
    } catch {
      // It is not watched, or its plugin does not answer: the operator knows nothing then, and asks again.
      return false;
    } finally {
      if (this.#world.life === life) this.#world.questions--;
    }
  }

  /** Says a word again where no answer came, and helps a group on that has given up. */
  async help(): Promise<void> {
    const { wanted, controller, commands } = this.#world;
    if (commands > 0) return;
    if (wanted.length > 1) {
      const isDestroyed = wanted.some(({ kind }) => kind === "destroyed");
      const specs = await controller?.inspectGroups();
      if (specs?.length === 0) this.#world.findForgotten();
      else if (isDestroyed) await this.destroy();
      // What was said last may be refused, and always be: then it is as before.
      else if (!(await this.commitAgain()) && this.#world.commands === 0) this.#world.findKept(specs ?? []);
    } else if (wanted[0]?.kind === "kept" && (await this.commitAgain())) await this.tell("promote");
  }

  act(act: Act): void {
    const doing = this.#doing(act);
    if (doing !== undefined) this.#world.calls.count(act.kind);
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

  #kept(): Extract<Wanted, { kind: "kept" }> | undefined {
    return this.#world.wanted.findLast((wanted) => wanted.kind === "kept");
  }

  /** Every version that the group may have converged to, in the size that is wanted. */
  #everCommitted(): readonly Wanted[] {
    return this.#allKept().flatMap((kept) =>
      [...this.#versions].map((version): Wanted => ({ ...kept, version })),
    );
  }

  #allKept(): readonly Extract<Wanted, { kind: "kept" }>[] {
    return this.#world.wanted.filter((wanted) => wanted.kind === "kept");
  }

  /** Returns whether the word was taken. A word without an answer may have been taken or not. */
  async #tell(
    words: readonly Wanted[],
    tell: (controller: SimulatedController) => Promise<void>,
  ): Promise<boolean> {
    const world = this.#world;
    const { controller, life } = world;
    if (controller === undefined) return false;
    const before = world.wanted;
    const { troubledSaves } = world.calls;
    world.beginCommand(words);
    const isAlone = world.commands === 1;
    const after = world.wanted;
    const isTaken = await tell(controller).then(
      () => true,
      () => false,
    );
    if (world.life !== life) return false;
    world.commands--;
    if (!isAlone || world.commands > 0) return isTaken;
    if (isTaken) world.wanted = await this.#settle(controller, words, before);
    else if (world.wanted === after && world.calls.troubledSaves === troubledSaves) world.wanted = before;
    return isTaken;
  }

  /** What is wanted now that a word was taken; of several that it may mean, the controller says which. */
  async #settle(
    controller: GroupPlugin,
    words: readonly Wanted[],
    before: readonly Wanted[],
  ): Promise<readonly Wanted[]> {
    if (words.length < 2) return words.length === 0 ? before : words;
    const [spec] = await controller.inspectGroups();
    return spec === undefined ? words : [parseSpec(spec)];
  }
}
