import type { GroupPhase, GroupStatus, SlotState, SlotStatus } from "@infrakit/spi/data";
import { conditionsOf } from "./conditions.ts";
import { desiredSize } from "./desired.ts";
import { explainBlocked, explainStep } from "./explain.ts";
import { worstFailures } from "./failures.ts";
import { healthOf } from "./observed.ts";
import { lastSeenSlots } from "./last-seen.ts";
import { lastLossOf } from "./losses.ts";
import type { PlanInput } from "./plan-input.ts";
import type { Losses } from "./progress.ts";
import { evidenceOf } from "./assign-slots.ts";
import { type Assignment, isEmptySlot, type Slot } from "./slot.ts";
import { roomToCreate } from "./stand.ts";
import { isCurrent } from "./victims.ts";
import { type Blocked, isStop, isUnclear, type Step } from "./step.ts";
import { mustRollBack } from "./verdict.ts";

/** The parts of a plan that its status is told from. */
export interface Decision {
  readonly steps: readonly Step[];
  readonly blocked: readonly Blocked[];
  readonly wakeAt: number;
}

/** What to tell people: the state of each slot, and what is being done or is in the way. */
export function statusOf(input: PlanInput, assignment: Assignment, decision: Decision): GroupStatus {
  const { desired } = input;
  const listed = slotStatuses(input, assignment);
  const evidence = evidenceStatuses(input);
  const known = evidence.length === 0 ? listed : [...listed, ...evidence];
  const seen = decision.blocked.some(isUnclear) ? lastSeenSlots(known, input.progress) : known;
  const slots = withRestarts(seen, input);
  const stand = phaseAndReason(input, assignment, decision);
  return {
    ...stand,
    commit: desired.hashes[0] ?? "",
    desired: desiredSize(desired),
    ready: slots.filter(({ state }) => state === "healthy").length,
    restarts: input.progress.restarts,
    slots,
    conditions: conditionsOf(input, assignment, { ...stand, blocked: decision.blocked }),
    // A whole number: a wait may end between two milliseconds, and the wire knows none.
    nextLookAt: Math.ceil(decision.wakeAt),
  };
}

function phaseAndReason(
  input: PlanInput,
  assignment: Assignment,
  { steps, blocked }: Decision,
): { phase: GroupPhase; reason: string } {
  const { desired, progress, now } = input;
  const reason = summarize({ steps, blocked }, now);
  if (desired.destroying) return { phase: "destroying", reason };
  const worst = worstFailures(input, assignment);
  const isStalled = worst !== null && worst.count >= desired.policy.stalledAfter;
  // One that is undone at once needs no help; for what a plugin lists wrongly none is undone.
  const isUndone = mustRollBack(input) && progress.flawed === null;
  const isStopped = blocked.some(needsHelp) && !isUndone;
  if (isStalled || isStopped || blocked.some(({ kind }) => kind === "unlisted"))
    return { phase: "stalled", reason };
  if (blocked.some(isUnclear)) return { phase: "waiting", reason };
  if (blocked.some(isWaitingForWord)) return { phase: "paused", reason };
  if (reason === "") return { phase: "converged", reason };
  const isWaiting = steps.length === 0 && blocked.every(isInDoubt);
  return { phase: isWaiting ? "waiting" : "progressing", reason };
}

/** Something is to be mended, or changed, before it goes on. */
function needsHelp({ kind }: Blocked): boolean {
  return kind === "update-failed" || kind === "refused";
}

/** Nothing is left to do, as far as is known. */
function isInDoubt({ kind }: Blocked): boolean {
  return kind === "health-unknown";
}

/** Nothing but an operator's word makes it go on. */
function isWaitingForWord({ kind }: Blocked): boolean {
  return kind === "paused" || kind === "aborted" || kind === "canary";
}

/** Most reasons repeat slot by slot; three are enough to see what is going on. What stops everything comes first. */
const shownReasons = 3;

