import type { GroupStatus } from "@infrakit/spi/data";
import { planHealing } from "./healing.ts";
import type { Observed } from "./observed.ts";
import type { PlanInput } from "./plan-input.ts";
import { adoptKey, anySlot, destroyKey, type Failures, type Progress, unsentKey } from "./progress.ts";
import { type Assignment, assignSlots, compareIds, isSelf, type Slot, type Surplus } from "./slots.ts";
import { statusOf } from "./status.ts";
import {
  type AdoptStep,
  type Blocked,
  type CreateStep,
  type DestroyStep,
  isStop,
  type Step,
} from "./step.ts";
import { blockedByUnknownHealth } from "./unknown-health.ts";
import { canSpareVictims, isEmptySlot, planUpdate, roomToCreate } from "./update.ts";
import { isFirstConverged, judgeUpdate, type Verdict } from "./verdict.ts";
import { wakeTime } from "./wake.ts";

/** What may be done now, and why nothing more. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly blocked: readonly Blocked[];
  /** When to look again even if nothing happens. */
  readonly wakeAt: number;
  readonly status: GroupStatus;
  /** What is to become of the update as a whole; `null` if nothing. */
  readonly verdict: Verdict | null;
  /** Whether the group was destroyed: two complete lists, one after the other, were empty. */
  readonly isGone: boolean;
}

/**
 * The heart: decides what may be done to a group now. It is asked again after everything that happens, so it
 * plans one round only; a rolling update is a planner that keeps answering "one more". Same input, same plan,
 * whatever the order of the members.
 */
export function planNext(given: PlanInput): Plan {
  const input = { ...given, observed: withReplaced(given) };
  const { desired, observed, progress } = input;
  const assignment = assignSlots(desired, observed, progress);
  const unclear = unclearBecause(observed, progress);
  const { steps, blocked } = unclear === null ? decide(input, assignment) : { steps: [], blocked: [unclear] };
  const isGone = desired.destroying && unclear === null && isEmpty(observed) && isIdle(progress);
  const wakeAt = wakeTime(input, blocked);
  const status = statusOf(input, assignment, { steps, blocked, wakeAt });
  const verdict = unclear === null ? judge(input, { assignment, blocked, status }) : null;
  return { steps, blocked, wakeAt, verdict, isGone, status };
}

function judge(
  input: PlanInput,
  { assignment, blocked, status }: Pick<Plan, "blocked" | "status"> & { readonly assignment: Assignment },
): Verdict | null {
  if (status.phase !== "converged") return judgeUpdate(input, assignment, blocked);
  return isFirstConverged(input) ? { kind: "converged" } : null;
}

/** Whoever is to be replaced is outdated, whatever it was made from. */
function withReplaced({ observed, progress: { replacing } }: PlanInput): Observed {
  if (observed.kind === "unknown" || replacing.size === 0) return observed;
  const members = observed.members.map((member) =>
    replacing.has(member.id) ? { ...member, hash: "", isBootstrap: false } : member,
  );
  return { ...observed, members };
}

/** Nothing is decided on an observation of nothing, nor on a list that is suddenly empty. */
function unclearBecause(observed: Observed, progress: Progress): Blocked | null {
  if (observed.kind === "unknown") return { kind: "unobserved", reason: observed.reason };
  return progress.emptySince === null ? null : { kind: "confirming" };
}

function decide(input: PlanInput, assignment: Assignment): { steps: Step[]; blocked: Blocked[] } {
  const adoptions = planAdoptions(input, assignment);
  const destroys = planDestroys(input, assignment);
  const halt = haltOf(input);
  const makings = halt === null ? planMakings(input, assignment) : { steps: [], blocked: [halt] };
  const steps = [...adoptions.steps, ...planRepeats(input, assignment), ...destroys.steps, ...makings.steps];
  const blocked = [
    ...adoptions.blocked,
    ...destroys.blocked,
    ...makings.blocked,
    ...blockedByFlight(input.progress),
  ];
  const isAllElseDone = steps.length + blocked.length === 0;
  blocked.push(...blockedByUnknownHealth(input, assignment, isAllElseDone));
  return { steps: withinLimit(input, steps), blocked: blocked.toSorted(stopsFirst) };
}

