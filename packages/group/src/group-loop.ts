import { setMaxListeners } from "node:events";
import type { GroupStatus, Health } from "@infrakit/spi/data";
import { messageOf } from "@infrakit/spi";
import { desiredOf } from "./desired-group.ts";
import { withDeadline } from "./deadline.ts";
import { execute, type ExecuteContext } from "./execute.ts";
import { formatRecord, type GroupRecord, type LoadedRecord, recordOf } from "./group-record.ts";
import { Lookout } from "./lookout.ts";
import { type Commit, type LoopContext, rollbackOf } from "./loop-context.ts";
import { describeMembers, memberOf } from "./observe.ts";
import {
  type Desired,
  type Event,
  explainBlocked,
  explainStep,
  fold,
  type Member,
  noProgress,
  type Observed,
  observedAfter,
  planNext,
  type Progress,
  type Step,
  type StepOutcome,
  updateFailureWords,
  type Verdict,
} from "./plan/index.ts";
import { drawToken } from "./draw-token.ts";
import { Pace } from "./pace.ts";
import { SaveQueue } from "./save-queue.ts";
import type { LogFields, Timer } from "./seams.ts";
import { isNews } from "./status-news.ts";

/**
 * Keeps one group: turns whatever happens into events, folds them, plans, and begins the steps of the plan.
 * It never waits for a step; the end of one is an event like any other.
 */
export class GroupLoop {
  readonly #context: LoopContext;
  readonly #saves: SaveQueue;
  readonly #planning: Pace;
  readonly #lookout: Lookout;
  readonly #inFlight = new Set<Promise<void>>();
  /** Nothing is begun after this. */
  readonly #stop = new AbortController();
  /** Nothing is waited for after this. */
  readonly #abandon = new AbortController();
  #commit: Commit;
  #desired: Desired;
  /** What the group converged to last. */
  #converged: Commit | null = null;
  #progress: Progress = noProgress;
  #observed: Observed = { kind: "unknown", reason: "not asked yet" };
  #status: GroupStatus;
  /** What the group becomes as soon as it is saved; nothing is planned meanwhile. */
  #candidate: Candidate | undefined;
  #timer: Timer | undefined;
  /** Whether a failed update is being undone, or waits for another try. */
  #undoing: "no" | "yes" | Timer = "no";

