import type { Desired } from "./desired.ts";
import type { PlanInput } from "./plan-input.ts";
import type { Progress } from "./progress.ts";
import { type Assignment, compareVictims, isCurrent, isSelf, type Slot } from "./slots.ts";
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
 */
export function planUpdate(input: PlanInput, assignment: Assignment): UpdatePlan {
  const { desired, progress } = input;
  const outdated = outdatedSlots(desired, assignment, progress);
  const waiting = assignment.slots.filter((slot) => isUnavailable(input, slot));
  const blocked = waiting.flatMap((slot) => healthBlock(input, slot)).slice(0, 1);
  if (outdated.length === 0) return { steps: [], blocked: progress.isUpdating ? blocked : [] };
  if (progress.updateFailure !== null) {
    return { steps: [], blocked: [{ kind: "update-failed", ...progress.updateFailure }] };
  }
  // A group that was made smaller may still get an instance that it asked for before: wait and see.
  const arriving =
    progress.expectations.length - assignment.slots.filter(({ creating }) => creating !== null).length;
  const budget = desired.policy.maxUnavailable - waiting.length - arriving;
  if (budget <= 0) return { steps: [], blocked };
  const order = compareVictims(desired, input.observed);
  const victims = [...outdated].sort((a, b) => order(a.member, b.member)).slice(0, budget);
  const allowed = victims.filter(({ member }) => !member.isProtected);
  return {
    steps: allowed.map((slot) => replaceStep(desired, slot)),
    blocked: victims
      .filter(({ member }) => member.isProtected)
      .map(({ member }) => ({ kind: "protected", id: member.id })),
  };
}

/** Slots whose member an update must still replace. The member that we run on is done once it is drained. */
export function outdatedSlots(
  desired: Desired,
  { slots }: Assignment,
  progress: Progress,
): readonly HeldSlot[] {
  return slots.filter((slot): slot is HeldSlot => {
    if (slot.member === null || isCurrent(desired, slot.member)) return false;
    return !(progress.selfDrain !== "none" && isSelf(desired, slot.member));
  });
}

/** When a current member will have been healthy for long enough; `null` if it is not healthy. */
function settlesAt({ desired, progress }: PlanInput, id: string): number | null {
  const since = progress.healthySince.get(id);
  return since === undefined ? null : since + desired.policy.minHealthyMs;
}

function isUnavailable(input: PlanInput, { key, member }: Slot): boolean {
  if (member === null) return true;
  if (!isCurrent(input.desired, member)) return false;
  // Its predecessors of this version died young: it is not trusted before it is of age.
  if (input.progress.failures.has(key)) return true;
  const settled = settlesAt(input, member.id);
  return settled === null || settled > input.now;
}

function healthBlock(input: PlanInput, { key, member }: Slot): readonly Blocked[] {
  if (member === null) return [];
  return [{ kind: "health", slot: key, id: member.id, until: settlesAt(input, member.id) }];
}

function replaceStep(desired: Desired, { key, member }: HeldSlot): DestroyStep | DrainSelfStep {
  const because = "its properties are outdated";
  if (isSelf(desired, member)) return { kind: "drain-self", slot: key, id: member.id, because };
  const drain = desired.policy.skipDrain ? "skipped" : "required";
  return { kind: "destroy", slot: key, id: member.id, reason: "rolling_update", drain, because };
}
