import type { ConditionStatus, ConditionType, GroupCondition, GroupPhase } from "@infrakit/spi/data";
import { desiredSize } from "./desired.ts";
import { explainBlocked, takenBackWords, unknownHealthWords } from "./explain.ts";
import { worstFailures } from "./failures.ts";
import { healthOf } from "./observed.ts";
import { isLosing, lastLossOf } from "./losses.ts";
import type { PlanInput } from "./plan-input.ts";
import type { Losses, Progress } from "./progress.ts";
import { evidenceOf } from "./assign-slots.ts";
import type { Assignment } from "./slot.ts";
import { type Blocked, isUnclear } from "./step.ts";
import { findUnknownHealth, type UnknownHealth } from "./unknown-health.ts";
import { outdatedSlots } from "./availability.ts";
import { isCurrent, isSelf } from "./victims.ts";

/** What conditions are concluded from. */
export interface Circumstances {
  readonly phase: GroupPhase;
  /** What is being done, or what is in the way, in words. */
  readonly reason: string;
  readonly blocked: readonly Blocked[];
}

/** A condition that does not say yet which it is, and of which commit. */
type Finding = Omit<GroupCondition, "type" | "commit">;

/**
 * Where a group stands, as four answers that programs can compare: does it do its work, is it being changed, is
 * something wrong with it, and does it need help? Each says why in one word and in a sentence.
 */
export function conditionsOf(
  input: PlanInput,
  assignment: Assignment,
  circumstances: Circumstances,
): readonly GroupCondition[] {
  const commit = input.desired.hashes[0] ?? "";
  const findings: readonly (readonly [ConditionType, Finding])[] = [
    ["Available", available(input, assignment, circumstances)],
    ["Progressing", progressing(input, assignment, circumstances)],
    ["Degraded", degraded(input, assignment, circumstances)],
    ["Stalled", stalled(input, assignment, circumstances)],
  ];
  return findings.map(([type, finding]) => ({ type, ...finding, commit }));
}

/** As many instances are healthy as must be, of whatever version: an update may take some away. */
function available(input: PlanInput, assignment: Assignment, given: Circumstances): Finding {
  const { desired, observed } = input;
  if (desired.destroying) return say("false", "Destroying", given.reason);
  const unclear = given.blocked.find(isUnclear);
  if (unclear !== undefined) return say("unknown", "NotObserved", given.reason);
  const size = desiredSize(desired);
  const healthy = assignment.slots.filter(({ member }) => member !== null && isHealthy(member.id)).length;
  const enough = Math.max(Math.min(1, size), size - desired.policy.maxUnavailable);
  const words = `${healthy} of ${size} are healthy`;
  if (healthy >= enough) return say("true", "EnoughHealthy", words);
  const unknown = findUnknownHealth(input, assignment);
  if (unknown === null || healthy + unknown.count < enough) return say("false", "TooFewHealthy", words);
  return say("unknown", reasonOf(unknown), `${words}; ${unknownHealthWords(unknown)}`);

  function isHealthy(id: string): boolean {
    return healthOf(observed, id) === "healthy";
  }
}

function reasonOf({ isUnreachable }: UnknownHealth): string {
  return isUnreachable ? "FlavorUnreachable" : "HealthUnknown";
}

/** Whether it is on its way to something by itself. */
function progressing(input: PlanInput, assignment: Assignment, given: Circumstances): Finding {
  const { phase, reason, blocked } = given;
  const { takenBack } = input.progress;
  switch (phase) {
    case "converged":
      return takenBack === null
        ? say("false", "Converged", selfWords(input, assignment))
        : say("false", "RolledBack", takenBackWords(takenBack));
    case "waiting":
      if (blocked.some(isUnclear)) return say("unknown", "NotObserved", reason);
      return takenBack === null
        ? say("false", "HealthUnknown", reason)
        : say("false", "RolledBack", takenBackWords(takenBack));
    case "paused":
      return say("false", "Paused", reason);
    case "stalled":
      return say("false", "Stalled", reason);
    case "destroying":
      return say("true", "Destroying", reason);
    case "progressing": {
      const { desired, progress } = input;
      const { isUpdating, isRollback } = progress;
      // What is undone may not have lived to be outdated.
      const isChanging = isUpdating || isRollback || outdatedSlots(desired, assignment, progress).length > 0;
      if (!isChanging) return say("true", "Reconciling", reason);
      if (!isRollback) return say("true", "Updating", reason);
      return say("true", "RollingBack", takenBack === null ? reason : takenBackWords(takenBack));
    }
  }
}

