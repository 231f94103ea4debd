import { compareIds } from "./compare-ids.ts";
import type { Desired } from "./desired.ts";
import { assignNames } from "./named-slots.ts";
import { assignNumbers } from "./numbered-slots.ts";
import type { Member, Observed } from "./observed.ts";
import type { Progress } from "./progress.ts";
import { type Assignment, slotKeyOf } from "./slot.ts";

/**
 * Puts each instance that was listed into a slot. One function for sized groups and for logical ids. An
 * instance that was told to go holds its slot until it is proven gone, whether or not it is being destroyed.
 */
export function assignSlots(desired: Desired, observed: Observed, progress: Progress): Assignment {
  const members = observed.kind === "known" ? withLogicalIds(observed.members, progress) : [];
  const buried = new Set(progress.tombstones.map(({ id }) => id));
  const kept = desired.destroying ? [] : evidenceOf(desired, progress);
  const alive = without(inIdOrder(members), new Set([...buried, ...kept]));
  const going = desired.destroying ? alive : among(alive, new Set([...progress.leaving, ...progress.kept]));
  const toldToGo = going.map((member) => ({
    member,
    slot: slotKeyOf(member, desired.slots),
    because: whyLeaving(desired, progress, member),
  }));
  const leavers = [...progress.tombstones, ...toldToGo.map(({ member, slot }) => ({ id: member.id, slot }))];
  if (desired.destroying) return { slots: [], surplus: toldToGo, leaving: progress.tombstones };
  const staying = without(alive, new Set(going.map(({ id }) => id)));
  const population = { members: staying, leavers, observed, progress };
  const { slots, surplus, leaving } =
    desired.slots.kind === "sized"
      ? assignNumbers(desired, population)
      : assignNames(desired, desired.slots.logicalIds, population);
  // Those that were told to go are shown once: in their slot, or among those to be destroyed.
  return { slots, surplus: [...toldToGo, ...surplus], leaving: leaving.filter(({ id }) => buried.has(id)) };
}

/** The same members, and what was listed of them before is not lost. */
function withLogicalIds(members: readonly Member[], { logicalIds }: Progress): readonly Member[] {
  const hasLost = ({ id, logicalId }: Member): boolean => logicalId === null && logicalIds.has(id);
  if (logicalIds.size === 0 || !members.some(hasLost)) return members;
  return members.map((member) => ({ ...member, logicalId: logicalIds.get(member.id) ?? member.logicalId }));
}

/** Who is kept as evidence: of those that failed the last few, but for who is on the way out already. */
export function evidenceOf({ policy }: Desired, { kept, tombstones }: Progress): readonly string[] {
  if (policy.keepFailed === 0) return [];
  return kept.slice(-policy.keepFailed).filter((id) => tombstones.every((tombstone) => tombstone.id !== id));
}

function whyLeaving(desired: Desired, progress: Progress, { id }: Member): string {
  if (desired.destroying) return "the group is destroyed";
  return progress.leaving.has(id) ? "was told to go" : "others failed later and are kept instead";
}

/** Members mostly come in order: they are planned over again and again between two looks. */
function inIdOrder(members: readonly Member[]): readonly Member[] {
  const isInOrder = members.every((member, index) => {
    const before = members[index - 1];
    return before === undefined || compareIds(before.id, member.id) <= 0;
  });
  return isInOrder ? members : [...members].sort((a, b) => compareIds(a.id, b.id));
}

function among(members: readonly Member[], ids: ReadonlySet<string>): readonly Member[] {
  return ids.size === 0 ? [] : members.filter(({ id }) => ids.has(id));
}

/** The same list if nobody is left out, so that what is known of it holds. */
function without(members: readonly Member[], ids: ReadonlySet<string>): readonly Member[] {
  if (ids.size === 0 || !members.some(({ id }) => ids.has(id))) return members;
  return members.filter(({ id }) => !ids.has(id));
}
