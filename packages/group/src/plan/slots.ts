import { type Desired, desiredSize } from "./desired.ts";
import { healthOf, type Member, type Observed } from "./observed.ts";
import type { Expectation, Progress } from "./progress.ts";

/** An instance on its way out: it was told to go, or is being destroyed. */
export interface Leaver {
  readonly id: string;
  readonly slot: string;
}

/** A place in the group that should hold one instance, and what holds it now: at most one of the three. */
export interface Slot {
  readonly key: string;
  readonly number: number;
  readonly logicalId: string | null;
  readonly member: Member | null;
  readonly creating: Expectation | null;
  readonly terminating: Leaver | null;
}

/** An instance that has no place in the group, and why. */
export interface Surplus {
  readonly member: Member;
  readonly slot: string;
  readonly because: string;
}

/** Every instance of the group in its place. */
export interface Assignment {
  /** As many as are desired, in order. */
  readonly slots: readonly Slot[];
  readonly surplus: readonly Surplus[];
  /** On their way out without a successor in {@link slots}. */
  readonly leaving: readonly Leaver[];
}

/**
 * Puts each instance that was listed into a slot. One function for sized groups and for logical ids. An
 * instance that was told to go holds its slot until it is proven gone, whether or not it is being destroyed.
 */
export function assignSlots(desired: Desired, observed: Observed, progress: Progress): Assignment {
  const members = observed.kind === "known" ? withLogicalIds(observed.members, progress) : [];
  const buried = new Set(progress.tombstones.map(({ id }) => id));
  const kept = desired.destroying ? [] : evidenceOf(desired, progress);
  const alive = without(inIdOrder(members), ({ id }) => buried.has(id) || kept.includes(id));
  const isLeaving = ({ id }: Member): boolean =>
    desired.destroying || progress.leaving.has(id) || progress.kept.includes(id);
  const toldToGo = alive.filter(isLeaving).map((member) => ({
    member,
    slot: slotKeyIn(desired, member),
    because: whyLeaving(desired, progress, member),
  }));
  const leavers = [...progress.tombstones, ...toldToGo.map(({ member, slot }) => ({ id: member.id, slot }))];
  if (desired.destroying) return { slots: [], surplus: toldToGo, leaving: progress.tombstones };
  const population = { members: without(alive, isLeaving), leavers, observed, progress };
  const { slots, surplus, leaving } =
    desired.slots.kind === "sized"
      ? assignNumbers(desired, population)
      : assignNames(desired.slots.logicalIds, population);
  // Those that were told to go are shown once: in their slot, or among those to be destroyed.
  return { slots, surplus: [...toldToGo, ...surplus], leaving: leaving.filter(({ id }) => buried.has(id)) };
}

/** The same members, and what was listed of them before is not lost. */
function withLogicalIds(members: readonly Member[], { logicalIds }: Progress): readonly Member[] {
  const hasLost = ({ id, logicalId }: Member): boolean => logicalId === null && logicalIds.has(id);
  if (logicalIds.size === 0 || !members.some(hasLost)) return members;
  return members.map((member) => ({ ...member, logicalId: logicalIds.get(member.id) ?? member.logicalId }));
}

/** Who is kept as evidence: of those that failed the last few. */
export function evidenceOf({ policy }: Desired, { kept }: Progress): readonly string[] {
  return policy.keepFailed === 0 ? [] : kept.slice(-policy.keepFailed);
}

function whyLeaving(desired: Desired, progress: Progress, { id }: Member): string {
  if (desired.destroying) return "the group is destroyed";
  return progress.leaving.has(id) ? "was told to go" : "others failed later and are kept instead";
}

/** Lists by whether they were sorted: members are planned over again and again between two looks. */
const sortedMembers = new WeakMap<readonly Member[], readonly Member[]>();

function inIdOrder(members: readonly Member[]): readonly Member[] {
  const known = sortedMembers.get(members);
  if (known !== undefined) return known;
  const sorted = [...members].sort((a, b) => compareIds(a.id, b.id));
  sortedMembers.set(members, sorted);
  return sorted;
}

/** The same list if nobody is left out, so that what is known of it holds. */
function without(members: readonly Member[], isOut: (member: Member) => boolean): readonly Member[] {
  return members.some(isOut) ? members.filter((member) => !isOut(member)) : members;
}

/** The slot that an instance says it was made for. */
export function slotKeyOf(member: Member): string {
  return member.logicalId ?? (member.slot === null ? member.id : String(member.slot.number));
}

/** In a group with logical ids a number is no slot: it may be a logical id. */
function slotKeyIn({ slots }: Desired, member: Member): string {
  return slots.kind === "named" ? (member.logicalId ?? member.id) : slotKeyOf(member);
}

/** Whether an instance was made from the committed properties. */
export function isCurrent(desired: Desired, member: Member): boolean {
  return member.isBootstrap || desired.hashes.includes(member.hash);
}

interface Population {
  readonly members: readonly Member[];
  readonly leavers: readonly Leaver[];
  readonly observed: Observed;
  readonly progress: Progress;
}

