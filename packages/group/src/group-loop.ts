import { setMaxListeners } from "node:events";
import type { GroupSpec, GroupStatus, InstanceDescription } from "@infrakit/spi/data";
import { messageOf, type PluginLookup } from "@infrakit/spi";
import { type ControllerPolicy, desiredOf } from "./desired-group.ts";
import { withDeadline } from "./deadline.ts";
import { execute, type ExecuteContext } from "./execute.ts";
import type { GroupProperties } from "./group-properties.ts";
import { formatRecord, type GroupRecord, recordOf } from "./group-record.ts";
import { Lookout } from "./lookout.ts";
import {
  type Desired,
  type Event,
  explainStep,
  fold,
  noProgress,
  type Observed,
  observedAfter,
  planNext,
  type Progress,
  type Step,
  type StepOutcome,
} from "./plan/index.ts";
import { drawToken } from "./draw-token.ts";
import { SaveQueue } from "./save-queue.ts";
import type { Clock, Journal, Logger, Random, Timer } from "./seams.ts";

/** What all groups of a controller share. */
export interface LoopContext {
  readonly plugins: PluginLookup;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly policy: ControllerPolicy;
  readonly isProtected: (instance: InstanceDescription) => boolean;
  /** Told of every status that differs from the one before. */
  readonly onStatus?: (id: string, status: GroupStatus) => void;
  /** Told when a group that was destroyed is proven gone. */
  readonly onGone: (id: string) => void;
}

/** A spec with its properties read. */
export interface Commit {
  readonly spec: GroupSpec;
  readonly properties: GroupProperties;
}

/**
 * Keeps one group: turns whatever happens into events, folds them, plans, and begins the steps of the plan.
 * It never waits for a step; the end of one is an event like any other.
 */
export class GroupLoop {
  readonly #context: LoopContext;
  readonly #saves: SaveQueue;
  readonly #lookout: Lookout;
  readonly #inFlight = new Set<Promise<void>>();
  /** Nothing is begun after this. */
  readonly #stop = new AbortController();
  /** Nothing is waited for after this. */
  readonly #abandon = new AbortController();
  #commit: Commit;
  #desired: Desired;
  #progress: Progress = noProgress;
  #observed: Observed = { kind: "unknown", reason: "not asked yet" };
  #status: GroupStatus;
  #isPlanning = false;
  /** What the group becomes as soon as it is saved; nothing is planned meanwhile. */
  #candidate: Candidate | undefined;
  #timer: Timer | undefined;

  constructor(commit: Commit, context: LoopContext) {
    this.#context = context;
    this.#commit = commit;
    this.#desired = desiredOf(commit.properties, context.policy, false);
    this.#saves = new SaveQueue(() => context.journal.save(formatRecord(this.#record())));
    // Every wait listens to these two, and there may be many.
    setMaxListeners(0, this.#stop.signal, this.#abandon.signal);
    this.#lookout = new Lookout({
      observer: { ...context, signal: this.#stop.signal },
      random: context.random,
      group: () => ({ id: this.#commit.spec.id, properties: this.#commit.properties }),
      onEvent: (event) => this.#hear(event),
    });
    this.#status = planNext(this.#planInput()).status;
  }

  get commit(): Commit {
    return this.#commit;
  }

  get desired(): Desired {
    return this.#desired;
  }

  get progress(): Progress {
    return this.#progress;
  }

  get status(): GroupStatus {
    return this.#status;
  }

  get #isClosed(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Goes on where a predecessor ended, or begins. */
  start(record?: GroupRecord): void {
    if (record !== undefined) {
      const { plugins, policy, clock } = this.#context;
      this.#desired = desiredOf(this.#commit.properties, policy, record.destroying);
      const isOver = plugins.sharesFate?.(this.#commit.properties.instance.plugin) ?? false;
      this.#hear({ ...record, kind: "started", at: clock.now(), isOver });
    }
    this.look();
  }

  /** Saves the group as it is now. @throws if it cannot be saved. */
  save(): Promise<void> {
    return this.#saves.save();
  }

  /** Takes over another spec, once it is saved. @throws if it cannot be saved: then nothing has changed. */
  async change(commit: Commit, leaving: readonly string[] = []): Promise<void> {
    const desired = desiredOf(commit.properties, this.#context.policy, false);
    const isSameVersion = desired.hashes[0] === this.#desired.hashes[0];
    await this.#become({ commit, desired, leaving }, () => {
      const at = this.#context.clock.now();
      this.#hear({ kind: "committed", at, isSameVersion });
      if (leaving.length > 0) this.#hear({ kind: "told-to-go", at, ids: leaving });
    });
  }

  /** Lets all instances go, then the group. Returns as soon as that is certain to happen. */
  async destroy(): Promise<void> {
    const desired = { ...this.#desired, destroying: true };
    await this.#become({ commit: this.#commit, desired, leaving: [] }, () => {
      this.#hear({ kind: "told-to-destroy", at: this.#context.clock.now() });
    });
  }

  /** Asks what is there; if that is being asked already, once more. */
  look(): void {
    this.#lookout.look();
  }

  /** Begins nothing more. Steps that were sent go on; waits for their ends for a while, and for the last save. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#timer?.cancel();
    const deadline = { clock: this.#context.clock, afterMs: closeWithinMs, what: "The end of all steps" };
    await withDeadline(deadline, () => Promise.allSettled(this.#inFlight)).catch(
      () => "a successor knows of them",
    );
    this.#abandon.abort();
    await this.#saves.stop();
  }

  /** Saves nothing more; waits for a save that runs. Undone by {@link resumeSaving}. */
  stopSaving(): Promise<void> {
    return this.#saves.stop();
  }

  /** Saves again. */
  resumeSaving(): void {
    this.#saves.restart();
  }

  /** Saves what the group is to become, and only then becomes it. */
  async #become(candidate: Candidate, take: () => void): Promise<void> {
    this.#candidate = candidate;
    try {
      await this.save();
      this.#commit = candidate.commit;
      this.#desired = candidate.desired;
      this.#candidate = undefined;
      take();
    } finally {
      this.#candidate = undefined;
      // At once: whoever asks for the status after a commit must not be told that of the commit before.
      if (!this.#isClosed) this.#plan();
      this.look();
    }
  }

  #hear(event: Event): void {
    const before = this.#progress;
    this.#progress = fold(before, event, this.#desired.policy);
    this.#observed = observedAfter(this.#observed, event);
    if (event.kind === "described" || event.kind === "step-ended") this.#saveIfChanged(before);
    this.#schedulePlan();
  }