/** What stops the whole group is told before what is in the way of one slot. */
function stopsFirst(a: Blocked, b: Blocked): number {
  return Number(isStop(b)) - Number(isStop(a));
}

/** Creations, and whatever needs one. */
function planMakings(input: PlanInput, assignment: Assignment): { steps: Step[]; blocked: Blocked[] } {
  const creates = planCreates(input, assignment);
  const healing = planHealing(input, assignment);
  const update = planUpdate(input, assignment);
  // Who is away for its health is seen to be away from the next plan on: until then an update waits.
  const replaced = healing.steps.length > 0 ? healing.steps : update.steps;
  return {
    steps: [...creates.steps, ...replaced],
    blocked: [...creates.blocked, ...healing.blocked, ...update.blocked],
  };
}

/** Why nothing may be made, and nothing replaced, whatever is missing; `null` if it may. */
function haltOf({ desired, progress: { unlisted, refusal } }: PlanInput): Blocked | null {
  if (desired.destroying) return null;
  if (unlisted.size > 0) return { kind: "unlisted", ids: [...unlisted].sort(compareIds) };
  return refusal === null ? null : { kind: "refused", reason: refusal };
}

/** What was begun and has not ended, or is not seen to have ended. */
function blockedByFlight({ expectations, tombstones, adopting, selfDrain }: Progress): readonly Blocked[] {
  const isDrainingSelf = selfDrain === "sent";
  const count = expectations.length + tombstones.length + adopting.size + (isDrainingSelf ? 1 : 0);
  if (count === 0) return [];
  const [creating, terminating] = [expectations.length, tombstones.length];
  return [{ kind: "in-flight", creating, terminating, adopting: adopting.size, isDrainingSelf }];
}

/** Instances that ask to be adopted are labelled with the group's tags, unless they are to go at once. */
function planAdoptions(
  { observed, progress, now }: PlanInput,
  { surplus }: Assignment,
): { steps: AdoptStep[]; blocked: Blocked[] } {
  const steps: AdoptStep[] = [];
  const blocked: Blocked[] = [];
  const members = observed.kind === "known" ? observed.members : [];
  for (const { id, isBootstrap, slot } of members) {
    if (!isBootstrap || progress.adopting.has(id)) continue;
    if (progress.tombstones.some((tombstone) => tombstone.id === id)) continue;
    if (surplus.some(({ member }) => member.id === id)) continue;
    const key = String(slot?.number ?? id);
    const failures = progress.failures.get(adoptKey(id));
    if (failures !== undefined && failures.retryAt > now) blocked.push(backoff(key, failures));
    else steps.push({ kind: "adopt", slot: key, id, because: "it asks to be adopted" });
  }
  return { steps, blocked };
}

/**
 * The instance that we run on goes when no other surplus is left, nor on its way out, nor still to come. Of several
 * that have its logical id nobody can tell which one it is: they go one after the other.
 */
function planDestroys(
  input: PlanInput,
  { surplus }: Assignment,
): { steps: DestroyStep[]; blocked: Blocked[] } {
  const { desired, progress, now } = input;
  const steps: DestroyStep[] = [];
  const blocked: Blocked[] = [];
  const isSelfNext = isIdle(progress) && surplus.every(({ member }) => isSelf(desired, member));
  for (const victim of surplus) {
    const failures = progress.failures.get(destroyKey(victim.member.id));
    if (victim.member.isProtected) blocked.push({ kind: "protected", id: victim.member.id });
    else if (isSelf(desired, victim.member) && !(isSelfNext && victim === surplus[0])) continue;
    else if (failures !== undefined && failures.retryAt > now) blocked.push(backoff(victim.slot, failures));
    else steps.push(destroyStep(victim));
  }
  return { steps, blocked };
}

/** How long nobody need tell whether an instance has heard that it must go, until it is told again. */
const repeatDestroyMs = 2000;

/**
 * Whoever may not have heard that he must go, and is still listed, is told again: that cannot end two. He may be serving
 * still, so a victim of an update is told only while the update could spare him.
 */
