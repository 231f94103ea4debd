import type { Desired } from "./desired.ts";
import type { PlanInput } from "./plan-input.ts";
import type { Progress } from "./progress.ts";
import type { Assignment, HeldSlot, Slot } from "./slot.ts";
import { isCurrent, isSelf } from "./victims.ts";

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

/** When a current member will have been healthy for long enough, and be trusted; `null` if it is not healthy. */
export function settlesAt(
  { desired: { policy }, progress }: PlanInput,
  key: string,
  id: string,
): number | null {
  const since = progress.healthySince.get(id);
  if (since === undefined) return null;
  const failures = progress.failures.get(key);
  const settled = since + policy.minHealthyMs;
  if (failures === undefined) return settled;
  const firstAt = progress.seen.get(id)?.firstAt ?? failures.lastAt;
  return Math.max(settled, Math.max(firstAt, failures.lastAt) + policy.quickFailureMs);
}

/** Whether an update waits for whoever is in a slot, or is still to come there. */
export function isUnavailable(input: PlanInput, { key, member }: Slot): boolean {
  if (member === null) return true;
  if (!isCurrent(input.desired, member)) return false;
  // Its predecessors of this version died young: it is not trusted before it is of age.
  if (input.progress.failures.has(key)) return true;
  const settled = settlesAt(input, key, member.id);
  return settled === null || settled > input.now;
}
