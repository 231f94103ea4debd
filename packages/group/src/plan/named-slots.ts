import type { Desired } from "./desired.ts";
import type { Member, Observed } from "./observed.ts";
import { type Assignment, emptySlot, type Population, type Slot, type Surplus } from "./slot.ts";
import { compareVictims, isSelf } from "./victims.ts";

/** Each logical id is a slot; an instance with another one has no place, one with none is not ours to judge. */
export function assignNames(
  desired: Desired,
  logicalIds: readonly string[],
  { members, leavers, observed, progress }: Population,
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
    const [member, ...twins] = [...(byName.get(logicalId) ?? [])].sort(compareTwins(desired, observed));
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

/**
 * Orders instances of one logical id, the one that stays first: who may not go, then who has our tag, then who would be given
 * up last. Of those that are alike the elder stays: ids mostly count upwards.
 */
function compareTwins(desired: Desired, observed: Observed): (a: Member, b: Member) => number {
  const victimsFirst = compareVictims(desired, observed);
  const rank = (member: Member): number => {
    if (isSelf(desired, member)) return 0;
    if (member.isProtected) return 1;
    return member.slot === null ? 3 : 2;
  };
  return (a, b) => rank(a) - rank(b) || victimsFirst(b, a);
}
