import type { Tags } from "./instance.ts";
import { slotTag } from "./tags.ts";

/** Number of a slot and token of the creation that filled it. */
export interface SlotTag {
  readonly number: number;
  /** 8 characters `a-z0-9`, drawn anew for each creation. */
  readonly token: string;
}

const pattern = /^(0|[1-9][0-9]{0,8})-([a-z0-9]{8})$/;

/** Reads the slot tag; none if it is absent or was not written by us. */
export function findSlotTag(tags: Tags): SlotTag | null {
  const [, number, token] = pattern.exec(tags[slotTag] ?? "") ?? [];
  return number === undefined || token === undefined ? null : { number: Number(number), token };
}

/** Writes the value of the slot tag. */
export function formatSlotTag({ number, token }: SlotTag): string {
  return `${number}-${token}`;
}
