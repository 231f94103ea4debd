import { isUnavailable, outdatedSlots } from "./availability.ts";
import { type Desired, desiredSize, versionBefore } from "./desired.ts";
import type { PlanInput } from "./plan-input.ts";
import type { Progress } from "./progress.ts";
import { type Assignment, isEmptySlot, type Leaver, type Slot } from "./slot.ts";
import type { Stop } from "./step.ts";
import { isCurrent, isRedone } from "./victims.ts";

/**
 * Where an update stands: it goes on; all of its canaries are made, and have to prove themselves; or why it stands
 * still, whatever the instances do.
 */
export type Stand = "going" | "on-trial" | Stop;

/** Where the update stands. One that nobody need promote, and that was not stopped, goes on. */
export function standOf(input: PlanInput, assignment: Assignment): Stand {
  const { desired, progress } = input;
  const stop = stopOf(progress);
  if (stop !== null) return stop;
  if (isPastCanaries(input)) return "going";
  const left = outdatedSlots(desired, assignment, progress).length;
  if (left > 0 && roomToReplace(input, assignment) > 0) return "going";
  if (areCanariesOnTrial(input, assignment)) return "on-trial";
  // Who is missing is made as before, and to be replaced then.
  const { current, redone, outdated } = countVersions(input, assignment);
  const coming = Math.max(0, desiredSize(desired) - current - outdated);
  return { kind: "canary", made: current - redone, left: left + coming };
}

/** Why the update was stopped: by an operator, or because it has failed. */
export function stopOf({ word, updateFailure }: Progress): Stop | null {
  if (word === "abort") return { kind: "aborted" };
  if (word === "pause") return { kind: "paused" };
  return updateFailure === null ? null : { kind: "update-failed", ...updateFailure };
}

/** Whether a word is waited for until the group is taken for what was committed, however far its update is. */
export function isUnproven({ desired, progress }: PlanInput): boolean {
  if (progress.word === "pause") return true;
  if (versionBefore(desired) === null) return false;
  return progress.word !== "go" || !isPastCanaries({ desired, progress });
}

function isPastCanaries({ desired, progress }: Pick<PlanInput, "desired" | "progress">): boolean {
  return desired.policy.canary === 0 || progress.isPromoted || progress.isRollback;
}

/**
 * Nobody can judge a canary yet that is still to come, or still to show that it is healthy. Who is to come as before the
 * update is none.
 */
function areCanariesOnTrial(input: PlanInput, assignment: Assignment): boolean {
  const { desired } = input;
  const filled = assignment.slots.filter(({ member, creating }) => member !== null || creating !== null);
  const isMissing = filled.length < desiredSize(desired);
  if (isMissing && (versionBefore(desired) === null || roomOfVersion(input, assignment) > 0)) return true;
  return filled.some((slot) =>
    slot.member === null ? isAsCommitted(desired, slot) : isUnavailable(input, slot),
  );
}

/**
 * How many slots may be of the version committed: all while the update goes on, but for one that is to wait behind its
 * canaries, and those that were no longer of a version before when it was stopped.
 */
export function extentOf(input: PlanInput, assignment: Assignment): number {
  const canaries = isPastCanaries(input) ? Infinity : input.desired.policy.canary;
  if (stopOf(input.progress) === null) return canaries;
  return Math.min(canaries, input.progress.extent ?? countReplaced(input, assignment));
}

/** Whether an update has been stopped, and it is to be remembered how far it was. */
export function isNewlyStopped({ desired, progress }: PlanInput): boolean {
  return versionBefore(desired) !== null && stopOf(progress) !== null && progress.extent === null;
}

/**
 * Whether a slot is, or is being made, of the version committed. What is made as before is made of it where it is what
 * was before.
 */
export function isAsCommitted(desired: Desired, { member, creating }: Slot): boolean {
  if (member !== null) return isCurrent(desired, member) || desired.hashes.includes(member.hash);
  return creating !== null && (creating.version === "committed" || versionBefore(desired) === null);
}

/**
 * How many slots are, or are being made, of the version committed, how many of these make room for their like, and how
 * many are of another version, or coming.
 */
function countVersions(
  { desired }: Pick<PlanInput, "desired">,
  { slots }: Assignment,
): Readonly<Record<"current" | "redone" | "outdated" | "coming", number>> {
  let [current, redone, outdated, coming] = [0, 0, 0, 0];
  for (const slot of slots) {
    const { member, creating } = slot;
    if (member === null && creating === null) continue;
    if (member !== null && isRedone(desired, member)) redone++;
    if (isAsCommitted(desired, slot)) current++;
    else if (member === null) coming++;
    else outdated++;
  }
  return { current, redone, outdated, coming };
}

