import type { GroupStatus } from "@infrakit/spi/data";
import { planAdoptions } from "./adopting.ts";
import { assignSlots } from "./assign-slots.ts";
import { outdatedSlots } from "./availability.ts";
import { planCreates } from "./creating.ts";
import { planDestroys, planRepeats } from "./destroying.ts";
import { haltOf, unclearBecause } from "./halt.ts";
import { planHealing } from "./healing.ts";
import type { Member, Observed } from "./observed.ts";
import type { PlanInput } from "./plan-input.ts";
import { isIdle, type Progress } from "./progress.ts";
import type { Assignment } from "./slot.ts";
import { extentOf, isNewlyStopped } from "./stand.ts";
import { statusOf } from "./status.ts";
import { type Blocked, isStop, type Step } from "./step.ts";
import { blockedByUnknownHealth } from "./unknown-health.ts";
import { planUpdate } from "./update.ts";
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

/**
 * What a successor must know of an update that has just been stopped: how far it was then, which no list tells later. It
 * is what the next plan holds the update at.
 */
export function withExtent(given: PlanInput): Progress {
  const { desired, observed, progress } = given;
  if (observed.kind === "unknown" || !isNewlyStopped(given)) return progress;
  const input = { ...given, observed: withReplaced(given) };
  return { ...progress, extent: extentOf(input, assignSlots(desired, input.observed, progress)) };
}

/** Who of these members has a place in the group, where no more is known of them than of those listed before. */
export function placedAmong(given: PlanInput, members: readonly Member[]): ReadonlySet<string> {
  const { desired, observed, progress, now } = given;
  const health = observed.kind === "known" ? observed.health : new Map();
  const listed = withReplaced({ ...given, observed: { kind: "known", sentAt: now, members, health } });
  const { slots } = assignSlots(desired, listed, progress);
  return new Set(slots.flatMap(({ member }) => member?.id ?? []));
}

/** Whoever is to be replaced is outdated, whatever it was made from. */
function withReplaced({ observed, progress: { replacing } }: PlanInput): Observed {
  if (observed.kind === "unknown" || replacing.size === 0) return observed;
  const members = observed.members.map((member) =>
    replacing.has(member.id) ? { ...member, isReplaced: true as const, isBootstrap: false } : member,
  );
  return { ...observed, members };
}

function decide(input: PlanInput, assignment: Assignment): { steps: Step[]; blocked: Blocked[] } {
  const adoptions = planAdoptions(input, assignment);
  const destroys = planDestroys(input, assignment);
  const halt = haltOf(input);
  const makings = halt === null ? planMakings(input, assignment) : { steps: [], blocked: [halt] };
  const steps = [...adoptions.steps, ...planRepeats(input, assignment), ...destroys.steps, ...makings.steps];
  const allowed = withinLimit(input, steps);
  const unanswered = allowed.length < steps.length ? countUnanswered(input) : 0;
  const blocked = [
    ...adoptions.blocked,
    ...destroys.blocked,
    ...makings.blocked,
    ...blockedByFlight(input.progress, unanswered),
  ];
  const isAllElseDone = steps.length + blocked.length === 0;
  blocked.push(...blockedByUnknownHealth(input, assignment, isAllElseDone));
  if (isAllElseDone) blocked.push(...blockedByNoRoom(input, assignment));
  return { steps: allowed, blocked: blocked.toSorted(stopsFirst) };
}

/** A group with outdated members has not converged, though nothing else is said to be in their way. */
function blockedByNoRoom({ desired, progress }: PlanInput, assignment: Assignment): readonly Blocked[] {
  const outdated = outdatedSlots(desired, assignment, progress).length;
  return outdated === 0 ? [] : [{ kind: "no-room", outdated }];
}

/** What stops the whole group is told before what is in the way of one slot. */
function stopsFirst(a: Blocked, b: Blocked): number {
  return Number(isStop(b)) - Number(isStop(a));
}

/** Creations, and whatever needs one. */
function planMakings(input: PlanInput, assignment: Assignment): { steps: Step[]; blocked: Blocked[] } {
  const creates = planCreates(input, assignment);
  const update = planUpdate(input, assignment);
  const healing = planHealing(input, assignment, update.steps.length > 0);
  // Who is away for its health is seen to be away from the next plan on: until then an update waits.
  const replaced = healing.steps.length > 0 ? healing.steps : update.steps;
  return {
    steps: [...creates.steps, ...replaced],
    blocked: withoutRepeats([...creates.blocked, ...healing.blocked, ...update.blocked]),
  };
}

/** That somebody is protected is said once, though he is unhealthy and outdated. */
function withoutRepeats(blocked: readonly Blocked[]): Blocked[] {
  const told = new Set<string>();
  return blocked.filter((block) => {
    if (block.kind !== "protected") return true;
    const isNew = !told.has(block.id);
    told.add(block.id);
    return isNew;
  });
}

/** What was begun and has not ended, or is not seen to have ended; and calls without an answer that others wait for. */
function blockedByFlight(
  { expectations, tombstones, adopting, selfDrain, seen }: Progress,
  unanswered: number,
): readonly Blocked[] {
  const isDrainingSelf = selfDrain === "sent";
  const [creating, terminating] = [expectations.length + unanswered, tombstones.length];
  const count = creating + terminating + adopting.size + (isDrainingSelf ? 1 : 0);
  if (count === 0) return [];
  const unlisted = tombstones.filter(({ id }) => !seen.has(id)).length;
  return [{ kind: "in-flight", creating, terminating, unlisted, adopting: adopting.size, isDrainingSelf }];
}

/**
 * As many steps as may be in flight. Destroys come before creates in the list, so that room is made first, and a creation
 * that only has no answer yet is in the way of other creations alone.
 */
function withinLimit(input: PlanInput, steps: readonly Step[]): Step[] {
  const { expectations, tombstones } = input.progress;
  const { maxParallel } = input.desired.policy;
  if (maxParallel === 0) return [...steps];
  const inFlight = [...expectations, ...tombstones].filter(({ state }) => state === "sent").length;
  const unanswered = countUnanswered(input);
  const allowed: Step[] = [];
  for (const step of steps) {
    const others = inFlight + allowed.length + (step.kind === "create" ? unanswered : 0);
    if (others < maxParallel) allowed.push(step);
  }
  return allowed;
}

function countUnanswered({ progress, now }: PlanInput): number {
  return [...progress.unanswered.values()].filter((deadline) => now < deadline).length;
}

function isEmpty(observed: Observed): boolean {
  return observed.kind === "known" && observed.members.length === 0;
}
