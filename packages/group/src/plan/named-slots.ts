import { compareIds } from "./compare-ids.ts";
import type { Member } from "./observed.ts";
import { type Assignment, emptySlot, type Population, type Slot, type Surplus } from "./slot.ts";

/** Each logical id is a slot; an instance with another one has no place, one with none is not ours to judge. */
export function assignNames(
  logicalIds: readonly string[],
  { members, leavers, progress }: Population,
): Assignment {
  const surplus: Surplus[] = [];
  const byName = groupByName(members);
  const wanted = new Set(logicalIds);
  const creatingByName = firstBySlot(progress.expectations);
  const leaverByName = firstBySlot(leavers);
  for (const member of members) {
    if (member.logicalId === null || wanted.has(member.logicalId)) continue;
    surplus.push({ member, slot: member.logicalId, because: "its logical id is not in the group" });
  }
  const slots = logicalIds.map((logicalId, number): Slot => {
    const [member, ...twins] = [...(byName.get(logicalId) ?? [])].sort(compareTwins);
    for (const twin of twins) {
      surplus.push({ member: twin, slot: logicalId, because: `"${logicalId}" has another instance` });
    }
    const creating = creatingByName.get(logicalId) ?? null;
    const terminating = leaverByName.get(logicalId) ?? null;
    const empty = emptySlot(number, logicalId);
    if (member !== undefined) return { ...empty, member };
    return creating === null ? { ...empty, terminating } : { ...empty, creating };
  });
  const named = new Set(slots.map(({ terminating }) => terminating));
  return { slots, surplus, leaving: leavers.filter((leaver) => !named.has(leaver)) };
}

function groupByName(members: readonly Member[]): ReadonlyMap<string, readonly Member[]> {
  const byName = new Map<string, Member[]>();
  for (const member of members) {
    if (member.logicalId === null) continue;
    const namesakes = byName.get(member.logicalId);
    if (namesakes === undefined) byName.set(member.logicalId, [member]);
    else namesakes.push(member);
  }
  return byName;
}

function firstBySlot<T extends { readonly slot: string }>(all: readonly T[]): ReadonlyMap<string, T> {
  const bySlot = new Map<string, T>();
  for (const each of all) if (!bySlot.has(each.slot)) bySlot.set(each.slot, each);
  return bySlot;
}

/** Of two instances with one logical id the one of ours stays, else the elder: ids mostly count upwards. */
function compareTwins(a: Member, b: Member): number {
  const ours = (member: Member): number => (member.slot === null ? 1 : 0);
  return ours(a) - ours(b) || compareIds(a.id, b.id);
}
