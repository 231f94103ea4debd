import { type Desired, desiredSize } from "./desired.ts";
import { backoff } from "./failures.ts";
import type { PlanInput } from "./plan-input.ts";
import { destroyKey, type Progress } from "./progress.ts";
import type { Assignment, Slot } from "./slot.ts";
import { compareVictims, isCurrent, isSelf } from "./victims.ts";
import type { Blocked, DestroyStep, DrainSelfStep } from "./step.ts";

/** A slot whose member there is. */
export type HeldSlot = Slot & { readonly member: NonNullable<Slot["member"]> };

/** What an update may do now. */
export interface UpdatePlan {
  readonly steps: readonly (DestroyStep | DrainSelfStep)[];
  readonly blocked: readonly Blocked[];
}

/**
 * The next replacements of a rolling update. It has no state but the world: as many outdated members may go
 * as slots may be unavailable, less those that are. A slot is unavailable while it is empty, is being filled
 * or emptied, or holds a current member that has not been healthy for long enough. Outdated members count as
 * available whatever their health, and unhealthy ones go first: a broken version can always be rolled out of.
 *
 * With 5 slots and one that may be unavailable: all 5 outdated → the first goes; 4 outdated and an empty slot
 * → wait; 4 outdated and a successor that is starting → wait; once it is healthy → the next goes.
 *
 * With 3 slots, none that may be unavailable and one more by surge: 3 outdated and an empty slot → a new one
 * is made there; once it is healthy one of 4 may be missing → the first outdated one goes.
 */
export function planUpdate(input: PlanInput, assignment: Assignment): UpdatePlan {
  const { desired, progress } = input;
  const outdated = outdatedSlots(desired, assignment, progress);
  if (outdated.length === 0 && !progress.isUpdating && progress.updateFailure === null)
    return { steps: [], blocked: [] };
  const waiting = assignment.slots.filter((slot) => isUnavailable(input, slot));
  const blocked = firstHealthBlock(input, waiting);
  // One that has failed has done so though nothing is left to be replaced, until all successors are healthy.
  if (outdated.length === 0)
    return { steps: [], blocked: waiting.length === 0 ? [] : [...failureBlock(progress), ...blocked] };
  const stop = stopOf(input, assignment);
  if (stop !== null) return { steps: [], blocked: [stop] };
  // A group that was made smaller may still get an instance that it asked for before: wait and see.
  const arriving =
    progress.expectations.length - assignment.slots.filter(({ creating }) => creating !== null).length;
  const surge = assignment.slots.length - desiredSize(desired);
  const budget = desired.policy.maxUnavailable + surge - waiting.length - arriving;
  const allowed = Math.min(budget, canaryRoom(input, assignment));
  // Nobody makes room for one who may not go: then nothing else says that the update is not over.
  if (allowed <= 0) return { steps: [], blocked: [...blocked, ...outdated.flatMap(protectedBlock)] };
  const order = compareVictims(desired, input.observed);
  const victims = [...outdated].sort((a, b) => order(a.member, b.member)).slice(0, allowed);
  // The one that we run on is the last of the order, and goes when all others have gone.
  const isLast =
    outdated.length === 1 && progress.tombstones.length === 0 && progress.expectations.length === 0;
  return planVictims(
    input,
    victims.filter(({ member }) => isLast || !isSelf(desired, member)),
  );
}

/** Whether an update that goes on could do without those that it has told to go, if they have not heard it. */
export function canSpareVictims(input: PlanInput, assignment: Assignment): boolean {
  const { slots } = assignment;
  const { desired } = input;
  const waiting = slots.filter((slot) => isUnavailable(input, slot)).length;
  const surge = Math.max(0, slots.length - desiredSize(desired));
  return waiting <= desired.policy.maxUnavailable + surge && stopOf(input, assignment) === null;
}

/** Why the update stands still whatever the instances do; `null` if it may go on. */
export function stopOf(input: PlanInput, assignment: Assignment): Blocked | null {
  const { desired, progress } = input;
  if (progress.word === "abort") return { kind: "aborted" };
  if (progress.word === "pause") return { kind: "paused" };
  const [failure] = failureBlock(progress);
  if (failure !== undefined) return failure;
  if (canaryRoom(input, assignment) > 0 || areCanariesOnTrial(input, assignment)) return null;
  const left = outdatedSlots(desired, assignment, progress).length;
  return { kind: "canary", made: Math.max(0, desiredSize(desired) - left), left };
}

/** Whether the update replaces nobody, until somebody says a word or its canaries have proven themselves. */
export function isHeldBack(input: PlanInput, assignment: Assignment): boolean {
  return stopOf(input, assignment) !== null || canaryRoom(input, assignment) <= 0;
}

function failureBlock({ updateFailure }: Progress): readonly Blocked[] {
  return updateFailure === null ? [] : [{ kind: "update-failed", ...updateFailure }];
}

/**
 * In how many empty slots instances may be made. Those up to the size are always filled; those beyond it are
 * the update's, and only while it goes on.
 */
