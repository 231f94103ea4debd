import type { DestroyReason } from "@infrakit/spi/data";
import type { Version } from "./step.ts";

/** What is known of a step: it is under way, it was done, or nobody can tell. */
export type StepState = "sent" | "done" | "unknown";

/**
 * An instance that was asked for and not yet listed. It counts as an instance until a describe shows it, or
 * until a describe sent after its deadline does not.
 */
export interface Expectation {
  readonly token: string;
  readonly slot: string;
  /** `null` in a sized group. */
  readonly logicalId: string | null;
  readonly version: Version;
  readonly sentAt: number;
  readonly deadline: number;
  readonly state: StepState;
  readonly endedAt: number | null;
  /** Known when the step was done. */
  readonly id: string | null;
}

/** A member that was listed otherwise than it was asked for, and what was asked for. */
export type Flawed = Pick<Expectation, "slot" | "logicalId"> & { readonly id: string };

/** A plugin may refuse to destroy what is gone already: until a list shows it, nobody knows. */
export type TombstoneState = StepState | "refused";

/** An instance that was told to go and is not yet proven gone. It is neither there nor absent. */
export interface Tombstone {
  /** Whether it was told again, because nobody knew whether it had heard. */
  readonly isRepeated: boolean;
  /** Whether it goes because it is unhealthy. */
  readonly isHealing: boolean;
  readonly id: string;
  readonly slot: string;
  readonly reason: DestroyReason;
  readonly sentAt: number;
  readonly deadline: number;
  readonly state: TombstoneState;
  readonly endedAt: number | null;
}

/** Failures in a row, of one slot or of all creations. */
export interface Failures {
  readonly count: number;
  readonly lastAt: number;
  readonly reason: string;
  /** When the next attempt may be made. */
  readonly retryAt: number;
}

/** How often a slot has lost its member against everybody's will since its version was committed. */
export interface Losses {
  readonly slot: string;
  readonly count: number;
  /** Those that came one after the other: no member stayed for long in between. */
  readonly inARow: number;
  readonly lastAt: number;
  /** The member that was lost last. */
  readonly instance: string;
  /** Why, in words; `null` if nobody has said. */
  readonly reason: string | null;
}

/** When an instance was listed. It lived for the time between at least, whenever its end is noticed. */
export interface Sighting {
  readonly firstAt: number;
  readonly lastAt: number;
  readonly slot: string;
}

/** That an instance has ended, as its plugin said. */
export interface Ending {
  readonly at: number;
  /** In words: `exited with code 1`. */
  readonly reason: string;
}

/** What stopped an update: an instance that could not be replaced, or something that is nobody's own. */
export interface UpdateFailure {
  readonly id: string | null;
  readonly reason: string;
}

/** What the operator said of the update last: it goes on, waits, or ends where it stands. */
export type UpdateWord = "go" | "pause" | "abort";