/** That a group has converged though the member that we run on is outdated; empty if it is not. */
function selfWords({ desired }: PlanInput, { slots }: Assignment): string {
  if (desired.self === null) return "";
  const outdated = slots.filter(({ member }) => member !== null && !isCurrent(desired, member));
  const self = outdated.find(({ member }) => member !== null && isSelf(desired, member))?.member;
  return self ? `${self.id} is outdated and stays: this controller runs on it` : "";
}

/** Whether something went wrong, though nobody may have to help. */
function degraded(input: PlanInput, assignment: Assignment, given: Circumstances): Finding {
  const { desired, progress } = input;
  const ill = findIll(progress, assignment);
  if (given.blocked.some(({ kind }) => kind === "healing-frozen"))
    return say("true", "ObserverSuspected", given.reason);
  if (ill.length > 0) return say("true", "UnhealthyInstances", `unhealthy: ${some(ill)}`);
  const worst = worstFailures(input, assignment);
  if (worst !== null) return say("true", "Failures", worst.reason);
  const losing = findLosing(input, assignment);
  if (losing !== undefined) return say("true", "RepeatedLosses", lossWords(losing));
  if (progress.describeFailures.count > 0) return say("true", "NotObserved", given.reason);
  const unknown = progress.unasked.size === 0 ? null : findUnknownHealth(input, assignment);
  if (unknown?.isUnreachable === true) return say("true", reasonOf(unknown), unknownHealthWords(unknown));
  const evidence = evidenceOf(desired, progress);
  if (evidence.length > 0) return say("true", "FailedKept", `kept as evidence: ${some(evidence)}`);
  return say("false", "AsDesired", "");
}

function findIll({ unhealthySince }: Progress, { slots }: Assignment): readonly string[] {
  // In most groups nobody is, and plans of ten thousand members are many.
  if (unhealthySince.size === 0) return [];
  return slots.flatMap(({ member }) => (member !== null && unhealthySince.has(member.id) ? member.id : []));
}

/** Of slots that there are no more it does not matter what they have lost. */
function findLosing({ progress: { losses }, now }: PlanInput, { slots }: Assignment): Losses | undefined {
  if (losses.size === 0) return undefined;
  const lost = slots.flatMap(({ key }) => losses.get(key) ?? []);
  return lost.find((each) => isLosing(each, now));
}

function lossWords(losses: Losses): string {
  const { instance, reason } = lastLossOf(losses);
  return `slot ${losses.slot} has lost its instance ${losses.inARow} times in a row: ${instance} ${reason}`;
}

/** Whether it does not go on, or hardly, until somebody helps. */
function stalled(input: PlanInput, assignment: Assignment, { phase, blocked }: Circumstances): Finding {
  const { desired, now } = input;
  const helpless = blocked.find(({ kind }) => kind in helplessReasons);
  if (helpless !== undefined && (phase === "stalled" || desired.destroying)) {
    return say("true", helplessReasons[helpless.kind] ?? "", explainBlocked(helpless, now));
  }
  const worst = worstFailures(input, assignment);
  if (worst === null || worst.count < desired.policy.stalledAfter) return say("false", "NotStalled", "");
  return say("true", "FailuresInARow", `${worst.count} failures in a row: ${worst.reason}`);
}

const helplessReasons: Readonly<Partial<Record<Blocked["kind"], string>>> = {
  unlisted: "ContractViolation",
  refused: "CreationsRefused",
  "update-failed": "UpdateFailed",
};

/** The first few of many. */
function some(ids: readonly string[]): string {
  const shown = ids.slice(0, 3).join(", ");
  return ids.length > 3 ? `${shown} and ${ids.length - 3} more` : shown;
}

function say(status: ConditionStatus, reason: string, message: string): Finding {
  return { status, reason, message };
}
