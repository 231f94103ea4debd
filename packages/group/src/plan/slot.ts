import type { DesiredSlots } from "./desired.ts";
import type { Member, Observed } from "./observed.ts";
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

/** A slot whose member there is. */
export type HeldSlot = Slot & { readonly member: Member };

/** An instance that has no place in the group, and why. */
export interface Surplus {
  readonly member: Member;
  readonly slot: string;
  readonly because: string;
}

/** Every instance of the group in its place. */
export interface Assignment {
  /** As many as are desired, in order, and more while an update makes new members first. */
  readonly slots: readonly Slot[];
  readonly surplus: readonly Surplus[];
  /** On their way out without a successor in {@link slots}. */
  readonly leaving: readonly Leaver[];
}

/** Those that have, or may have, a place in a group. */
export interface Population {
  readonly members: readonly Member[];
  readonly leavers: readonly Leaver[];
  readonly observed: Observed;
  readonly progress: Progress;
}

/** Whether nothing is in a slot, nor under way to or from it. */
export function isEmptySlot({ member, creating, terminating }: Slot): boolean {
  return member === null && creating === null && terminating === null;
}

/** A slot that nothing holds. */
export function emptySlot(number: number, logicalId: string | null): Slot {
  const key = logicalId ?? String(number);
  return { key, number, logicalId, member: null, creating: null, terminating: null };
}

/**
 * The slot that an instance says it was made for. In a group with logical ids a number is none: it may be a logical id. In
 * a sized one its plugin may call it whatever it likes, such as by its address.
 */
export function slotKeyOf({ id, logicalId, slot }: Member, { kind }: DesiredSlots): string {
  if (kind === "named") return logicalId ?? id;
  return slot === null ? id : String(slot.number);
}