  /** What ended need not be remembered, but a successor that does not know of it waits for nothing. */
  #saveIfChanged(before: Progress): void {
    // What is to become of the group is saved with the rest.
    if (this.#saves.isStopped || this.#candidate !== undefined || isAsSaved(before, this.#progress)) return;
    this.save().catch((error: unknown) => {
      // The group was forgotten while this waited for its turn.
      if (this.#saves.isStopped) return;
      this.#context.logger.warn(
        { group: this.#commit.spec.id, error: messageOf(error) },
        "cannot save the group",
      );
    });
  }

  #schedulePlan(): void {
    if (this.#isPlanning || this.#isClosed) return;
    this.#isPlanning = true;
    this.#context.clock.callSoon(() => {
      this.#isPlanning = false;
      if (!this.#isClosed && this.#candidate === undefined) this.#plan();
    });
  }

  #plan(): void {
    const { clock, onGone } = this.#context;
    const plan = planNext(this.#planInput());
    this.#tell(plan.status);
    if (plan.isGone) return onGone(this.#commit.spec.id);
    for (const step of plan.steps) this.#begin(step);
    this.#timer?.cancel();
    this.#timer = clock.callAt(plan.wakeAt, () => this.look());
  }

  #tell(status: GroupStatus): void {
    const before = this.#status;
    this.#status = status;
    const { onStatus } = this.#context;
    if (onStatus !== undefined && isNews(before, status)) onStatus(this.#commit.spec.id, status);
  }

  #begin(step: Step): void {
    const { clock, random, logger } = this.#context;
    const token = step.kind === "create" ? drawToken(random) : null;
    this.#hear({ kind: "step-sent", at: clock.now(), step, token });
    logger.info({ group: this.#commit.spec.id, step: step.kind, slot: step.slot }, explainStep(step));
    const work = this.#carryOut(step, token).finally(() => this.#inFlight.delete(work));
    this.#inFlight.add(work);
  }

  /** A step is sent when it is certain that a successor will know of it. */
  async #carryOut(step: Step, token: string | null): Promise<void> {
    const { clock, random, logger } = this.#context;
    const outcome = await this.save().then(
      () => this.#execute(step, token),
      (error: unknown) => ({ kind: "unsent" as const, reason: messageOf(error) }),
    );
    if (outcome.kind !== "done") {
      logger.warn({ group: this.#commit.spec.id, step: step.kind, slot: step.slot, outcome }, "step failed");
    }
    this.#hear({ kind: "step-ended", at: clock.now(), step, token, outcome, jitter: random() });
    this.look();
  }

  async #execute(step: Step, token: string | null): Promise<StepOutcome> {
    if (step.kind === "create" && (this.#candidate ?? this).desired.destroying) {
      return { kind: "unsent", reason: "the group is destroyed" };
    }
    return await execute(this.#executeContext(), step, token);
  }

  #executeContext(): ExecuteContext {
    const { plugins, clock, logger } = this.#context;
    const { spec, properties } = this.#commit;
    return {
      groupId: spec.id,
      properties,
      hash: this.#desired.hashes[0] ?? "",
      plugins,
      clock,
      logger,
      stop: this.#stop.signal,
      signal: this.#abandon.signal,
      describe: (id) => this.#lookout.find(id) ?? { id, logicalId: null, tags: {}, properties: null },
    };
  }

  #planInput(): Parameters<typeof planNext>[0] {
    return {
      desired: this.#desired,
      observed: this.#observed,
      progress: this.#progress,
      now: this.#context.clock.now(),
    };
  }

  #record(): GroupRecord {
    const { commit, desired, leaving } = this.#candidate ?? {
      commit: this.#commit,
      desired: this.#desired,
      leaving: [],
    };
    const progress = { ...this.#progress, leaving: new Set([...this.#progress.leaving, ...leaving]) };
    return recordOf(commit.spec, desired.destroying, progress);
  }
}

/** What a group is to become. */
interface Candidate {
  readonly commit: Commit;
  readonly desired: Desired;
  /** Instances that are told to go by it. */
  readonly leaving: readonly string[];
}

/** How long a group that is closed waits for the steps that are under way. */
const closeWithinMs = 10_000;

/** Whether a record of both would be the same; steps under way make it differ, to be on the safe side. */
function isAsSaved(before: Progress, after: Progress): boolean {
  const isSame = before.updateFailure === after.updateFailure && before.selfDrain === after.selfDrain;
  return isSame && isIdle(before) && isIdle(after);
}

function isIdle({ expectations, tombstones, leaving }: Progress): boolean {
  return expectations.length + tombstones.length + leaving.size === 0;
}

/** The next look moves all the time and is no news. */
function isNews(before: GroupStatus, after: GroupStatus): boolean {
  const withoutTime = (status: GroupStatus): string => JSON.stringify({ ...status, nextLookAt: null });
  return withoutTime(before) !== withoutTime(after);
}
