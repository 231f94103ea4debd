import type { Policy } from "./desired.ts";
import type { PlanInput } from "./plan-input.ts";
import { anySlot, destroyKey, type Failures, instanceOfKey, type Progress, unsentKey } from "./progress.ts";
import type { Assignment } from "./slot.ts";
import { standOf } from "./stand.ts";
import type { Blocked } from "./step.ts";
import { isCurrent } from "./victims.ts";

/** Something did not work out. */
export interface Failure {
  readonly key: string;
  readonly at: number;
  readonly reason: string;
  /** A random number from 0 to 1. */
  readonly jitter: number;
}

/** Failures in a row that are followed by another try at once. */
export const freeTries = 2;

/**
 * Counts a failure. The first two in a row are tried again at once; from the third on there is a pause that
 * doubles each time, between half of it and the whole: 1 s, 2 s, 4 s, … with the default policy.
 */
export function withFailure(
  progress: Progress,
  { key, at, reason, jitter }: Failure,
  policy: Policy,
): Progress {
  const count = (progress.failures.get(key)?.count ?? 0) + 1;
  const pause = Math.min(policy.maxBackoffMs, policy.firstBackoffMs * 2 ** (count - freeTries - 1));
  // A whole number: clocks tell no other, and what was seen is not to be counted from a moment before it.
  const retryAt = count <= freeTries ? at : at + Math.ceil(pause * (0.5 + jitter / 2));
  return {
    ...progress,
    failures: new Map(progress.failures).set(key, { count, lastAt: at, reason, retryAt }),
  };
}

/** More creations than this are never begun at once, however well they go. */
const highestRamp = 1024;

/**
 * A creation worked: one more may be under way at once, beside its own successor. So they are begun 1, 2, 4, 8, … at a
 * time while they work.
 */
export function withSuccess(progress: Progress): Progress {
  const ramp = Math.min(highestRamp, progress.ramp + 1);
  return clearFailures(clearFailures({ ...progress, ramp }, anySlot), unsentKey);
}

/** Forgets the failures of one key. */
export function clearFailures(progress: Progress, key: string): Progress {
  if (!progress.failures.has(key)) return progress;
  const failures = new Map(progress.failures);
  failures.delete(key);
  return { ...progress, failures };
}

/**
 * The longest row of failures that something still suffers from, which tells whether a group is stalled: what could not
 * be made for a slot that there is no more is missed by nobody, nor is in the way who could not be destroyed and may stay.
 */
export function worstFailures(input: PlanInput, assignment: Assignment): Failures | null {
  let worst: Failures | null = null;
  for (const [key, candidate] of input.progress.failures)
    if ((worst === null || candidate.count > worst.count) && isSuffered(key, input, assignment))
      worst = candidate;
  return worst;
}

function isSuffered(key: string, input: PlanInput, assignment: Assignment): boolean {
  const { slots } = assignment;
  if (key === anySlot) return slots.some(({ member }) => member === null);
  if (key === unsentKey) return true;
  const id = instanceOfKey(key);
  if (id === null) return slots.some((slot) => slot.key === key);
  return key !== destroyKey(id) || mustGo(id, input, assignment);
}

/**
 * Whether an instance is to go all the same: it has no place, or is unhealthy, or outdated while the update goes on. Of
 * those that cannot be listed only who was told to go is.
 */
function mustGo(id: string, input: PlanInput, assignment: Assignment): boolean {
  const { desired, progress } = input;
  const { member } = assignment.slots.find((slot) => slot.member?.id === id) ?? { member: null };
  if (member === null) {
    const isSurplus = assignment.surplus.some((surplus) => surplus.member.id === id);
    return (
      isSurplus || progress.leaving.has(id) || progress.tombstones.some((tombstone) => tombstone.id === id)
    );
  }
  if (desired.policy.healing !== null && progress.unhealthySince.has(id)) return true;
  return !isCurrent(desired, member) && typeof standOf(input, assignment) === "string";
}

/** That a slot waits until it is tried again. */
export function backoff(slot: string, { retryAt, count, reason }: Failures): Blocked {
  return { kind: "backoff", slot, until: retryAt, failures: count, reason };
}