export function roomToCreate(input: PlanInput, assignment: Assignment): number {
  const { slots } = assignment;
  const size = desiredSize(input.desired);
  const missing = size - slots.filter((slot) => !isEmptySlot(slot)).length;
  if (slots.length <= size) return missing;
  if (stopOf(input, assignment) !== null) return Math.max(0, missing);
  return Math.max(0, missing, canaryRoomToCreate(input, assignment));
}

/** Whether nothing is in a slot, nor under way to or from it. */
export function isEmptySlot({ member, creating, terminating }: Slot): boolean {
  return member === null && creating === null && terminating === null;
}

/**
 * Slots whose member an update must still replace. The member that we run on is done once it is drained, or at once
 * where updates drain nothing: it is never destroyed in one.
 */
export function outdatedSlots(
  desired: Desired,
  { slots }: Assignment,
  progress: Progress,
): readonly HeldSlot[] {
  return slots.filter((slot): slot is HeldSlot => {
    if (slot.member === null || isCurrent(desired, slot.member)) return false;
    return !(isSelf(desired, slot.member) && (desired.policy.skipDrain || progress.selfDrain !== "none"));
  });
}

function isPastCanaries({ desired, progress }: PlanInput): boolean {
  return desired.policy.canary === 0 || progress.isPromoted || progress.isRollback;
}

/** How many more members may go until the update waits behind its canaries. */
function canaryRoom(input: PlanInput, { slots }: Assignment): number {
  if (isPastCanaries(input)) return Infinity;
  const { desired } = input;
  const outdated = slots.filter(({ member }) => member !== null && !isCurrent(desired, member)).length;
  return desired.policy.canary - (desiredSize(desired) - outdated);
}

/** Nobody can judge a canary yet that is still to come, or still to show that it is healthy. */
function areCanariesOnTrial(input: PlanInput, { slots }: Assignment): boolean {
  const held = slots.filter(({ member }) => member !== null);
  if (held.length < desiredSize(input.desired)) return true;
  return slots.some(({ creating }) => creating !== null) || held.some((slot) => isUnavailable(input, slot));
}

/** How many more members of the new version may be made beyond the size. */
function canaryRoomToCreate(input: PlanInput, { slots }: Assignment): number {
  if (isPastCanaries(input)) return Infinity;
  const { desired } = input;
  const made = slots.filter(({ member, creating }) =>
    member === null ? creating !== null : isCurrent(desired, member),
  ).length;
  return desired.policy.canary - made;
}

/** When a current member will have been healthy for long enough, and be trusted; `null` if it is not healthy. */
function settlesAt({ desired: { policy }, progress }: PlanInput, key: string, id: string): number | null {
  const since = progress.healthySince.get(id);
  if (since === undefined) return null;
  const failures = progress.failures.get(key);
  const settled = since + policy.minHealthyMs;
  if (failures === undefined) return settled;
  const firstAt = progress.seen.get(id)?.firstAt ?? failures.lastAt;
  return Math.max(settled, Math.max(firstAt, failures.lastAt) + policy.quickFailureMs);
}

function isUnavailable(input: PlanInput, { key, member }: Slot): boolean {
  if (member === null) return true;
  if (!isCurrent(input.desired, member)) return false;
  // Its predecessors of this version died young: it is not trusted before it is of age.
  if (input.progress.failures.has(key)) return true;
  const settled = settlesAt(input, key, member.id);
  return settled === null || settled > input.now;
}

/** One who is waited for stands for all of them. */
function firstHealthBlock(input: PlanInput, waiting: readonly Slot[]): readonly Blocked[] {
  const held = waiting.find((slot): slot is HeldSlot => slot.member !== null);
  if (held === undefined) return [];
  const { id } = held.member;
  return [{ kind: "health", slot: held.key, id, until: settlesAt(input, held.key, id) }];
}

function protectedBlock({ member: { id, isProtected } }: HeldSlot): readonly Blocked[] {
  return isProtected ? [{ kind: "protected", id }] : [];
}

function planVictims({ desired, progress, now }: PlanInput, victims: readonly HeldSlot[]): UpdatePlan {
  const steps: (DestroyStep | DrainSelfStep)[] = [];
  const blocked: Blocked[] = [];
  for (const slot of victims) {
    const { id, isProtected } = slot.member;
    const failures = progress.failures.get(destroyKey(id));
    if (isProtected) blocked.push({ kind: "protected", id });
    else if (failures !== undefined && failures.retryAt > now) blocked.push(backoff(slot.key, failures));
    else steps.push(replaceStep(desired, progress, slot));
  }
  return { steps, blocked };
}

function replaceStep(
  desired: Desired,
  { replacing }: Progress,
  { key, member }: HeldSlot,
): DestroyStep | DrainSelfStep {
  const because = replacing.has(member.id) ? "is to be replaced" : "its properties are outdated";
  if (isSelf(desired, member)) return { kind: "drain-self", slot: key, id: member.id, because };
  const drain = desired.policy.skipDrain ? "skipped" : "required";
  return {
    kind: "destroy",
    slot: key,
    id: member.id,
    reason: "rolling_update",
    drain,
    because,
    isHealing: false,
  };
}
