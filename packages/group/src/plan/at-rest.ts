import type { Policy } from "./desired.ts";
import type { Described } from "./event.ts";
import { isLosing } from "./losses.ts";
import type { Observed } from "./observed.ts";
import type { PlanInput } from "./plan-input.ts";
import { type Plan, planNext } from "./plan-next.ts";
import type { Progress } from "./progress.ts";
import { isUnclear } from "./step.ts";
import { wakeTime } from "./wake.ts";

/** A plan, and what it was made from. */
export interface MadePlan {
  readonly input: PlanInput;
  readonly plan: Plan;
}

/**
 * What `planNext` answers, without asking it where nothing but the time has changed since it found that there is
 * nothing to do: of a thousand groups most are at rest.
 */
export function planAgain(before: MadePlan | null, input: PlanInput): Plan {
  if (before === null || !isSameButTime(before, input)) return planNext(input);
  const wakeAt = wakeTime(input, []);
  return { ...before.plan, wakeAt, status: { ...before.plan.status, nextLookAt: Math.ceil(wakeAt) } };
}

/** Whether nothing is left to do, as far as is known: of some members nobody may be able to say how they are. */
export function isAtRest({ status: { phase }, blocked }: Plan): boolean {
  return phase === "converged" || (phase === "waiting" && !blocked.some(isUnclear));
}

/** With nothing in the way, no failure and nobody unhealthy there is no moment that a group at rest waits for. */
function isSameButTime(
  { input: before, plan }: MadePlan,
  { desired, observed, progress }: PlanInput,
): boolean {
  if (desired !== before.desired || progress !== before.progress) return false;
  if (observed.kind === "unknown" || before.observed.kind === "unknown") return false;
  if (observed.members !== before.observed.members || observed.health !== before.observed.health)
    return false;
  const hasNoTimes =
    progress.failures.size === 0 && progress.unhealthySince.size === 0 && !wasLosing(progress, before.now);
  return hasNoTimes && isAtRest(plan) && plan.verdict === null && !plan.isGone;
}

/** That a slot loses its members again and again is over when it has kept one for long enough. */
function wasLosing({ losses }: Progress, now: number): boolean {
  return [...losses.values()].some((lost) => isLosing(lost, now));
}

/** What is known when a list comes. */
export interface Known {
  readonly observed: Observed;
  readonly progress: Progress;
}

/**
 * Whether a list need not be folded: it has the very members of the one before, nothing is under way that it could
 * settle, and all members are of age, so that it does not matter any more for how long they are there.
 */
export function isRepeated({ members }: Described, known: Known, { quickFailureMs }: Policy): boolean {
  const { observed, progress } = known;
  if (observed.kind === "unknown" || observed.members !== members || !hasSettled(progress)) return false;
  for (const { firstAt, lastAt } of progress.seen.values()) {
    if (lastAt - firstAt < quickFailureMs) return false;
  }
  return progress.seen.size === members.length;
}

/**
 * Who was listed has lived until the last list was asked for, though that was not folded: how old it has become is asked
 * when it is gone, and by then it may have to be older to be of age.
 */
export function withLastSight({ observed, progress }: Known): Progress {
  // An empty list that is not believed yet has shown nobody.
  if (observed.kind === "unknown" || progress.emptySince !== null) return progress;
  const { sentAt } = observed;
  // All of them were seen last in one and the same list.
  const [first] = progress.seen.values();
  if (first === undefined || first.lastAt >= sentAt) return progress;
  const later = [...progress.seen].map(([id, sighting]) => [id, { ...sighting, lastAt: sentAt }] as const);
  return { ...progress, seen: new Map(later) };
}

function hasSettled(progress: Progress): boolean {
  const { expectations, tombstones, adopting, leaving, replacing, unlisted, kept, failures } = progress;
  const underWay = expectations.length + tombstones.length + adopting.size + progress.endings.size;
  const named = leaving.size + replacing.size + unlisted.size + kept.length;
  const isClear =
    progress.emptySince === null && progress.updateFailure === null && progress.refusal === null;
  const isFirst = progress.movedAt === null || progress.describeFailures.count > 0;
  return underWay + named + failures.size === 0 && isClear && !isFirst;
}
