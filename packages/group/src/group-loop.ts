import { setMaxListeners } from "node:events";
import type { GroupStatus } from "@infrakit/spi/data";
import { messageOf } from "@infrakit/spi";
import { type Candidate, changed, destroyed, resized, type Told, told } from "./candidate.ts";
import type { Commit } from "./commit.ts";
import type { LoadedRecord } from "./group-record.ts";
import { Ledger } from "./ledger.ts";
import { Lookout } from "./lookout.ts";
import type { LoopContext } from "./loop-context.ts";
import { findMembers } from "./observe.ts";
import { Pace } from "./pace.ts";
import {
  type Desired,
  type Event,
  type Expectation,
  explainGroup,
  isAtRest,
  isUnclear,
  isUpdateUnderWay,
  type Member,
  type Progress,
  updateFailureWords,
  type Verdict,
} from "./plan/index.ts";
import type { LogFields, Timer } from "./seams.ts";
import { isNews } from "./status-news.ts";
import { StepRunner } from "./step-runner.ts";
import { UndoAttempts } from "./undo-attempts.ts";

/**
 * Keeps one group: turns whatever happens into events, notes them, plans, and begins the steps of the plan.
 * It never waits for a step; the end of one is an event like any other.
 */
export class GroupLoop {
  readonly #context: LoopContext;
  readonly #ledger: Ledger;
  readonly #planning: Pace;
  readonly #lookout: Lookout;
  readonly #runner: StepRunner;
  readonly #undoing: UndoAttempts;
  /** Nothing is begun after this. */
  readonly #stop = new AbortController();
  /** What was told last. */
  #status: GroupStatus;
  #timer: Timer | undefined;

