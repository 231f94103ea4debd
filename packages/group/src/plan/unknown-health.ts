import { healthOf } from "./observed.ts";
import type { PlanInput } from "./plan-input.ts";
import type { Assignment } from "./slot.ts";
import type { Blocked } from "./step.ts";

/** Of how many members nobody can say how they are, and why. */
export interface UnknownHealth {
  readonly count: number;
  /** Whether their flavor could not be asked about some of them. */
  readonly isUnreachable: boolean;
  /** Why it is not known of the first of them; why the flavor could not be asked goes before all else. */
  readonly reason: string;
}

/** Of whom it is not known how they are; `null` if it is known of all. */
export function findUnknownHealth(
  { observed, progress: { unasked } }: PlanInput,
  { slots }: Assignment,
): UnknownHealth | null {
  let [count, isAnswered] = [0, false];
  let error: string | undefined;
  for (const { member } of slots) {
    if (member === null || healthOf(observed, member.id) !== "unknown") continue;
    count++;
    error ??= unasked.get(member.id);
    isAnswered ||= observed.kind === "known" && observed.health.has(member.id);
  }
  if (count === 0) return null;
  const reason = error ?? (isAnswered ? "the flavor does not know it" : "the flavor has not answered yet");
  return { count, isUnreachable: error !== undefined, reason };
}

/**
 * That nothing is left to do, as far as is known: a group has not converged while nobody can say how its members are. An
 * update waits for the health of some of them anyway, so what else is in the way says enough, but for a flavor that
 * cannot be asked.
 */
export function blockedByUnknownHealth(
  input: PlanInput,
  assignment: Assignment,
  isAllElseDone: boolean,
): readonly Blocked[] {
  if (!isAllElseDone && input.progress.unasked.size === 0) return [];
  const unknown = findUnknownHealth(input, assignment);
  if (unknown === null || !(isAllElseDone || unknown.isUnreachable)) return [];
  return [{ kind: "health-unknown", count: unknown.count, reason: unknown.reason }];
}
