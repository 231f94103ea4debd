import type { Policy } from "./desired.ts";
import { anySlot, unsentKey, type Failures, type Progress } from "./progress.ts";
import type { Blocked } from "./step.ts";

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

/** The longest row of failures, which tells whether a group is stalled. */
export function worstFailures({ failures }: Progress): Failures | null {
  let worst: Failures | null = null;
  for (const candidate of failures.values())
    if (worst === null || candidate.count > worst.count) worst = candidate;
  return worst;
}

/** That a slot waits until it is tried again. */
export function backoff(slot: string, { retryAt, count, reason }: Failures): Blocked {
  return { kind: "backoff", slot, until: retryAt, failures: count, reason };
}