  constructor(commit: Commit, context: LoopContext) {
    this.#context = context;
    // Every wait listens to it, and there may be many.
    setMaxListeners(0, this.#stop.signal);
    this.#ledger = new Ledger(commit, {
      ...context,
      onError: (error) => this.#warn({ error: messageOf(error) }, "cannot save the group"),
    });
    this.#planning = new Pace({
      clock: context.clock,
      run: () => this.#plan(),
      restsFor: () => this.#runner.restsFor,
    });
    const common = {
      ledger: this.#ledger,
      stop: this.#stop.signal,
      onEvent: (event: Event): void => this.#hear(event),
    };
    this.#lookout = new Lookout({ ...context, ...common });
    this.#runner = new StepRunner({
      ...context,
      ...common,
      find: (id) => this.#lookout.find(id),
      onEnded: (restsFor) => this.#lookout.lookAfterStep(restsFor),
    });
    this.#undoing = this.#createUndoing();
    this.#status = this.#ledger.plan().status;
  }

  get commit(): Commit {
    return this.#ledger.commit;
  }

  /** What a rollback commits again; `null` if there is nothing else that the group converged to. */
  get rollback(): Commit | null {
    return this.#ledger.rollback;
  }

  get desired(): Desired {
    return this.#ledger.desired;
  }

  get progress(): Progress {
    return this.#ledger.progress;
  }

  /** As it is known now, though whoever follows it may be told a little later. */
  get status(): GroupStatus {
    return this.#ledger.plan().status;
  }

  /** Whether an update has something left to do, or may have, as far as is known of a group that cannot be listed. */
  get mayBeUpdating(): boolean {
    const { blocked, status } = this.#ledger.plan();
    const { desired, progress } = this;
    if (!blocked.some(isUnclear)) return isUpdateUnderWay(status, progress);
    return progress.isUpdating || desired.convergedTo !== desired.hashes[0];
  }

  /** How far an update is, what is done next, what is in the way and why the last one failed. One line each. */
  explain(): readonly string[] {
    return explainGroup(this.#ledger.plan(), this.progress, this.#context.clock.now());
  }

  /** Who of these instances has a place in the group, as far as is known. */
  placedAmong(members: readonly Member[]): ReadonlySet<string> {
    return this.#ledger.placedAmong(members);
  }

  /** The instances that are there now, as far as they matter to a plan. */
  async members(signal?: AbortSignal): Promise<readonly Member[]> {
    const stop = this.#stop.signal;
    const both = signal === undefined ? stop : AbortSignal.any([stop, signal]);
    const observer = { ...this.#context, signal: both };
    return await findMembers(observer, { id: this.commit.spec.id, ...this.commit });
  }

  get #isClosed(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Goes on where a predecessor ended, or begins. */
  start(record?: LoadedRecord): void {
    this.#context.wakefulness.join();
    if (record !== undefined) {
      const { plugins } = this.#context;
      const { plugin } = this.commit.properties.instance;
      this.#ledger.load(record, {
        isOver: plugins.sharesFate?.(plugin) ?? false,
        listsAtOnce: plugins.listsAtOnce?.(plugin) ?? false,
      });
      this.#planning.ask();
    }
    this.look();
  }

  /** Takes the group up anew: what was asked for before it was freed may still come. */
  takeUp(expectations: readonly Expectation[]): void {
    this.#ledger.hear({ kind: "taken-up", at: this.#context.clock.now(), expectations });
  }

  /** Saves the group as it is now. @throws if it cannot be saved. */
  save(): Promise<void> {
    return this.#ledger.save();
  }

  /** Takes over another spec, once it is saved. @throws if it cannot be saved: then nothing has changed. */
  async change(commit: Commit): Promise<void> {
    const desired = this.#ledger.desiredOf(commit);
    await this.#become(changed(this.#present, { commit, desired }));
  }

  /** Takes over another size, and lets certain instances go. */
  async resize(commit: Commit, leaving: readonly string[] = []): Promise<void> {
    const desired = this.#ledger.desiredOf(commit);
    await this.#become(resized(this.#present, { commit, desired }, leaving));
  }

  /** Takes an operator's word, once it is saved. */
  tell(word: Told): Promise<void> {
    return this.#become(told(this.#present, word));
  }

  /** Lets all instances go, then the group. Returns as soon as that is certain to happen. */
  destroy(): Promise<void> {
    return this.#become(destroyed(this.#present));
  }

  /** Asks what is there; if that is being asked already, once more. */
  look(): void {
    this.#lookout.look();
  }

  /** Asks what is there after so many milliseconds, if nothing else does before. */
  lookIn(ms: number): void {
    const { clock } = this.#context;
    this.#timer?.cancel();
    this.#timer = clock.callAt(clock.now() + ms, () => this.look());
  }

  /** Begins nothing more. Steps that were sent go on; waits for their ends for a while. */
  async stop(): Promise<void> {
    if (!this.#isClosed) this.#context.wakefulness.leave();
    this.#stop.abort();
    this.#planning.cancel();
    this.#timer?.cancel();
    this.#undoing.close();
    await this.#runner.close();
  }

  /** Begins nothing more, and waits for the last save. */
  async close(): Promise<void> {
    await this.stop();
    await this.#ledger.close();
  }

  /** Saves nothing more; waits for a save that runs. Undone by {@link resumeSaving}. */
  stopSaving(): Promise<void> {
    return this.#ledger.stopSaving();
  }

  /** Saves again. */
  resumeSaving(): void {
    this.#ledger.resumeSaving();
  }

  get #present(): Parameters<typeof destroyed>[0] {
    return { commit: this.commit, desired: this.desired, at: this.#context.clock.now() };
  }

  async #become(candidate: Candidate): Promise<void> {
    try {
      await this.#ledger.become(candidate);
    } finally {
      // At once: whoever asks for the status after a commit must not be told that of the commit before.
      this.#plan();
      this.look();
    }
  }

  #hear(event: Event): void {
    if (!this.#ledger.hear(event) || this.#isClosed) return;
    // That a step was sent is known already to the plan that sent it, and most steps end before long.
    if (event.kind === "step-sent") this.#planning.askLater();
    else this.#planning.ask();
  }

  #plan(): void {
    if (this.#isClosed || this.#ledger.isChanging) return;
    const { clock, onGone } = this.#context;
    const plan = this.#ledger.plan();
    this.#tell(plan.status);
    if (plan.isGone) return onGone(this.commit.spec.id);
    if (plan.verdict !== null) this.#follow(plan.verdict);
    for (const step of plan.steps) this.#runner.begin(step);
    this.#timer?.cancel();
    this.#timer = clock.callAt(plan.wakeAt, () =>
      isAtRest(plan) ? this.#lookout.lookAtRest() : this.look(),
    );
  }

  /** What the planner concluded of an update as a whole is remembered, or done. */
  #follow(verdict: Verdict): void {
    switch (verdict.kind) {
      case "converged":
        this.#ledger.converge();
        return this.#planning.ask();
      case "proven":
        return this.#hear({ kind: "proven", at: this.#context.clock.now() });
      case "held":
        this.#hear({ ...verdict, at: this.#context.clock.now() });
        return this.#ledger.saveSoon();
      case "failed":
        this.#warn({ reason: verdict.failure.reason }, "the update failed");
        this.#hear({ kind: "update-failed", at: this.#context.clock.now(), failure: verdict.failure });
        return this.#ledger.saveSoon();
      case "roll-back":
        return this.#undoing.ask();
    }
  }

  /** An operator may have been faster. */
  async #undo(): Promise<void> {
    const { updateFailure } = this.progress;
    if (this.#isClosed || updateFailure === null || this.rollback === null) return;
    this.#warn({ reason: updateFailureWords(updateFailure) }, "rolling back to what the group converged to");
    await this.change(this.rollback);
  }

  #tell(status: GroupStatus): void {
    const before = this.#status;
    this.#status = status;
    const { onStatus } = this.#context;
    if (onStatus !== undefined && isNews(before, status)) onStatus(this.commit.spec.id, status);
  }

  #warn(fields: LogFields, message: string): void {
    this.#context.logger.warn({ group: this.commit.spec.id, ...fields }, message);
  }

  /** Nothing else is to become of the group while it is undone. */
  #createUndoing(): UndoAttempts {
    return new UndoAttempts({
      ...this.#context,
      undo: () => this.#context.queue(this.commit.spec.id, () => this.#undo()),
      onError: (error) => this.#warn({ error: messageOf(error) }, "cannot roll back"),
      onRetry: () => this.#planning.ask(),
    });
  }
}