/**
 * How many slots, of as many as are wanted, hold nobody of another version any more: whoever is still on his way out may
 * stay, and has a successor of his own version else. Of slots beyond the size only those count that are filled.
 */
function countReplaced(input: PlanInput, assignment: Assignment): number {
  const { slots } = assignment;
  const size = desiredSize(input.desired);
  const { current, outdated, coming } = countVersions(input, assignment);
  const ids = currentIds(input);
  const leaving = slots.filter(({ terminating }) => terminating !== null && ids.has(terminating.id)).length;
  const empty = slots.filter(isEmptySlot).length - Math.max(0, slots.length - size);
  return Math.max(0, Math.min(size - outdated - coming, current + leaving + Math.max(0, empty)));
}

/** Who of those listed is of the version committed, be it that he is on his way out. */
export function currentIds({ desired, observed }: PlanInput): ReadonlySet<string> {
  if (observed.kind === "unknown") return new Set();
  const current = observed.members.filter(({ hash }) => desired.hashes.includes(hash));
  return new Set(current.map(({ id }) => id));
}

/** How many more members may be replaced, for all that canaries allow. Who is too many goes where nobody is missing then. */
export function roomToReplace(input: PlanInput, assignment: Assignment): number {
  const extent = extentOf(input, assignment);
  if (extent === Infinity) return extent;
  const size = desiredSize(input.desired);
  const { outdated, redone } = countVersions(input, assignment);
  // Whoever is still to come as before may never come: nobody goes for him. Nor for one beyond the size, who may be dead:
  // until a list shows who is left, those on their way out are as many as have been replaced.
  const leaving = input.progress.tombstones.filter(({ reason }) => reason === "rolling_update").length;
  const room = extent - Math.max(leaving, size - Math.min(size, outdated + redone));
  const members = assignment.slots.filter(({ member }) => member !== null).length;
  return Math.max(room, Math.min(countTooMany(input, assignment), members - size));
}

/** How many more there are of the version committed than may be, of those that make room for their like. */
function countTooMany(input: PlanInput, assignment: Assignment): number {
  const { current, redone } = countVersions(input, assignment);
  return isSurging(input, assignment)
    ? Math.max(0, Math.min(redone, current - extentOf(input, assignment)))
    : 0;
}

/**
 * In how many empty slots instances may be made. Slots up to the size are always filled; those beyond it are the
 * update's, and only while it goes on: none is made there who is owed to another slot.
 */
export function roomToCreate(input: PlanInput, assignment: Assignment): number {
  const missing = countMissing(input, assignment);
  if (!isSurging(input, assignment)) return missing;
  return Math.max(missing, roomOfVersion(input, assignment) - slotsOwed(input, assignment).length);
}

/** How many slots up to the size nothing is in, or nothing will be once those have gone that are too many. */
function countMissing(input: PlanInput, assignment: Assignment): number {
  const held = assignment.slots.filter((slot) => !isEmptySlot(slot)).length;
  return Math.max(0, desiredSize(input.desired) - held + countTooMany(input, assignment));
}

/** Whether an update goes on that makes new members beyond the size. */
function isSurging({ desired, progress }: PlanInput, { slots }: Assignment): boolean {
  return slots.length > desiredSize(desired) && stopOf(progress) === null;
}

/**
 * Slots that are filled from what is committed when somebody has left them: whoever is of that version himself, and whom
 * an update replaces that fills what it empties. One that was stopped does not, nor one with slots beyond the size.
 */
export function slotsOwed(input: PlanInput, assignment: Assignment): readonly Slot[] {
  const { desired, progress } = input;
  const { slots } = assignment;
  const fillsWhatItEmpties = stopOf(progress) === null && slots.length <= desiredSize(desired);
  const victims = progress.tombstones.filter(({ reason }) => reason === "rolling_update");
  const replaced = new Set(fillsWhatItEmpties ? victims.map(({ id }) => id) : []);
  const current = currentIds(input);
  const isOwed = ({ id }: Leaver): boolean => current.has(id) || replaced.has(id);
  return slots.filter(({ terminating }) => terminating !== null && isOwed(terminating));
}

/**
 * How many more slots may become of the version committed. Whoever makes room for his like counts for nothing where his
 * successor is made first; a slot that is missing is filled before that.
 */
export function roomOfVersion(input: PlanInput, assignment: Assignment): number {
  const extent = extentOf(input, assignment);
  if (extent === Infinity) return extent;
  const { current, redone } = countVersions(input, assignment);
  const isMadeFirst = isSurging(input, assignment) && countMissing(input, assignment) === 0;
  return Math.max(0, extent - current + (isMadeFirst ? redone : 0));
}