/**
 * In a sized group slots are alike, so it is never worth a replacement to have the right numbers: the members
 * that stay keep theirs, whatever it is, and new ones take the lowest that is free.
 */
function assignNumbers(desired: Desired, population: Population): Assignment {
  const { members, leavers, observed, progress } = population;
  const wanted = desiredSize(desired);
  const size = wanted + surgeOf(desired, population);
  const { kept, extra } = chooseKept(members, size, compareVictims(desired, observed));
  const surplus = extra.map((member) => ({
    member,
    slot: slotKeyOf(member),
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
 * still to be replaced, so that they are gone when the update is.
 */
function surgeOf(desired: Desired, { members, progress }: Population): number {
  const { maxSurge } = desired.policy;
  if (maxSurge === 0 || progress.word === "abort") return 0;
  const replaceable = members.filter((member) => !member.isProtected && !isCurrent(desired, member));
  return Math.min(maxSurge, replaceable.length);
}

/** The members that stay when only so many may. Most groups are no larger than they should be. */
function chooseKept(
  members: readonly Member[],
  size: number,
  order: (a: Member, b: Member) => number,
): { kept: readonly Member[]; extra: readonly Member[] } {
  if (members.length <= size) return { kept: members, extra: [] };
  const victims = new Set([...members].sort(order).slice(0, members.length - size));
  return {
    kept: members.filter((member) => !victims.has(member)),
    extra: members.filter((member) => victims.has(member)),
  };
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

/** What was found out of lists of members, in the order of their ids. */
const claimsByMembers = new WeakMap<readonly Member[], Claims>();

function claimsOf(members: readonly Member[]): Claims {
  const known = claimsByMembers.get(members);
  if (known !== undefined) return known;
  const slots: Slot[] = [];
  const homeless: Member[] = [];
  const numbers = new Set<number>();
  for (const member of members) {
    const number = member.slot?.number;
    if (number === undefined || numbers.has(number)) homeless.push(member);
    else slots.push({ ...emptySlot(number, null), member });
    if (number !== undefined) numbers.add(number);
  }
  const claims = { slots: slots.sort((a, b) => a.number - b.number), homeless, numbers };
  claimsByMembers.set(members, claims);
  return claims;
}

/** Each logical id is a slot; an instance with another one has no place, one with none is not ours to judge. */
function assignNames(logicalIds: readonly string[], { members, leavers, progress }: Population): Assignment {
  const surplus: Surplus[] = [];
  const byName = groupByName(members);
  for (const member of members) {
    if (member.logicalId === null || logicalIds.includes(member.logicalId)) continue;
    surplus.push({ member, slot: member.logicalId, because: "its logical id is not in the group" });
  }
  const slots = logicalIds.map((logicalId, number): Slot => {
    const [member, ...twins] = [...(byName.get(logicalId) ?? [])].sort(compareTwins);
    for (const twin of twins) {
      surplus.push({ member: twin, slot: logicalId, because: `"${logicalId}" has another instance` });
    }
    const creating = progress.expectations.find(({ slot }) => slot === logicalId) ?? null;
    const terminating = leavers.find(({ slot }) => slot === logicalId) ?? null;
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
    byName.set(member.logicalId, [...(byName.get(member.logicalId) ?? []), member]);
  }
  return byName;
}

/**
 * Orders instances by how readily they are given up: unhealthy ones first, then outdated ones, then the
 * highest slot. Protected ones come behind all others, and the one that we run on last.
 */
export function compareVictims(desired: Desired, observed: Observed): (a: Member, b: Member) => number {
  const rank = (member: Member): readonly number[] => [
    isSelf(desired, member) ? 1 : 0,
    member.isProtected ? 1 : 0,
    healthOf(observed, member.id) === "unhealthy" ? 0 : 1,
    isCurrent(desired, member) ? 1 : 0,
    -(member.slot?.number ?? Number.MAX_SAFE_INTEGER),
  ];
  return (a, b) => {
    const [left, right] = [rank(a), rank(b)];
    const at = left.findIndex((value, index) => value !== right[index]);
    return at < 0 ? -compareIds(a.id, b.id) : (left[at] ?? 0) - (right[at] ?? 0);
  };
}

/** Whether this is the instance that the controller runs on: its plugin or its tag says so, as for InfraKit. */
export function isSelf({ self }: Pick<Desired, "self">, { logicalId, logicalIdTag }: Member): boolean {
  return self !== null && (logicalId === self || logicalIdTag === self);
}

/** Of two instances with one logical id the one of ours stays, else the elder: ids mostly count upwards. */
function compareTwins(a: Member, b: Member): number {
  const ours = (member: Member): number => (member.slot === null ? 1 : 0);
  return ours(a) - ours(b) || compareIds(a.id, b.id);
}

/** Shorter ids first, so that counted ids come in the order in which they were given. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function emptySlot(number: number, logicalId: string | null): Slot {
  const key = logicalId ?? String(number);
  return { key, number, logicalId, member: null, creating: null, terminating: null };
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
