import { desiredSize, type Healing, type Policy } from "./desired.ts";
import type { PlanInput } from "./plan-input.ts";
import { destroyKey } from "./progress.ts";
import { compareIds } from "./compare-ids.ts";
import type { Assignment, HeldSlot } from "./slot.ts";
import { standOf } from "./stand.ts";
import type { Blocked, DestroyStep, KeepStep } from "./step.ts";
import { isCurrent, isSelf } from "./victims.ts";

/** What may be done now for members that are unhealthy. */
export interface HealingPlan {
  readonly steps: readonly (DestroyStep | KeepStep)[];
  readonly blocked: readonly Blocked[];
}

/** Fewer members than these say nothing of whoever observes them. */
const leastSuspicious = 3;

/**
 * Replaces members that have been called unhealthy for long enough, a few at a time: one whose successor is
 * being made or is starting counts. Outdated members are left to an update that goes on (`isMoving`: it replaces
 * somebody now), but for one that has no room for them while healing has. Nothing is
 * replaced while so few are known to be healthy that the observer is to be suspected: with 4 members and a freeze
 * above one half, 3 freeze healing until an interval after one of them is healthy again.
 */
export function planHealing(input: PlanInput, assignment: Assignment, isMoving: boolean): HealingPlan {
  const { policy } = input.desired;
  if (policy.healing === null || input.progress.unhealthySince.size === 0) return { steps: [], blocked: [] };
  const room = policy.healing.maxAtOnce - countBusy(input, assignment, policy.healing);
  const isLeft = standOf(input, assignment) === "going" && (isMoving || room <= 0);
  const ill = illSlots(input, assignment, isLeft);
  if (ill.length === 0) return { steps: [], blocked: [] };
  const doubt = doubtOf(input, assignment, policy.healing);
  if (doubt !== null) return { steps: [], blocked: [{ kind: "healing-frozen", ...doubt }] };
  // Who failed first makes room before others are kept.
  const isCrowded = policy.keepFailed > 0 && input.progress.kept.length > policy.keepFailed;
  return planIll(input, ill, isCrowded ? 0 : room);
}

/** Slots whose member is unhealthy, those first that have been for the longest time. */
function illSlots(input: PlanInput, { slots }: Assignment, isLeftToUpdate: boolean): readonly HeldSlot[] {
  const { desired, progress } = input;
  return slots
    .filter((slot): slot is HeldSlot => {
      const { member } = slot;
      if (member === null || !progress.unhealthySince.has(member.id) || isSelf(desired, member)) return false;
      return !isLeftToUpdate || isCurrent(desired, member);
    })
    .sort((a, b) => since(input, a) - since(input, b) || compareIds(a.member.id, b.member.id));
}

function since({ progress, now }: PlanInput, { member }: HeldSlot): number {
  return progress.unhealthySince.get(member.id) ?? now;
}

/** Of how many members it is doubted what is said of them, and how many of these are called healthy again. */
interface Doubt {
  readonly suspects: number;
  readonly recovered: number;
}

/**
 * How many members are not known to be healthy, if that says less of them than of their observer: because nobody is, or
 * because too many turned at about the same time. One that does not answer counts: it is no reason to replace it, but
 * one more to doubt what is said of the others. So does one that has just recovered: an observer that is back speaks of
 * one after the other, and those of whom it has not spoken yet are no more ill than they were.
 */
function doubtOf(input: PlanInput, { slots }: Assignment, { afterMs, freezeAbove }: Healing): Doubt | null {
  if (freezeAbove === null) return null;
  const { progress, now, desired } = input;
  const { lookIntervalMs } = desired.policy;
  // Who is on the way out was no healthier for it.
  const ids = slots.flatMap(({ member, terminating }) => member?.id ?? terminating?.id ?? []);
  const firstAt = (id: string): number => progress.seen.get(id)?.firstAt ?? now;
  const doubtful = ids.filter((id) => !progress.healthySince.has(id));
  const healthyAt = (id: string): number => progress.healthySince.get(id) ?? -Infinity;
  // Each is asked once in an interval. Who is young has started, and not recovered.
  const hasRecovered = (id: string): boolean =>
    now - healthyAt(id) < lookIntervalMs && healthyAt(id) - firstAt(id) >= afterMs;
  const recovered = ids.filter(hasRecovered).length;
  const isNobodyHealthy = doubtful.length + recovered === ids.length;
  // Whoever is missing is not healthy either, and is no reason to believe what is said of those that are left.
  const all = Math.max(ids.length, desiredSize(desired));
  const moments = doubtful.map((id) => progress.doubtedSince.get(id) ?? firstAt(id));
  const suspects = isNobodyHealthy ? all : longestChain(moments, lookIntervalMs) + recovered;
  return suspects > freezeAbove && suspects >= leastSuspicious ? { suspects, recovered } : null;
}

/**
 * How many moments follow each other closely at most. Each is asked about its health once in an interval, so what
 * happened to all at once is seen of one after the other with no longer gap.
 */
function longestChain(moments: readonly number[], gapMs: number): number {
  const inOrder = [...moments].sort((a, b) => a - b);
  let [longest, length] = [0, 0];
  for (const [index, moment] of inOrder.entries()) {
    const isLinked = index > 0 && moment - (inOrder[index - 1] ?? moment) <= gapMs;
    length = isLinked ? length + 1 : 1;
    longest = Math.max(longest, length);
  }
  return longest;
}

/**
 * Slots that wait for a successor, or whose member is so young that it may still be starting. Those that an update has
 * beyond the size may be empty; that is no excuse for whoever is on the way out for its health, nor is that somebody
 * else has taken its place.
 */
function countBusy({ desired, progress, now }: PlanInput, { slots }: Assignment, healing: Healing): number {
  const isStarting = (id: string): boolean => {
    const { firstAt } = progress.seen.get(id) ?? { firstAt: now };
    return !progress.healthySince.has(id) && now - firstAt < healing.afterMs;
  };
  const missing = Math.max(0, slots.length - desiredSize(desired));
  const busy = slots.filter(({ member }) => member === null || isStarting(member.id)).length;
  const leaving = progress.tombstones.filter(({ isHealing }) => isHealing).length;
  return Math.max(leaving, busy - missing);
}

function planIll(input: PlanInput, ill: readonly HeldSlot[], room: number): HealingPlan {
  const { desired, progress, now } = input;
  const afterMs = desired.policy.healing?.afterMs ?? 0;
  const steps: (DestroyStep | KeepStep)[] = [];
  const blocked: Blocked[] = [];
  for (const slot of ill) {
    const { id, isProtected } = slot.member;
    const failures = progress.failures.get(destroyKey(id));
    const until = Math.max(since(input, slot) + afterMs, failures?.retryAt ?? 0);
    if (isProtected) blocked.push({ kind: "protected", id });
    else if (until > now || steps.length >= room)
      blocked.push({ kind: "unhealthy", slot: slot.key, id, until });
    else steps.push(healStep(desired.policy, slot, now - since(input, slot)));
  }
  return { steps, blocked };
}

function healStep(
  { keepFailed }: Policy,
  { key, member: { id } }: HeldSlot,
  forMs: number,
): DestroyStep | KeepStep {
  const because = `it has been unhealthy for ${Math.round(forMs / 1000)} s`;
  if (keepFailed > 0) return { kind: "keep", slot: key, id, because };
  return {
    kind: "destroy",
    slot: key,
    id,
    reason: "terminate",
    drain: "attempted",
    because,
    isHealing: true,
  };
}
