import { versionBefore } from "./desired.ts";
import { backoff } from "./failures.ts";
import type { PlanInput } from "./plan-input.ts";
import { anySlot, type Failures, unsentKey } from "./progress.ts";
import { type Assignment, isEmptySlot, type Slot } from "./slot.ts";
import { isAsCommitted, roomOfVersion, roomToCreate, slotsOwed } from "./stand.ts";
import type { Blocked, CreateStep, Version } from "./step.ts";

/** Fills empty slots: few at first, and slots that failed only after a pause. */
export function planCreates(
  input: PlanInput,
  assignment: Assignment,
): { steps: CreateStep[]; blocked: Blocked[] } {
  const { progress, now } = input;
  const steps: CreateStep[] = [];
  const blocked: Blocked[] = [];
  const underWay = progress.expectations.filter(({ state }) => state === "sent").length;
  const common = latestRetry(progress.failures.get(anySlot), progress.failures.get(unsentKey));
  const empty = assignment.slots.filter(isEmptySlot).slice(0, roomToCreate(input, assignment));
  const isCommitted = chooseCommitted(input, assignment, empty);
  const { maxInstances: most } = input.desired.policy;
  const count = most === null ? 0 : countInstances(input);
  for (const slot of empty) {
    if (most !== null && count + steps.length >= most)
      return { steps, blocked: [...blocked, { kind: "full", count, most }] };
    const failures = latestRetry(common, progress.failures.get(slot.key));
    if (failures !== undefined && failures.retryAt > now) blocked.push(backoff(slot.key, failures));
    else if (underWay + steps.length < progress.ramp) {
      const version = isCommitted(slot) ? "committed" : "former";
      steps.push(createStep(slot, version, failures));
    }
  }
  return { steps, blocked };
}

/**
 * Slots that are, or are to be made, as before an update that is stopped, or waits behind its canaries: what fails in them
 * does not speak against it.
 */
export function formerSlots(input: PlanInput, assignment: Assignment): ReadonlySet<Slot> {
  const { desired } = input;
  if (roomForCommitted(input, assignment) === Infinity) return new Set();
  const isOpen = ({ member, creating }: Slot): boolean => member === null && creating === null;
  const isChosen = chooseCommitted(input, assignment, assignment.slots.filter(isOpen));
  const isOfUpdate = (slot: Slot): boolean => (isOpen(slot) ? isChosen(slot) : isAsCommitted(desired, slot));
  return new Set(assignment.slots.filter((slot) => !isOfUpdate(slot)));
}

/** How many more slots may be filled from what is committed. Where nothing is known that the group was before, all may. */
function roomForCommitted(input: PlanInput, assignment: Assignment): number {
  return versionBefore(input.desired) === null ? Infinity : roomOfVersion(input, assignment);
}

/**
 * Which of these slots are filled from what is committed if not all may be: those first that are owed to it though
 * somebody has still to leave them, so that an update spreads to no other slot meanwhile; then those that failed, most
 * likely with it, so that it is tried there again.
 */
function chooseCommitted(
  input: PlanInput,
  assignment: Assignment,
  slots: readonly Slot[],
): (slot: Slot) => boolean {
  const room = roomForCommitted(input, assignment);
  if (room === Infinity) return () => true;
  const failed = slots.filter(({ key }) => input.progress.failures.has(key));
  const inOrder = new Set([...slotsOwed(input, assignment), ...failed, ...slots]);
  const chosen = new Set([...inOrder].slice(0, room));
  return (slot) => chosen.has(slot);
}

/** All that there are or may be, but for those that are kept as evidence. */
function countInstances({ observed, progress }: PlanInput): number {
  const { expectations, tombstones, kept } = progress;
  const ids = new Set(tombstones.map(({ id }) => id));
  if (observed.kind === "known") for (const { id } of observed.members) ids.add(id);
  for (const id of kept) ids.delete(id);
  return ids.size + expectations.length;
}

function createStep(
  { key, number, logicalId }: Slot,
  version: Version,
  failures: Failures | undefined,
): CreateStep {
  const because = failures === undefined ? "the slot is empty" : `another try after: ${failures.reason}`;
  return { kind: "create", version, slot: key, number, logicalId, because };
}

function latestRetry(a: Failures | undefined, b: Failures | undefined): Failures | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.retryAt >= b.retryAt ? a : b;
}