  constructor(commit: Commit, context: LoopContext) {
    this.#context = context;
    this.#commit = commit;
    this.#desired = desiredOf(commit.properties, context.policy);
    this.#saves = new SaveQueue({
      clock: context.clock,
      write: () => context.journal.save(formatRecord(this.#record())),
      onError: (error) => this.#warn({ error: messageOf(error) }, "cannot save the group"),
    });
    this.#planning = new Pace(context.clock, () => {
      if (!this.#isClosed && this.#candidate === undefined) this.#plan();
    });
    // Every wait listens to these two, and there may be many.
    setMaxListeners(0, this.#stop.signal, this.#abandon.signal);
    this.#lookout = new Lookout({
      observer: { ...context, signal: this.#stop.signal },
      random: context.random,
      shared: context.shared,
      group: () => ({ id: this.#commit.spec.id, properties: this.#commit.properties }),
      policy: () => this.#desired.policy,
      onEvent: (event) => this.#hear(event),
    });
    this.#status = planNext(this.#planInput()).status;
  }

  get commit(): Commit {
    return this.#commit;
  }

  /** What a rollback commits again; `null` if there is nothing else that the group converged to. */
  get rollback(): Commit | null {
    return this.#desired.rollbackTo === null || this.#converged === null
      ? null
      : rollbackOf(this.#commit, this.#converged);
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

  /** What is done next and what is in the way, as far as is known without asking. One line each. */
  explain(): readonly string[] {
    const input = this.#planInput();
    const { steps, blocked } = planNext(input);
    return [...steps.map(explainStep), ...blocked.map((block) => explainBlocked(block, input.now))];
  }

  /** The instances that are there now, as far as they matter to a plan. */
  async members(signal?: AbortSignal): Promise<readonly Member[]> {
    const stop = this.#stop.signal;
    const observer = {
      ...this.#context,
      signal: signal === undefined ? stop : AbortSignal.any([stop, signal]),
    };
    const { spec, properties } = this.#commit;
    const instances = await describeMembers(observer, { id: spec.id, properties }, false);
    return instances.map((instance) => memberOf(instance, this.#context.isProtected));
  }

  get #isClosed(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Goes on where a predecessor ended, or begins. */
  start(record?: LoadedRecord): void {
    if (record !== undefined) {
      const { plugins, clock } = this.#context;
      this.#converged = record.convergedTo;
      this.#desired = this.#desiredOf(this.#commit, record.destroying);
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
  async change(commit: Commit, options: { readonly isRollback?: boolean } = {}): Promise<void> {
    const desired = this.#desiredOf(commit);
    const isSameVersion = desired.hashes[0] === this.#desired.hashes[0];
    const { isRollback = false } = options;
    const at = this.#context.clock.now();
    await this.#become({ commit, desired, events: [{ kind: "committed", at, isSameVersion, isRollback }] });
  }

  /** Takes over another size, and lets certain instances go. An update that stands still goes on standing. */
  async resize(commit: Commit, leaving: readonly string[] = []): Promise<void> {
    const events: readonly Event[] =
      leaving.length === 0 ? [] : [{ kind: "told-to-go", at: this.#context.clock.now(), ids: leaving }];
    await this.#become({ commit, desired: this.#desiredOf(commit), events });
  }

  /** Takes an operator's word, once it is saved. */
  async tell(
    told: DistributiveOmit<Extract<Event, { kind: "told" | "told-to-replace" }>, "at">,
  ): Promise<void> {
    const events = [{ ...told, at: this.#context.clock.now() }];
    await this.#become({ commit: this.#commit, desired: this.#desired, events });
  }

  /** Lets all instances go, then the group. Returns as soon as that is certain to happen. */
  async destroy(): Promise<void> {
    const desired = { ...this.#desired, destroying: true };
    const events: readonly Event[] = [{ kind: "told-to-destroy", at: this.#context.clock.now() }];
    await this.#become({ commit: this.#commit, desired, events });
  }

  /** Asks what is there; if that is being asked already, once more. */
  look(): void {
    this.#lookout.look();
  }

  /** Begins nothing more. Steps that were sent go on; waits for their ends for a while, and for the last save. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#planning.cancel();
    this.#timer?.cancel();
    if (typeof this.#undoing === "object") this.#undoing.cancel();
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
  async #become(candidate: Candidate): Promise<void> {
    this.#candidate = candidate;
    try {
      await this.save();
      this.#commit = candidate.commit;
      this.#desired = candidate.desired;
      this.#candidate = undefined;
      for (const event of candidate.events) this.#hear(event);
    } finally {
      this.#candidate = undefined;
      // At once: whoever asks for the status after a commit must not be told that of the commit before.
      if (!this.#isClosed) this.#plan();
      this.look();
    }
  }

  #hear(event: Event): void {
    if (event.kind === "health-answered" && this.#isAsHealthy(event.answers)) return;
    const before = this.#progress;
    this.#progress = fold(before, event, this.#desired.policy);
    this.#observed = observedAfter(this.#observed, event);
    if (event.kind === "described" || event.kind === "step-ended") this.#saveIfChanged(before);
    this.#schedulePlan();
  }

  /** Most answers say of members that are known to be healthy that they are, and change nothing. */
  #isAsHealthy(answers: ReadonlyMap<string, Health>): boolean {
    const observed = this.#observed;
    if (observed.kind === "unknown") return false;
    return [...answers].every(
      ([id, health]) =>
        health === "healthy" && observed.health.get(id) === "healthy" && this.#progress.healthySince.has(id),
    );
  }

  /** What ended need not be remembered, but a successor that does not know of it waits for nothing. */
  #saveIfChanged(before: Progress): void {
    // What is to become of the group is saved with the rest.
    if (this.#candidate === undefined && !isAsSaved(before, this.#progress)) this.#saves.saveLater();
  }

  #saveSoon(): void {
    if (this.#saves.isStopped) return;
    this.save().catch((error: unknown) => {
      // The group was forgotten while this waited for its turn.
      if (!this.#saves.isStopped) this.#warn({ error: messageOf(error) }, "cannot save the group");
    });
  }

  #warn(fields: LogFields, message: string): void {
    this.#context.logger.warn({ group: this.#commit.spec.id, ...fields }, message);
  }

  #schedulePlan(): void {
    if (!this.#isClosed) this.#planning.ask();
  }

  #plan(): void {
    const { clock, onGone } = this.#context;
    const plan = planNext(this.#planInput());
    this.#tell(plan.status);
    if (plan.isGone) return onGone(this.#commit.spec.id);
    if (plan.verdict !== null) this.#follow(plan.verdict);
    for (const step of plan.steps) this.#begin(step);
    this.#timer?.cancel();
    this.#timer = clock.callAt(plan.wakeAt, () =>
      plan.status.phase === "converged" ? this.#lookout.lookAtRest() : this.look(),
    );
  }

  /** What the planner concluded of an update as a whole is remembered, or done. */
  #follow(verdict: Verdict): void {
    const at = this.#context.clock.now();
    switch (verdict.kind) {
      case "converged":
        this.#converged = this.#commit;
        this.#desired = this.#desiredOf(this.#commit, this.#desired.destroying);
        this.#hear({ kind: "converged", at });
        return this.#saveSoon();
      case "failed":
        this.#warn({ reason: verdict.failure.reason }, "the update failed");
        this.#hear({ kind: "update-failed", at, failure: verdict.failure });
        return this.#saveSoon();
      case "roll-back":
        return this.#undoSoon();
    }
  }

  /** Nothing else is to become of the group meanwhile. If it cannot be saved, it is tried again a while later. */
  #undoSoon(): void {
    if (this.#undoing !== "no") return;
    this.#undoing = "yes";
    this.#context
      .queue(this.#commit.spec.id, () => this.#undo())
      .then(
        () => void (this.#undoing = "no"),
        (error: unknown) => {
          this.#warn({ error: messageOf(error) }, "cannot roll back");
          this.#undoing = this.#context.clock.callAt(this.#context.clock.now() + retryUndoMs, () => {
            this.#undoing = "no";
            this.#schedulePlan();
          });
        },
      );
  }

  /** An operator may have been faster. */
  async #undo(): Promise<void> {
    const { updateFailure } = this.#progress;
    if (this.#isClosed || updateFailure === null || this.rollback === null) return;
    this.#warn({ reason: updateFailureWords(updateFailure) }, "rolling back to what the group converged to");
    await this.change(this.rollback, { isRollback: true });
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
    if (this.#inFlight.size > 1) this.#lookout.lookBetweenSteps();
    else this.look();
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

  #desiredOf({ properties }: Commit, destroying = false): Desired {
    const converged = this.#converged?.properties ?? null;
    return desiredOf(properties, this.#context.policy, { destroying, converged });
  }

  /** What is to become of the group is part of its record, though it has not happened yet. */
  #record(): GroupRecord {
    const { commit, desired, events } = this.#candidate ?? {
      commit: this.#commit,
      desired: this.#desired,
      events: [],
    };
    const progress = events.reduce((before, event) => fold(before, event, desired.policy), this.#progress);
    const converged = this.#converged?.spec.properties ?? null;
    return recordOf({ spec: commit.spec, converged, destroying: desired.destroying }, progress);
  }
}

/** What a group is to become. */
interface Candidate {
  readonly commit: Commit;
  readonly desired: Desired;
  readonly events: readonly Event[];
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** How long a group that is closed waits for the steps that are under way. */
const closeWithinMs = 10_000;

/** How long to wait before a rollback that could not be saved is tried again. */
const retryUndoMs = 1000;

/** Whether a record of both would be the same; steps under way make it differ, to be on the safe side. */
function isAsSaved(before: Progress, after: Progress): boolean {
  const isSame = before.updateFailure === after.updateFailure && before.selfDrain === after.selfDrain;
  return isSame && isIdle(before) && isIdle(after);
}

function isIdle({ expectations, tombstones, leaving, replacing }: Progress): boolean {
  return expectations.length + tombstones.length + leaving.size + replacing.size === 0;
}
