import { isUnavailable, outdatedSlots, settlesAt } from "./availability.ts";
import { type Desired, desiredSize } from "./desired.ts";
import { backoff } from "./failures.ts";
import type { PlanInput } from "./plan-input.ts";
import { destroyKey, type Progress } from "./progress.ts";
import type { Assignment, HeldSlot, Slot } from "./slot.ts";
import { isUnproven, roomToReplace, type Stand, standOf } from "./stand.ts";
import type { Blocked, DestroyStep, DrainSelfStep } from "./step.ts";
import { compareVictims, isSelf } from "./victims.ts";

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
  if (desired.destroying) return { steps: [], blocked: [] };
  const outdated = outdatedSlots(desired, assignment, progress);
  const isOver = outdated.length === 0 && !progress.isUpdating && progress.updateFailure === null;
  if (isOver && !isUnproven(input)) return { steps: [], blocked: [] };
  const stand = standOf(input, assignment);
  const waiting = assignment.slots.filter((slot) => isUnavailable(input, slot));
  if (outdated.length === 0) return { steps: [], blocked: blockedAtTheEnd(input, stand, waiting) };
  if (typeof stand === "object") return { steps: [], blocked: [stand] };
  const isSelfNext = waiting.length === 0 && isSelfLast(input, outdated);
  // The one that we run on gets no successor, so nobody has to make room for it. It goes when nobody is waited for: what is
  // still to be mended is mended by it.
  const budget = isSelfNext ? 1 : budgetOf(input, assignment, waiting.length);
  const allowed = Math.max(0, Math.min(budget, roomToReplace(input, assignment)));
  const order = compareVictims(desired, input.observed);
  const victims = [...outdated]
    .sort((a, b) => order(a.member, b.member))
    .slice(0, allowed)
    .filter(({ member }) => isSelfNext || !isSelf(desired, member));
  if (victims.length > 0) return planVictims(input, victims);
  // Nobody makes room for one who may not go: then nothing else says that the update is not over.
  return { steps: [], blocked: [...firstHealthBlock(input, waiting), ...outdated.flatMap(protectedBlock)] };
}

/** How many more may be missing. */
function budgetOf({ desired, progress }: PlanInput, { slots }: Assignment, waiting: number): number {
  // A group that was made smaller may still get an instance that it asked for before: wait and see.
  const arriving = progress.expectations.length - slots.filter(({ creating }) => creating !== null).length;
  const surge = slots.length - desiredSize(desired);
  return desired.policy.maxUnavailable + surge - waiting - arriving;
}

/** Whether nobody else is left to be replaced, and nobody is coming or going. */
function isSelfLast({ desired, progress }: PlanInput, outdated: readonly HeldSlot[]): boolean {
  if (!outdated.every(({ member }) => isSelf(desired, member))) return false;
  return progress.tombstones.length === 0 && progress.expectations.length === 0;
}

/**
 * Whether an update that goes on could do without those that it has told to go, if they have not heard it. A group that
 * is destroyed can do without anybody.
 */
export function canSpareVictims(input: PlanInput, assignment: Assignment): boolean {
  const { slots } = assignment;
  const { desired } = input;
  if (desired.destroying) return true;
  const waiting = slots.filter((slot) => isUnavailable(input, slot)).length;
  const surge = Math.max(0, slots.length - desiredSize(desired));
  return waiting <= desired.policy.maxUnavailable + surge && typeof standOf(input, assignment) === "string";
}

/**
 * What is in the way when nobody is left to be replaced. A version that somebody is still to say a word on is not taken
 * for what the group is, whatever its size is now. An update that has failed has done so until all successors are
 * healthy.
 */
function blockedAtTheEnd(input: PlanInput, stand: Stand, waiting: readonly Slot[]): readonly Blocked[] {
  const isStopped = typeof stand === "object";
  if (isStopped && isUnproven(input)) return [stand];
  if (waiting.length === 0) return [];
  const health = firstHealthBlock(input, waiting);
  return isStopped && stand.kind === "update-failed" ? [stand, ...health] : health;
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
