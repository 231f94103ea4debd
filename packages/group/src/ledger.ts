import type { Health } from "@infrakit/spi/data";
import type { Candidate } from "./candidate.ts";
import { type Commit, rollbackOf } from "./commit.ts";
import { desiredOf } from "./desired-group.ts";
import { formatRecord, type GroupRecord, type LoadedRecord, recordOf } from "./group-record.ts";
import type { GroupProperties } from "./group-properties.ts";
import type { LoopContext } from "./loop-context.ts";
import {
  type Desired,
  type Event,
  fold,
  isRepeated,
  type MadePlan,
  type Member,
  noProgress,
  type Observed,
  observedAfter,
  placedAmong,
  type Plan,
  planAgain,
  type PlanInput,
  type Progress,
  type Step,
  versionBefore,
  withExtent,
  withLastSight,
} from "./plan/index.ts";
import { SaveQueue } from "./save-queue.ts";

/** Where and when to save, and who is told when that fails and nobody waits for it. */
export interface LedgerOptions extends Pick<LoopContext, "clock" | "wakefulness" | "journal" | "policy"> {
  readonly onError: (error: unknown) => void;
}

/** The properties that a step is carried out with, and the hash that what is made from them is tagged with. */
export interface StepSource {
  readonly properties: GroupProperties;
  readonly hash: string;
}

/** Whether what a predecessor had under way is over, and whether the first list shows it then. */
export type PredecessorFate = Pick<Extract<Event, { kind: "started" }>, "isOver" | "listsAtOnce">;

/**
 * What is known of one group: what it should be, what was seen of it, and how far that is. The part that a successor
 * needs is saved as it changes.
 */
export class Ledger {
  readonly #options: LedgerOptions;
  readonly #saves: SaveQueue;
  #commit: Commit;
  #desired: Desired;
  /** What the group converged to last. */
  #converged: Commit | null = null;
  #progress: Progress = noProgress;
  #observed: Observed = { kind: "unknown", reason: "not asked yet" };
  #planned: MadePlan | null = null;
  /** How long the controller had not run when that was noted last. */
  #sleptMs: number;
  /** What the group becomes as soon as it is saved. */
  #candidate: Candidate | undefined;

