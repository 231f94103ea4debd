import { setMaxListeners } from "node:events";
import type {
  CommitResult,
  GroupDescription,
  GroupSpec,
  GroupStatus,
  InstanceDescription,
} from "@infrakit/spi/data";
import {
  type CallOptions,
  type CommitOptions,
  type GroupPlugin,
  LocalError,
  messageOf,
  type RolloutPlugin,
} from "@infrakit/spi";
import { Arrivals } from "./arrivals.ts";
import { desiredOf } from "./desired-group.ts";
import { type Commit, commitOf, refuseOtherKind, resizedOf } from "./commit.ts";
import { departureOf } from "./departure.ts";
import { GroupLoop } from "./group-loop.ts";
import { parseRecord } from "./group-record.ts";
import { KeyedQueue } from "./keyed-queue.ts";
import { createLoopContext, type GroupControllerOptions, type LoopContext } from "./loop-context.ts";
import { describeMembers, findMembers, memberOf, type Observer } from "./observe.ts";
import { compareIds, desiredSize, holdsCurrent } from "./plan/index.ts";
import { previewCommit } from "./preview-commit.ts";
import { createRollout } from "./rollout.ts";
import { validateCommit } from "./validate-commit.ts";

/** A group plugin that keeps its groups by itself. */
export interface GroupController extends GroupPlugin {
  /** Where a group stands, as far as is known without asking. @throws if the group is not watched. */
  status(id: string): GroupStatus;
  /** What an operator may tell a group that is being changed. */
  readonly rollout: RolloutPlugin;
  /** The ids of all groups, those that are being destroyed included. */
  ids(): readonly string[];
  /** Stops keeping the groups, and leaves their instances alone. */
  close(): Promise<void>;
}

/**
 * Starts a controller and takes up the groups that its journal remembers. They are not validated again: a
 * group whose plugin is absent waits for it. @throws if the journal cannot be read.
 */
export async function openGroupController(options: GroupControllerOptions): Promise<GroupController> {
  const controller = new Controller(options);
  await controller.load();
  return controller;
}

class Controller implements GroupController {
  readonly #context: LoopContext;
  readonly #loops = new Map<string, GroupLoop>();
  readonly #arrivals = new Arrivals();
  readonly #commands = new KeyedQueue();
  readonly #stop = new AbortController();
  readonly rollout: RolloutPlugin = createRollout({
    find: (id) => this.#watched(id),
    run: (id, work, options) => this.#run(id, () => work(this.#present(id)), options),
  });

