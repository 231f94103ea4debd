import { backoff } from "./failures.ts";
import { haltOf } from "./halt.ts";
import type { PlanInput } from "./plan-input.ts";
import { destroyKey, isIdle } from "./progress.ts";
import type { Assignment, Surplus } from "./slot.ts";
import type { Blocked, DestroyStep } from "./step.ts";
import { canSpareVictims } from "./update.ts";
import { isSelf } from "./victims.ts";

/**
 * Destroys those that have no place. The instance that we run on goes when no other surplus is left, nor on its way
 * out, nor still to come. Of several that have its logical id nobody can tell which one it is: they go one after the
 * other.
 */
export function planDestroys(
  input: PlanInput,
  { surplus }: Assignment,
): { steps: DestroyStep[]; blocked: Blocked[] } {
  const { desired, progress, now } = input;
  const steps: DestroyStep[] = [];
  const blocked: Blocked[] = [];
  const isSelfNext = isIdle(progress) && surplus.every(({ member }) => isSelf(desired, member));
  for (const victim of surplus) {
    const failures = progress.failures.get(destroyKey(victim.member.id));
    if (victim.member.isProtected) blocked.push({ kind: "protected", id: victim.member.id });
    else if (isSelf(desired, victim.member) && !(isSelfNext && victim === surplus[0])) continue;
    else if (failures !== undefined && failures.retryAt > now) blocked.push(backoff(victim.slot, failures));
    else steps.push(destroyStep(victim));
  }
  return { steps, blocked };
}

function destroyStep({ member, slot, because }: Surplus): DestroyStep {
  return {
    kind: "destroy",
    slot,
    id: member.id,
    reason: "terminate",
    drain: "attempted",
    because,
    isHealing: false,
  };
}

/** How long nobody need tell whether an instance has heard that it must go, until it is told again. */
const repeatDestroyMs = 2000;

/**
 * Whoever may not have heard that he must go, and is still listed, is told again: that cannot end two. He may be serving
 * still, so a victim of an update is told only while the update could spare him.
 */
export function planRepeats(input: PlanInput, assignment: Assignment): readonly DestroyStep[] {
  const { desired, observed, progress, now } = input;
  if (observed.kind === "unknown" || progress.tombstones.length === 0) return [];
  const spares = haltOf(input) === null && canSpareVictims(input, assignment);
  const listed = new Set(observed.members.map(({ id }) => id));
  const unheard = progress.tombstones.filter(
    ({ id, state, reason, endedAt }) =>
      state === "unknown" &&
      (spares || reason !== "rolling_update") &&
      listed.has(id) &&
      observed.sentAt >= (endedAt ?? Infinity) &&
      now >= (endedAt ?? Infinity) + repeatDestroyMs,
  );
  return unheard.map(({ id, slot, reason: before }) => {
    // Of a group that is destroyed nobody goes for an update any more.
    const reason = desired.destroying ? "terminate" : before;
    const drainInUpdate = desired.policy.skipDrain ? "skipped" : "required";
    const drain = reason === "rolling_update" ? drainInUpdate : "attempted";
    const because = "nobody knows whether it was told";
    return { kind: "destroy", slot, id, reason, drain, because, isHealing: false };
  });
}