function summarize({ steps, blocked }: Pick<Decision, "steps" | "blocked">, now: number): string {
  const words = (block: Blocked): string => explainBlocked(block, now);
  const stops = blocked.filter(isStop).map(words);
  const others = blocked
    .filter((block) => !isStop(block))
    .slice(0, shownReasons)
    .map(words);
  const shown = [...stops, ...steps.slice(0, shownReasons).map(explainStep), ...others].slice(
    0,
    shownReasons,
  );
  const more = steps.length + blocked.length - shown.length;
  return more > 0 ? `${shown.join("; ")}; and ${more} more` : shown.join("; ");
}

/** Those that are kept as evidence come last. */
function evidenceStatuses({ desired, progress }: PlanInput): readonly SlotStatus[] {
  const kept = desired.destroying ? [] : evidenceOf(desired, progress);
  return kept.map((id) => ({ slot: progress.seen.get(id)?.slot ?? id, instance: id, state: "failed" }));
}

/** How long the loss of a slot that there is no more is told of the one that is filled in its place. */
const passedOnMs = 10_000;

/**
 * What was lost in a slot is told once, of whoever stands in it, though others of the same slot may be shown below. Slots
 * beyond the size, in which an update has made members, vanish with them: what was lost there is told for a while of those
 * that are filled instead.
 */
function withRestarts(
  slots: readonly SlotStatus[],
  { progress: { losses }, now }: PlanInput,
): readonly SlotStatus[] {
  if (losses.size === 0) return slots;
  const shown = new Set(slots.map(({ slot }) => slot));
  const isPassedOn = ({ slot, lastAt }: Losses): boolean => !shown.has(slot) && now - lastAt < passedOnMs;
  const passedOn = [...losses.values()].filter(isPassedOn);
  const told = new Set<string>();
  return slots.map((status) => {
    const own = told.has(status.slot) ? undefined : losses.get(status.slot);
    told.add(status.slot);
    const lost = own ?? (isToBeFilled(status) ? passedOn.shift() : undefined);
    return lost === undefined ? status : { ...status, restarts: lost.count, lastLoss: lastLossOf(lost) };
  });
}

function isToBeFilled({ state }: SlotStatus): boolean {
  return state === "missing" || state === "creating";
}

function slotStatuses(input: PlanInput, assignment: Assignment): readonly SlotStatus[] {
  const { surplus, leaving } = assignment;
  const inPlace = toldSlots(input, assignment).map((slot) => ({
    slot: slot.key,
    instance: instanceOf(slot),
    state: stateOf(input, slot),
  }));
  const leavers = [...surplus.map(({ slot, member }) => ({ slot, id: member.id })), ...leaving];
  if (leavers.length === 0) return inPlace;
  const inSlots = new Set(inPlace.map(({ instance }) => instance));
  const terminating = leavers.filter(({ id }) => !inSlots.has(id));
  return [
    ...inPlace,
    ...terminating.map(({ slot, id }) => ({ slot, instance: id, state: "terminating" as const })),
  ];
}

/** Slots beyond the size are an update's: empty ones are told while it may fill them. */
function toldSlots(input: PlanInput, assignment: Assignment): readonly Slot[] {
  const { slots } = assignment;
  if (slots.length <= desiredSize(input.desired)) return slots;
  let vacant = roomToCreate(input, assignment);
  return slots.filter((slot) => !isEmptySlot(slot) || vacant-- > 0);
}

function instanceOf({ member, creating, terminating }: Slot): string | null {
  return member?.id ?? creating?.id ?? terminating?.id ?? null;
}

function stateOf({ desired, observed }: PlanInput, { member, creating, terminating }: Slot): SlotState {
  if (member !== null) return isCurrent(desired, member) ? healthOf(observed, member.id) : "outdated";
  if (creating !== null) return "creating";
  if (terminating !== null) return "terminating";
  return observed.kind === "known" ? "missing" : "unknown";
}