/** Everything that a plan must know beside what is wanted and what is there. */
export interface Progress {
  readonly expectations: readonly Expectation[];
  readonly tombstones: readonly Tombstone[];
  /** Creations that a list has shown though their calls have not ended, by token, and until when an answer may come. */
  readonly unanswered: ReadonlyMap<string, number>;
  /** Instances that were asked to go, by id. */
  readonly leaving: ReadonlySet<string>;
  /** Instances that failed and stay as evidence, by id; the one that failed last is the last. */
  readonly kept: readonly string[];
  /** Instances that are to be replaced although their properties are the committed ones, by id. */
  readonly replacing: ReadonlySet<string>;
  /** Created instances that no list ever showed. While there are any, the plugin is not asked for more. */
  readonly unlisted: ReadonlySet<string>;
  /** What was made last and not listed, while it may have ended at once: `null` if what came next was listed. */
  readonly missed: string | null;
  /** Whether a list has shown something that the plugin was asked to make. */
  readonly hasListed: boolean;
  /** Why creations are refused for good, until an operator has changed something; `null` if they are not. */
  readonly refusal: string | null;
  /** The member that is the reason, while it is: `null` if there is none, or what was refused was a creation. */
  readonly flawed: Flawed | null;
  /** Instances of which their plugin has said that they ended, and why, until a list shows it. */
  readonly endings: ReadonlyMap<string, Ending>;
  /** Instances that were listed last, with when they were first. */
  readonly seen: ReadonlyMap<string, Sighting>;
  /** Logical ids that these instances were listed with, by id: whoever is listed without it has it all the same. */
  readonly logicalIds: ReadonlyMap<string, string>;
  /** When an empty list came after one that was not; a second one, sent later, must confirm it. */
  readonly emptySince: number | null;
  readonly healthySince: ReadonlyMap<string, number>;
  readonly unhealthySince: ReadonlyMap<string, number>;
  /** Since when members that were asked about are not known to be healthy. */
  readonly doubtedSince: ReadonlyMap<string, number>;
  /** Why the flavor could not be asked about members, by id. */
  readonly unasked: ReadonlyMap<string, string>;
  /** By slot, by {@link anySlot} for refused creations, by {@link destroyKey} for refused destroys, by {@link adoptKey}. */
  readonly failures: ReadonlyMap<string, Failures>;
  /** How often members were lost since the group is kept here. */
  readonly restarts: number;
  /** The same by slot, since the version was committed; slots that never lost anybody are not in it. */
  readonly losses: ReadonlyMap<string, Losses>;
  /** Creations that may be in flight at once: one more after each that succeeds, one again after a failure. */
  readonly ramp: number;
  /** Tokens of the creations that were under way when one failed for the last time: they fail with it. */
  readonly alongside: ReadonlySet<string>;
  /** Why the update does not go on; `null` while it may. */
  readonly updateFailure: UpdateFailure | null;
  /** How many instances of its version there may be of an update that was stopped; `null` if it was not. */
  readonly extent: number | null;
  /** Whether an update is under way, or a replacement: it ends when all successors are healthy, the last one too. */
  readonly isUpdating: boolean;
  readonly word: UpdateWord;
  /** Whether the update may go on behind its canaries. */
  readonly isPromoted: boolean;
  /** Whether the commit undoes one that failed: it waits for no promotion. */
  readonly isRollback: boolean;
  /** Why the update had failed that the commit undid, until the next commit; `null` if it undid none that failed. */
  readonly takenBack: UpdateFailure | null;
  /** When the update last replaced something, or could again; `null` before the first list, and behind its canaries. */
  readonly movedAt: number | null;
  /** How far the update is with the instance that we run on: it is drained, and nothing else happens to it. */
  readonly selfDrain: "none" | "sent" | "done";
  /** Instances that are being labelled, with when that ended; a describe sent later shows whether it worked. */
  readonly adopting: ReadonlyMap<string, number | null>;
  /** Describes that failed in a row. */
  readonly describeFailures: { readonly count: number; readonly lastAt: number };
}

/** Key of {@link Progress.failures} for creations that were refused, in whatever slot. */
export const anySlot = "*";

/** Key of {@link Progress.failures} for creations that were not sent, which says nothing of any plugin. */
export const unsentKey = "unsent";

/** Key of {@link Progress.failures} for an instance that could not be destroyed. */
export function destroyKey(id: string): string {
  return `destroy ${id}`;
}

/** Key of {@link Progress.failures} for an instance that could not be adopted. */
export function adoptKey(id: string): string {
  return `adopt ${id}`;
}

/** The instance that a key of {@link Progress.failures} speaks of; none if it speaks of a slot. */
export function instanceOfKey(key: string): string | null {
  const [, id] = /^(?:destroy|adopt) (.*)$/s.exec(key) ?? [];
  return id ?? null;
}

/** Where a group begins. */
export const noProgress: Progress = {
  expectations: [],
  tombstones: [],
  unanswered: new Map(),
  leaving: new Set(),
  kept: [],
  replacing: new Set(),
  unlisted: new Set(),
  missed: null,
  hasListed: false,
  refusal: null,
  flawed: null,
  endings: new Map(),
  seen: new Map(),
  logicalIds: new Map(),
  emptySince: null,
  healthySince: new Map(),
  unhealthySince: new Map(),
  doubtedSince: new Map(),
  unasked: new Map(),
  failures: new Map(),
  restarts: 0,
  losses: new Map(),
  ramp: 1,
  alongside: new Set(),
  updateFailure: null,
  extent: null,
  isUpdating: false,
  word: "go",
  isPromoted: false,
  isRollback: false,
  takenBack: null,
  movedAt: null,
  selfDrain: "none",
  adopting: new Map(),
  describeFailures: { count: 0, lastAt: 0 },
};

/** Whether nothing is being made, and nothing is on its way out. */
export function isIdle(progress: Progress): boolean {
  return progress.expectations.length === 0 && progress.tombstones.length === 0;
}

/** Lets go what was kept as evidence. */
export function withoutEvidence(progress: Progress): Progress {
  return { ...progress, kept: [], leaving: new Set([...progress.leaving, ...progress.kept]) };
}
