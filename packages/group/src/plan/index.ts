/**
 * The decisions of a group controller: pure functions of what is wanted, what was observed and what is under
 * way. No clock, no randomness, no I/O.
 *
 * @module
 */
export { isAtRest, isRepeated, type MadePlan, planAgain, withLastSight } from "./at-rest.ts";
export { committed } from "./committed.ts";
export {
  type Desired,
  desiredSize,
  type FailureRule,
  type Healing,
  type Policy,
  versionBefore,
} from "./desired.ts";
export { commitDetails } from "./details.ts";
export type { Event, StepOutcome } from "./event.ts";
export { explainPlan, explainStep, updateFailureWords } from "./explain.ts";
export { explainGroup } from "./explain-group.ts";
export { fold } from "./fold.ts";
export type { Member, Observed } from "./observed.ts";
export { observedAfter } from "./observed-after.ts";
export { planCommit } from "./plan-commit.ts";
export type { PlanInput } from "./plan-input.ts";
export { placedAmong, type Plan, planNext, withExtent } from "./plan-next.ts";
export { stillToCome } from "./settle-expectations.ts";
export {
  type Expectation,
  type Flawed,
  type Losses,
  noProgress,
  type Progress,
  type Tombstone,
  type UpdateFailure,
  type UpdateWord,
} from "./progress.ts";
export { compareIds } from "./compare-ids.ts";
export { isSelf } from "./victims.ts";
export {
  type AdoptStep,
  type CreateStep,
  type DestroyStep,
  type DrainSelfStep,
  isUnclear,
  type Step,
} from "./step.ts";
export { holdsCurrent, isUpdateUnderWay, saysItUpdates } from "./update-extent.ts";
export type { Verdict } from "./verdict.ts";