function planRepeats(input: PlanInput, assignment: Assignment): readonly DestroyStep[] {
  const { desired, observed, progress, now } = input;
  if (observed.kind === "unknown" || progress.tombstones.length === 0) return [];
  const spares = haltOf(input) === null && canSpareVictims(input, assignment);
  const listed = new Set(observed.members.map(({ id }) => id));
  const unheard = progress.tombstones.filter(
    ({ id, state, reason, endedAt }) =>
      state === "unknown" &&
      (spares || reason !== "rolling_update") &&
      listed.has(id) &&
      observed.sentAt >= (endedAt ?? Infinity) &&
      now >= (endedAt ?? Infinity) + repeatDestroyMs,
  );
  return unheard.map(({ id, slot, reason }) => {
    const drainInUpdate = desired.policy.skipDrain ? "skipped" : "required";
    const drain = reason === "rolling_update" ? drainInUpdate : "attempted";
    const because = "nobody knows whether it was told";
    return { kind: "destroy", slot, id, reason, drain, because, isHealing: false };
  });
}

function destroyStep({ member, slot, because }: Surplus): DestroyStep {
  return {
    kind: "destroy",
    slot,
    id: member.id,
    reason: "terminate",
    drain: "attempted",
    because,
    isHealing: false,
  };
}

/** Fills empty slots: few at first, and slots that failed only after a pause. */
function planCreates(input: PlanInput, assignment: Assignment): { steps: CreateStep[]; blocked: Blocked[] } {
  const { progress, now } = input;
  const steps: CreateStep[] = [];
  const blocked: Blocked[] = [];
  const underWay = progress.expectations.filter(({ state }) => state === "sent").length;
  const common = latestRetry(progress.failures.get(anySlot), progress.failures.get(unsentKey));
  const empty = assignment.slots.filter(isEmptySlot);
  const count = countInstances(input);
  const most = input.desired.policy.maxInstances ?? Infinity;
  for (const slot of empty.slice(0, roomToCreate(input, assignment))) {
    if (count + steps.length >= most) return { steps, blocked: [...blocked, { kind: "full", count, most }] };
    const failures = latestRetry(common, progress.failures.get(slot.key));
    if (failures !== undefined && failures.retryAt > now) blocked.push(backoff(slot.key, failures));
    else if (underWay + steps.length < progress.ramp) steps.push(createStep(slot, failures));
  }
  return { steps, blocked };
}

/** All that there are or may be, but for those that are kept as evidence. */
function countInstances({ observed, progress }: PlanInput): number {
  const { expectations, tombstones, kept } = progress;
  const ids = new Set(tombstones.map(({ id }) => id));
  if (observed.kind === "known") for (const { id } of observed.members) ids.add(id);
  for (const id of kept) ids.delete(id);
  return ids.size + expectations.length;
}

function createStep({ key, number, logicalId }: Slot, failures: Failures | undefined): CreateStep {
  const because = failures === undefined ? "the slot is empty" : `another try after: ${failures.reason}`;
  return { kind: "create", slot: key, number, logicalId, because };
}

function latestRetry(a: Failures | undefined, b: Failures | undefined): Failures | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.retryAt >= b.retryAt ? a : b;
}

function backoff(slot: string, { retryAt, count, reason }: Failures): Blocked {
  return { kind: "backoff", slot, until: retryAt, failures: count, reason };
}

/** Destroys come before creates in the list, so that room is made first. */
function withinLimit({ desired, progress }: PlanInput, steps: readonly Step[]): Step[] {
  const { maxParallel } = desired.policy;
  if (maxParallel === 0) return [...steps];
  const inFlight = [...progress.expectations, ...progress.tombstones].filter(
    ({ state }) => state === "sent",
  ).length;
  return steps.slice(0, Math.max(0, maxParallel - inFlight));
}

function isEmpty(observed: Observed): boolean {
  return observed.kind === "known" && observed.members.length === 0;
}

function isIdle(progress: Progress): boolean {
  return progress.expectations.length === 0 && progress.tombstones.length === 0;
}
