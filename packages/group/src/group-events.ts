import type { GroupPhase, GroupStatus, SlotStatus } from "@infrakit/spi/data";
import { saysItUpdates } from "./plan/index.ts";

/**
 * What can happen to a group, in the order in which one status after another tells it. Those up to `step` are about one
 * instance.
 */
export const groupEventTypes = [
  "found",
  "created",
  "healthy",
  "unhealthy",
  "draining",
  "destroyed",
  "step",
  "update-started",
  "rolled-back",
  "paused",
  "stalled",
  "converged",
  "gone",
] as const;

/** One of {@link groupEventTypes}. */
export type GroupEventType = (typeof groupEventTypes)[number];

/** Something that happened to a group. */
export interface GroupEvent {
  readonly type: GroupEventType;
  readonly group: string;
  /** Configuration hash of the commit that was kept to then. */
  readonly commit: string;
  /** `null` if it happened to the group as a whole. */
  readonly slot: string | null;
  readonly instance: string | null;
  /** What happened, in words. */
  readonly message: string;
}

/** What the next events of a group depend on. */
export interface GroupMemory {
  /** `null`: nothing was heard of the group yet. */
  readonly status: GroupStatus | null;
  /** What the group was last but waiting, which is no news by itself. */
  readonly phase: GroupPhase | null;
  /** The commit that an update goes to. */
  readonly updatingTo: string | null;
  /** The commit that the group converged to last. */
  readonly convergedTo: string | null;
}

/** Where a group begins. */
export const noMemory: GroupMemory = { status: null, phase: null, updatingTo: null, convergedTo: null };

/** What to remember of a status for the next. */
export function remember(memory: GroupMemory, status: GroupStatus): GroupMemory {
  const { phase, commit } = status;
  const isConverged = phase === "converged";
  const isBack = memory.status !== null && memory.status.commit !== commit && commit === memory.convergedTo;
  return {
    status,
    phase: phase === "waiting" ? memory.phase : phase,
    updatingTo: isConverged ? null : isBack || saysItUpdates(status) ? commit : memory.updatingTo,
    convergedTo: isConverged ? commit : memory.convergedTo,
  };
}

/**
 * What has happened between what is remembered and a status; `null`: the group is no longer kept. An instance that is
 * not known any more is told of when it is listed again, or proven gone.
 */
export function eventsBetween(
  group: string,
  memory: GroupMemory,
  status: GroupStatus | null,
): readonly GroupEvent[] {
  const news =
    status === null
      ? [ofGroup("gone", "the group is no longer kept")]
      : [...updateNews(memory, status), ...instanceNews(memory.status, status), ...phaseNews(memory, status)];
  const commit = (status ?? memory.status)?.commit ?? "";
  return news.map((event) => ({ ...event, group, commit }));
}

/** An event that does not say yet which group it is of. */
type News = Omit<GroupEvent, "group" | "commit">;

function updateNews({ status: before, updatingTo, convergedTo }: GroupMemory, after: GroupStatus): News[] {
  const { commit, slots } = after;
  const isUnderWay = before !== null && updatingTo === before.commit;
  if (isUnderWay && commit !== before.commit && commit === convergedTo) {
    return [ofGroup("rolled-back", `the update to ${before.commit} was taken back${whyTakenBack(after)}`)];
  }
  if (!saysItUpdates(after) || updatingTo === commit) return [];
  const outdated = slots.filter(isOutdated).length;
  const many = outdated === 0 ? "" : `: ${outdated} of ${slots.length} are outdated`;
  return [ofGroup("update-started", `an update to ${commit} has begun${many}`)];
}

/** Why an update was taken back; empty if an operator said so, and the message tells what is done now. */
function whyTakenBack({ conditions, reason: now }: GroupStatus): string {
  const [why] = conditions.filter(({ reason }) => reason === "RollingBack" || reason === "RolledBack");
  return why === undefined || why.message === now ? "" : `; ${why.message}`;
}

function instanceNews(before: GroupStatus | null, after: GroupStatus): readonly News[] {
  const held = after.slots.filter(hasInstance);
  const heldBefore = new Map(before?.slots.filter(hasInstance).map((slot) => [slot.instance, slot]));
  const unknownSlots = new Set(
    before?.slots.filter(({ state }) => state === "unknown").map(({ slot }) => slot),
  );
  const isNew = before === null ? () => false : ({ slot }: Held) => !unknownSlots.has(slot);
  const listed = new Set(held.map(({ instance }) => instance));
  const gone = [...heldBefore.values()].filter(({ instance }) => !listed.has(instance));
  return [
    ...goneNews(gone, after),
    ...held.flatMap((slot) => slotNews(heldBefore.get(slot.instance), slot, isNew(slot))),
  ];
}

function goneNews(gone: readonly Held[], { slots }: GroupStatus): readonly News[] {
  if (gone.length === 0) return [];
  const lostFor = new Map(slots.map(({ lastLoss }) => [lastLoss?.instance, lastLoss?.reason]));
  return gone.flatMap((slot) => leavingNews(slot, lostFor.get(slot.instance)));
}

/** `lostFor`: why it is gone if nobody has told it to go. */
function leavingNews(slot: Held, lostFor: string | undefined): readonly News[] {
  return [...(isOutdated(slot) ? [of("step", slot)] : []), of("destroyed", slot, lostFor)];
}

function slotNews(before: Held | undefined, slot: Held, isNew: boolean): readonly News[] {
  const arrival = before === undefined ? [of(isNew ? "created" : "found", slot)] : [];
  const { state } = slot;
  if (before?.state === state) return [];
  if (state === "healthy" || state === "unhealthy") return [...arrival, of(state, slot)];
  if (state !== "terminating") return arrival;
  const step = before !== undefined && isOutdated(before) ? [of("step", slot)] : [];
  return [...arrival, ...step, of("draining", slot)];
}

function phaseNews({ phase: before, status }: GroupMemory, after: GroupStatus): readonly News[] {
  const { phase, reason, ready, desired, commit } = after;
  const isSame = phase === before && (phase !== "converged" || commit === status?.commit);
  if (isSame) return [];
  if (phase === "paused" || phase === "stalled") return [ofGroup(phase, reason)];
  return phase === "converged" ? [ofGroup(phase, `${ready} of ${desired} ready`)] : [];
}

type Held = SlotStatus & { readonly instance: string };

function hasInstance(slot: SlotStatus): slot is Held {
  return slot.instance !== null;
}

function isOutdated({ state }: SlotStatus): boolean {
  return state === "outdated";
}

type InstanceEventType = Exclude<
  GroupEventType,
  "update-started" | "rolled-back" | "paused" | "stalled" | "converged" | "gone"
>;

const words: Readonly<Record<InstanceEventType, string>> = {
  found: "was there already",
  created: "was created",
  healthy: "is healthy",
  unhealthy: "is unhealthy",
  draining: "is on its way out",
  destroyed: "is gone",
  step: "makes way for its successor",
};

function of(type: InstanceEventType, { slot, instance }: Held, says: string = words[type]): News {
  return { type, slot, instance, message: `${instance} in slot ${slot} ${says}` };
}

function ofGroup(type: Exclude<GroupEventType, InstanceEventType>, message: string): News {
  return { type, slot: null, instance: null, message };
}
