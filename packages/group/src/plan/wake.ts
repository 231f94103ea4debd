import type { PlanInput } from "./plan-input.ts";
import type { Blocked } from "./step.ts";

/** How often the world is looked at while something is expected to change. */
export const attentiveIntervalMs = 1000;

/** The least time between two looks that nothing but a clock asked for. */
const shortestWaitMs = 10;

/**
 * When to look again if nothing happens before. Every condition that depends on time names its moment: the
 * end of a pause, of a healthy window, of a deadline. Nothing waits for a moment that nobody wakes up at.
 */
export function wakeTime(
  { desired, observed, progress, now }: PlanInput,
  blocked: readonly Blocked[],
): number {
  const { lookIntervalMs } = desired.policy;
  const attentive = Math.min(attentiveIntervalMs, lookIntervalMs);
  const moments: number[] = [];
  for (const block of blocked) {
    if (block.kind === "confirming") moments.push(now);
    if (block.kind === "unobserved") moments.push(retryDescribeAt(progress.describeFailures, lookIntervalMs));
    if (block.kind === "backoff") moments.push(block.until);
    if (block.kind === "unhealthy") moments.push(block.until > now ? block.until : now + attentive);
    if (block.kind === "health") moments.push(Math.min(block.until ?? Infinity, now + attentive));
    if (block.kind === "in-flight") moments.push(now + attentive);
  }
  const { progressDeadlineMs } = desired.policy;
  const failsAt = (progress.movedAt ?? Infinity) + (progressDeadlineMs ?? Infinity);
  if (failsAt > now) moments.push(failsAt);
  if (observed.kind === "known") {
    moments.push(observed.sentAt + lookIntervalMs);
    // Only a list can settle a deadline: while none is to be had, there is no use in waking for one.
    for (const { deadline, state } of [...progress.expectations, ...progress.tombstones]) {
      if (state !== "sent") moments.push(deadline);
    }
  }
  // As arguments of one call they would be too many for a stack.
  const first = moments.reduce((least, moment) => Math.min(least, moment), now + lookIntervalMs);
  return Math.max(now + shortestWaitMs, first);
}

/** A describe that failed is asked again after 1, 2, 4, … seconds, at most the usual interval. */
function retryDescribeAt(
  { count, lastAt }: { count: number; lastAt: number },
  lookIntervalMs: number,
): number {
  return lastAt + Math.min(lookIntervalMs, attentiveIntervalMs * 2 ** Math.max(0, count - 1));
}
