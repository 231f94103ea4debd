import { outdatedSlots } from "./availability.ts";
import { formerSlots } from "./creating.ts";
import { desiredSize, versionBefore } from "./desired.ts";
import { explainBlocked } from "./explain.ts";
import { freeTries } from "./failures.ts";
import type { PlanInput } from "./plan-input.ts";
import { anySlot, instanceOfKey, unsentKey, type UpdateFailure } from "./progress.ts";
import type { Assignment } from "./slot.ts";
import { extentOf, isNewlyStopped, isUnproven, standOf } from "./stand.ts";
import type { Blocked } from "./step.ts";

/**
 * What is to become of an update as a whole: it is over, waits behind canaries that have proven themselves, is held at
 * so many of its version, has failed, or is to be undone because it has.
 */
export type Verdict =
  | { readonly kind: "converged" }
  | { readonly kind: "proven" }
  | { readonly kind: "held"; readonly extent: number }
  | { readonly kind: "failed"; readonly failure: UpdateFailure }
  | { readonly kind: "roll-back" };

/** Whether a group that has converged is not yet remembered to have. */
export function isFirstConverged({ desired, progress }: PlanInput): boolean {
  const { isUpdating, isPromoted, isRollback, word, updateFailure } = progress;
  const isOver = !isUpdating && isPromoted && !isRollback && word !== "abort" && updateFailure === null;
  return !isOver || desired.convergedTo !== desired.hashes[0];
}

/**
 * Judges an update that goes on by what it is allowed to break and by how long it may stand. One that has
 * failed is undone if that was asked for and there is something to go back to; one that undoes another leads
 * there already, and waits for a word.
 */
export function judgeUpdate(
  input: PlanInput,
  assignment: Assignment,
  blocked: readonly Blocked[],
): Verdict | null {
  const { desired, progress } = input;
  if (desired.destroying) return null;
  if (isNewlyStopped(input)) return { kind: "held", extent: extentOf(input, assignment) };
  if (progress.word !== "go") return null;
  if (progress.updateFailure !== null) return mustRollBack(input) ? { kind: "roll-back" } : null;
  const hasLeft = outdatedSlots(desired, assignment, progress).length > 0;
  if (!progress.isUpdating && !hasLeft && !isUnproven(input)) return null;
  if (desired.policy.onFailure === "continue") return null;
  // Its time stands still: whoever must prove himself anew has the whole of it.
  if (typeof standOf(input, assignment) === "object")
    return progress.movedAt === null ? null : { kind: "proven" };
  // A plugin that breaks its contract says nothing of the version.
  if (progress.unlisted.size > 0 || progress.flawed !== null) return null;
  const reason = progress.refusal ?? tooManyFailed(input, assignment) ?? tooSlow(input, blocked);
  return reason === null ? null : { kind: "failed", failure: { id: null, reason } };
}

/** Whether an update that has failed is to be undone, and can be. */
export function mustRollBack({ desired }: Pick<PlanInput, "desired">): boolean {
  return desired.policy.onFailure === "rollback" && versionBefore(desired) !== null;
}

/**
 * A slot has failed when its new instance failed to start three times in a row: twice may be bad luck. That those of
 * before fail to start is no reason to stop what may put an end to it.
 */
function tooManyFailed(input: PlanInput, assignment: Assignment): string | null {
  const { desired, progress } = input;
  const lasting = [...progress.failures].filter(
    ([key, { count }]) => key !== unsentKey && instanceOfKey(key) === null && count > freeTries,
  );
  if (lasting.length <= desired.policy.maxFailedSlots) return null;
  const isOfFormer = findFormer(input, assignment);
  const failed = lasting.filter(([key]) => !isOfFormer(key));
  const [first] = failed;
  if (first === undefined || failed.length <= desired.policy.maxFailedSlots) return null;
  return `${failed.length} of ${desiredSize(desired)} slots failed to start again and again: ${first[1].reason}`;
}

/** Tells keys of failures of what is made as before. Creations that were refused were for those that are missing. */
function findFormer(input: PlanInput, assignment: Assignment): (key: string) => boolean {
  const former = formerSlots(input, assignment);
  const keys = new Set([...former].map(({ key }) => key));
  const missing = assignment.slots.filter(({ member }) => member === null);
  if (missing.length > 0 && missing.every((slot) => former.has(slot))) keys.add(anySlot);
  return (key) => keys.has(key);
}

/** Names one who was in the way, if possible one whose health was waited for. */
function tooSlow(
  { desired: { policy }, progress, now }: PlanInput,
  blocked: readonly Blocked[],
): string | null {
  const { progressDeadlineMs } = policy;
  if (progressDeadlineMs === null || now - (progress.movedAt ?? now) < progressDeadlineMs) return null;
  const block = blocked.find(({ kind }) => kind === "health") ?? blocked[0];
  const why = block === undefined ? "" : `: ${explainBlocked(block, now)}`;
  return `nothing was replaced within ${progressDeadlineMs / 1000} s${why}`;
}