  constructor(commit: Commit, options: LedgerOptions) {
    this.#options = options;
    this.#commit = commit;
    this.#desired = desiredOf(commit.properties, options.policy);
    this.#sleptMs = options.wakefulness.sleptMs;
    this.#saves = new SaveQueue({
      clock: options.clock,
      write: () => options.journal.save(formatRecord(this.#record())),
      onError: options.onError,
    });
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

  /** What a rollback commits again; `null` if there is nothing else that the group converged to. */
  get rollback(): Commit | null {
    return versionBefore(this.#desired) === null || this.#converged === null
      ? null
      : rollbackOf(this.#commit, this.#converged);
  }

  /** What a step is carried out with: some instances are made as before the update, in the size that is committed. */
  sourceOf(step: Step): StepSource {
    const isFormer = step.kind === "create" && step.version === "former";
    const { properties } = (isFormer ? this.rollback : null) ?? this.#commit;
    const hash = isFormer ? versionBefore(this.#desired) : null;
    return { properties, hash: hash ?? this.#desired.hashes[0] ?? "" };
  }

  /** Whether the group is about to become something else: nothing is planned meanwhile. */
  get isChanging(): boolean {
    return this.#candidate !== undefined;
  }

  /** Whether the group is on its way out, or about to be. */
  get isEnding(): boolean {
    return (this.#candidate?.desired ?? this.#desired).destroying;
  }

  /** What may be done now. */
  plan(): Plan {
    this.#wakeUp();
    const input = this.#planInput();
    const plan = planAgain(this.#planned, input);
    this.#planned = { input, plan };
    return plan;
  }

  /** Who of these instances has a place in the group, as far as is known. */
  placedAmong(members: readonly Member[]): ReadonlySet<string> {
    return placedAmong(this.#planInput(), members);
  }

  /** Goes on where a predecessor ended. */
  load(record: LoadedRecord, fate: PredecessorFate): void {
    this.#converged = record.convergedTo;
    this.#desired = this.desiredOf(this.#commit, record.destroying);
    this.hear({ ...record, ...fate, kind: "started", at: this.#options.clock.now() });
  }

  /** Takes note of an event. Returns whether it changes anything. */
  hear(event: Event): boolean {
    this.#wakeUp();
    if (event.kind === "health-answered" && this.#isAsHealthy(event.answers)) return false;
    const { policy } = this.#desired;
    const [before, observed] = [this.#progress, this.#observed];
    if (
      event.kind === "described" &&
      observed.kind === "known" &&
      isRepeated(event, { observed, progress: before }, policy)
    ) {
      this.#observed = { ...observed, sentAt: event.sentAt };
      return true;
    }
    const isLook = event.kind === "described" || event.kind === "describe-failed";
    const progress = isLook ? withLastSight({ observed, progress: before }) : before;
    this.#progress = fold(progress, event, this.#desired);
    this.#observed = observedAfter(observed, event);
    if (event.kind === "described" || event.kind === "step-ended") this.#saveIfChanged(before);
    return true;
  }

  /** What is wanted by a commit of this group. */
  desiredOf({ properties }: Commit, destroying = false): Desired {
    const converged = this.#converged?.properties ?? null;
    return desiredOf(properties, this.#options.policy, { destroying, converged });
  }

  /** Saves what the group is to become, and only then becomes it. @throws if it cannot be saved. */
  async become(candidate: Candidate): Promise<void> {
    this.#candidate = candidate;
    try {
      await this.save();
      this.#commit = candidate.commit;
      this.#desired = candidate.desired;
    } finally {
      this.#candidate = undefined;
    }
    for (const event of candidate.events) this.hear(event);
  }

  /** The group is what was committed. */
  converge(): void {
    this.#converged = this.#commit;
    this.#desired = this.desiredOf(this.#commit, this.#desired.destroying);
    this.hear({ kind: "converged", at: this.#options.clock.now() });
    this.saveSoon();
  }

  /** Saves the group as it is now. @throws if it cannot be saved. */
  save(): Promise<void> {
    return this.#saves.save();
  }

  /** Saves the group though nobody waits for it. */
  saveSoon(): void {
    if (this.#saves.isStopped) return;
    this.save().catch((error: unknown) => {
      // The group was forgotten while this waited for its turn.
      if (!this.#saves.isStopped) this.#options.onError(error);
    });
  }

  /** Saves what is still to be saved, and then nothing more. */
  close(): Promise<void> {
    return this.#saves.close();
  }

  /** Saves nothing more; waits for a save that runs. Undone by {@link resumeSaving}. */
  stopSaving(): Promise<void> {
    return this.#saves.stop();
  }

  /** Saves again. */
  resumeSaving(): void {
    this.#saves.restart();
  }

  /** Before anything is concluded: time in which the controller did not run says nothing of the group. */
  #wakeUp(): void {
    const { clock, wakefulness } = this.#options;
    const forMs = wakefulness.sleptMs - this.#sleptMs;
    if (forMs === 0) return;
    this.#sleptMs += forMs;
    this.#progress = fold(this.#progress, { kind: "overslept", at: clock.now(), forMs }, this.#desired);
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
    if (!this.isChanging && !isAsSaved(before, this.#progress)) this.#saves.saveLater();
  }

  #planInput(): PlanInput {
    return {
      desired: this.#desired,
      observed: this.#observed,
      progress: this.#progress,
      now: this.#options.clock.now(),
    };
  }

  /** What is to become of the group is part of its record, though it has not happened yet. */
  #record(): GroupRecord {
    const { commit, desired, events } = this.#candidate ?? {
      commit: this.#commit,
      desired: this.#desired,
      events: [],
    };
    const folded = events.reduce((before, event) => fold(before, event, desired), this.#progress);
    const progress = withExtent({ ...this.#planInput(), desired, progress: folded });
    const converged = this.#converged?.spec.properties ?? null;
    return recordOf({ spec: commit.spec, converged, destroying: desired.destroying }, progress);
  }
}

/** Whether a record of both would be the same; steps under way make it differ, to be on the safe side. */
function isAsSaved(before: Progress, after: Progress): boolean {
  const isSame = before.updateFailure === after.updateFailure && before.selfDrain === after.selfDrain;
  return isSame && isIdle(before) && isIdle(after);
}

function isIdle({ expectations, tombstones, kept, leaving, unlisted, replacing }: Progress): boolean {
  const instances = leaving.size + unlisted.size + replacing.size + kept.length;
  return expectations.length + tombstones.length + instances === 0;
}
