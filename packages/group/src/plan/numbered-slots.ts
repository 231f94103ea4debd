import { type Desired, desiredSize, versionBefore } from "./desired.ts";
import type { Member } from "./observed.ts";
import { type Assignment, emptySlot, type Population, type Slot, slotKeyOf } from "./slot.ts";
import { stopOf } from "./stand.ts";
import { compareVictims, isCurrent, isSelf } from "./victims.ts";

/**
 * In a sized group slots are alike, so it is never worth a replacement to have the right numbers: the members
 * that stay keep theirs, whatever it is, and new ones take the lowest that is free.
 */
export function assignNumbers(desired: Desired, population: Population): Assignment {
  const { members, leavers, progress } = population;
  const wanted = desiredSize(desired);
  const size = wanted + surgeOf(desired, population);
  const { kept, extra } = chooseKept(desired, population, size);
  const surplus = extra.map((member) => ({
    member,
    slot: slotKeyOf(member, desired.slots),
    because: `the group has ${members.length} of ${wanted}`,
  }));
  const taken = new Set<number>([...progress.expectations, ...leavers].map(({ slot }) => Number(slot)));
  const { slots: numbered, numbers } = numberMembers(kept, taken);
  const room = (held: number): number => Math.max(0, size - held);
  const creating = progress.expectations
    .slice(0, room(numbered.length))
    .map((expectation) => ({ ...emptySlot(Number(expectation.slot), null), creating: expectation }));
  const replaced = room(numbered.length + creating.length);
  const terminating = leavers.slice(0, replaced).map((leaver) => ({
    ...emptySlot(slotNumber(leaver.slot), null),
    key: leaver.slot,
    terminating: leaver,
  }));
  const held = [...numbered, ...creating, ...terminating];
  const missing = freeNumbers((number) => taken.has(number) || numbers.has(number), room(held.length));
  return {
    slots: [...held, ...missing.map((number) => emptySlot(number, null))].sort((a, b) => a.number - b.number),
    surplus,
    leaving: leavers.slice(terminating.length),
  };
}

/**
 * Slots beyond the size: an update makes new members there first. There are never more of them than members
 * still to be replaced, so that they are gone when the update is. The instance that we run on has no successor.
 * One that was stopped makes nobody there, and has them for those whom it, or one that it took over, has made.
 */
function surgeOf(desired: Desired, { members, progress }: Population): number {
  const { maxSurge } = desired.policy;
  // One that was aborted has them until it is remembered how far it was: then it is known whom to give up.
  const isRemembered = progress.extent !== null || versionBefore(desired) === null;
  if (maxSurge === 0 || (progress.word === "abort" && isRemembered)) return 0;
  const replaceable = members.filter(
    (member) => !member.isProtected && !isSelf(desired, member) && !isCurrent(desired, member),
  );
  const surge = Math.min(maxSurge, replaceable.length);
  if (stopOf(progress) === null) return surge;
  const current = members.filter((member) => isCurrent(desired, member)).length;
  const isFormer = (member: Member): boolean =>
    !isCurrent(desired, member) && member.hash === desired.convergedTo;
  const former = members.filter(isFormer).length;
  // Those of a version between the two stand beyond the size only because those of the former one are still there.
  const between = Math.min(former, members.length - current - former);
  return Math.min(surge, current + between + progress.expectations.length);
}

/** The members that stay when only so many may. Most groups are no larger than they should be. */
function chooseKept(
  desired: Desired,
  population: Population,
  size: number,
): { kept: readonly Member[]; extra: readonly Member[] } {
  const { members } = population;
  if (members.length <= size) return { kept: members, extra: [] };
  const victims = new Set(orderVictims(desired, population).slice(0, members.length - size));
  return {
    kept: members.filter((member) => !victims.has(member)),
    extra: members.filter((member) => victims.has(member)),
  };
}

/**
 * Members in the order in which they are given up. An update that was aborted keeps no more of its version than it had
 * then: those beyond, the least proven first, go before those that it would have replaced.
 */
function orderVictims(desired: Desired, { members, observed, progress }: Population): readonly Member[] {
  const inOrder = [...members].sort(compareVictims(desired, observed));
  const { extent, word } = progress;
  if (extent === null || word !== "abort") return inOrder;
  const provenAt = ({ id }: Member): number => progress.healthySince.get(id) ?? Number.MAX_SAFE_INTEGER;
  const current = inOrder.filter((member) => isCurrent(desired, member));
  const beyond = current
    .filter((member) => !member.isProtected && !isSelf(desired, member))
    .sort((a, b) => provenAt(b) - provenAt(a))
    .slice(0, Math.max(0, current.length - extent));
  return [...new Set([...beyond, ...inOrder])];
}

/** Members in the slots that they claim, those that claim none, and the numbers that are claimed. */
interface Claims {
  readonly slots: readonly Slot[];
  readonly homeless: readonly Member[];
  readonly numbers: ReadonlySet<number>;
}

/** Members claim the number of their tag; of two with one number the second, and those without, any free one. */
function numberMembers(members: readonly Member[], taken: ReadonlySet<number>): Omit<Claims, "homeless"> {
  const { slots, homeless, numbers } = claimsOf(members);
  if (homeless.length === 0) return { slots, numbers };
  const free = freeNumbers((number) => taken.has(number) || numbers.has(number), homeless.length);
  const housed = homeless.map((member, index) => ({ ...emptySlot(free[index] ?? 0, null), member }));
  return { slots: [...slots, ...housed], numbers: new Set([...numbers, ...free]) };
}

function claimsOf(members: readonly Member[]): Claims {
  const slots: Slot[] = [];
  const homeless: Member[] = [];
  const numbers = new Set<number>();
  for (const member of members) {
    const number = member.slot?.number;
    if (number === undefined || numbers.has(number)) homeless.push(member);
    else slots.push({ ...emptySlot(number, null), member });
    if (number !== undefined) numbers.add(number);
  }
  return { slots: slots.sort((a, b) => a.number - b.number), homeless, numbers };
}

function slotNumber(slot: string): number {
  const number = Number(slot);
  return Number.isSafeInteger(number) ? number : Number.MAX_SAFE_INTEGER;
}

/** The lowest numbers that are not taken. */
function freeNumbers(isTaken: (number: number) => boolean, count: number): readonly number[] {
  const free: number[] = [];
  for (let number = 0; free.length < count; number++) if (!isTaken(number)) free.push(number);
  return free;
}