  constructor(options: GroupControllerOptions) {
    // Every wait listens to it, and there may be many.
    setMaxListeners(0, this.#stop.signal);
    this.#context = createLoopContext(options, {
      stop: this.#stop.signal,
      queue: (id, work) => this.#commands.run(id, work),
      onGone: (id) => void this.#forget(id).catch((error: unknown) => this.#cannotForget(id, error)),
    });
  }

  async load(): Promise<void> {
    const records = (await this.#context.journal.load()).map(parseRecord);
    for (const record of records) {
      const loop = new GroupLoop(record, this.#context);
      this.#loops.set(record.spec.id, loop);
      loop.start(record);
    }
  }

  commitGroup(spec: GroupSpec, options: CommitOptions = {}): Promise<CommitResult> {
    return this.#run(spec.id, () => this.#commit(spec, options), options);
  }

  freeGroup(id: string, options?: CallOptions): Promise<void> {
    const free = async (): Promise<void> => {
      this.#watched(id);
      await this.#remove(id);
    };
    return this.#run(id, free, options);
  }

  async describeGroup(id: string, { signal }: CallOptions = {}): Promise<GroupDescription> {
    const loop = this.#watched(id);
    const instances = await describeMembers(this.#observer(signal), { id, ...loop.commit }, true);
    const { status, progress } = loop;
    const listed = new Set(instances.map((instance) => instance.id));
    const isAllThere = status.slots.every(({ instance }) => instance === null || listed.has(instance));
    const current = new Set(status.slots.filter(holdsCurrent).map(({ instance }) => instance));
    const isKnown = (instance: InstanceDescription): boolean =>
      progress.seen.has(instance.id) && !(current.has(instance.id) && this.#isOutdated(instance, loop));
    // Of this moment are both, the list and the status, only if they know the same instances.
    const isAsSeen = isAllThere && instances.every(isKnown);
    // That somebody is missing, new or outdated is news to the group: it has not converged, whatever it knew before.
    if (!isAsSeen) loop.look();
    return {
      instances: [...instances].sort((a, b) => compareIds(a.id, b.id)),
      converged: isAsSeen && status.phase === "converged",
      status,
    };
  }

  destroyGroup(id: string, options?: CallOptions): Promise<void> {
    return this.#run(id, () => this.#watched(id).destroy(), options);
  }

  inspectGroups(): Promise<readonly GroupSpec[]> {
    return Promise.resolve(this.ids().map((id) => this.#watched(id).commit.spec));
  }

  destroyInstances(id: string, instances: readonly string[], options?: CallOptions): Promise<void> {
    const destroy = async (): Promise<void> => {
      const loop = this.#present(id);
      const { commit, leaving } = departureOf(loop, await loop.members(options?.signal), instances);
      await loop.resize(commit, leaving);
    };
    return this.#run(id, destroy, options);
  }

  size(id: string): Promise<number> {
    const loop = this.#loops.get(id);
    if (loop === undefined) return Promise.reject(new Error(`group ${id} not found`));
    return Promise.resolve(desiredSize(loop.desired));
  }

  setSize(id: string, size: number, options: CallOptions = {}): Promise<void> {
    const resize = async (): Promise<void> => {
      if (size < 0) throw new Error("size cannot be negative");
      const loop = this.#loops.get(id);
      if (loop === undefined) throw new Error(`group not found ${id}`);
      if (loop.desired.slots.kind === "named") {
        throw new Error("cannot set size if logic ids are explicitly set");
      }
      this.#present(id);
      const { spec } = resizedOf(loop.commit, size);
      const properties = await validateCommit(spec, this.#observer(options.signal));
      this.#refuseIfClosed();
      await loop.resize({ spec, properties });
    };
    return this.#run(id, resize, options);
  }

  status(id: string): GroupStatus {
    return this.#watched(id).status;
  }

  ids(): readonly string[] {
    return [...this.#loops.keys()].sort();
  }

  async close(): Promise<void> {
    this.#stop.abort(new LocalError("aborted", "the group controller is being closed"));
    const all = (end: (loop: GroupLoop) => Promise<void>): Promise<unknown> =>
      Promise.all([...this.#loops.values()].map(end));
    await all((loop) => loop.stop());
    // Whatever is being saved or removed ends in what the next start finds.
    await this.#commands.settled();
    await all((loop) => loop.close());
    this.#loops.clear();
  }

  /** Does what was asked for after all that was asked of the group before, unless it was called off by then. */
  #run<T>(id: string, work: () => Promise<T>, { signal }: CallOptions = {}): Promise<T> {
    return this.#commands.run(id, () => {
      this.#refuseIfClosed();
      if (signal?.aborted !== true) return work();
      const why = "it was called off before it was begun, and nothing was done";
      throw new LocalError("aborted", `Cannot change group "${id}": ${why}`, { cause: signal.reason });
    });
  }

  async #commit(spec: GroupSpec, { signal, pretend = false }: CommitOptions): Promise<CommitResult> {
    const properties = await validateCommit(spec, this.#observer(signal));
    const commit = commitOf(spec, properties);
    const loop = this.#loops.get(spec.id);
    return await (loop === undefined
      ? this.#commitNew(commit, pretend)
      : this.#commitAgain(loop, commit, pretend));
  }

  #observer(signal?: AbortSignal): Observer & Pick<LoopContext, "policy"> {
    const { signal: stop } = this.#stop;
    return { ...this.#context, signal: signal === undefined ? stop : AbortSignal.any([stop, signal]) };
  }

  #refuseIfClosed(): void {
    if (this.#stop.signal.aborted) throw new LocalError("aborted", "the group controller is closed");
  }

  async #commitNew(commit: Commit, pretend: boolean): Promise<CommitResult> {
    const desired = desiredOf(commit.properties, this.#context.policy);
    const { id } = commit.spec;
    const members = await findMembers(this.#observer(), { id, ...commit }).catch(() => null);
    const result = previewCommit({ commit, desired }, members);
    if (pretend) return result;
    this.#refuseIfClosed();
    const loop = new GroupLoop(commit, this.#context);
    loop.takeUp(this.#arrivals.of(id));
    await loop.save().catch((error: unknown) => this.#takeBack(loop, error));
    // Whoever starts next keeps it.
    if (this.#stop.signal.aborted) return result;
    this.#arrivals.forget(id);
    this.#loops.set(id, loop);
    loop.start();
    return result;
  }

  /** What could not be saved may have been saved all the same: the next start must not keep what was refused. */
  async #takeBack(loop: GroupLoop, error: unknown): Promise<never> {
    const { journal, logger } = this.#context;
    const { id } = loop.commit.spec;
    await loop.stopSaving();
    await journal.remove(id).catch((why: unknown) => {
      const fields = { group: id, error: messageOf(why) };
      logger.warn(
        fields,
        "a commit was refused, but its record cannot be removed: the next start may keep it",
      );
    });
    throw error;
  }

  /** What is there is asked for first: if that fails, nothing has changed. */
  async #commitAgain(loop: GroupLoop, commit: Commit, pretend: boolean): Promise<CommitResult> {
    this.#present(commit.spec.id);
    const desired = desiredOf(commit.properties, this.#context.policy);
    refuseOtherKind(loop, { commit, desired });
    const result = previewCommit({ commit, desired }, await loop.members(), loop);
    this.#refuseIfClosed();
    if (!pretend) await loop.change(commit);
    return result;
  }

  #watched(id: string): GroupLoop {
    const loop = this.#loops.get(id);
    if (loop === undefined) throw new Error(`Group '${id}' is not being watched`);
    return loop;
  }

  #isOutdated(instance: InstanceDescription, { desired }: GroupLoop): boolean {
    const { hash, isBootstrap } = memberOf(instance, this.#context.isProtected);
    return !isBootstrap && !desired.hashes.includes(hash);
  }

  /** A group that is on its way out takes no more orders but to be freed. */
  #present(id: string): GroupLoop {
    const loop = this.#watched(id);
    if (!loop.desired.destroying) return loop;
    const left = loop.status.slots.length;
    const words = left === 1 ? "1 instance is" : `${left === 0 ? "no" : left} instances are`;
    throw new Error(`Group '${id}' is being destroyed, ${words} left; wait for it or free it first`);
  }

  #forget(id: string): Promise<void> {
    return this.#commands.run(id, async () => {
      if (this.#loops.get(id)?.desired.destroying === true) await this.#remove(id);
    });
  }

  /** The journal forgets first, and is told nothing afterwards: a group that is freed does not come back. */
  async #remove(id: string): Promise<void> {
    const loop = this.#watched(id);
    await loop.stopSaving();
    try {
      await this.#context.journal.remove(id);
    } catch (error) {
      loop.resumeSaving();
      throw error;
    }
    this.#loops.delete(id);
    await loop.close();
    this.#arrivals.note(id, loop.progress.expectations, this.#context.clock.now());
  }

  #cannotForget(id: string, error: unknown): void {
    const fields = { group: id, error: messageOf(error) };
    this.#context.logger.warn(fields, "destroyed, but its record cannot be removed");
    this.#loops.get(id)?.lookIn(retryForgetMs);
  }
}

/** How long to wait before a record that could not be removed is tried again. */
const retryForgetMs = 10_000;
