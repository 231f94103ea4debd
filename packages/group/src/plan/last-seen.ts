import type { SlotStatus } from "@infrakit/spi/data";
import type { Progress } from "./progress.ts";
import { compareIds } from "./compare-ids.ts";

/**
 * The slots of a group of which no list can be relied on: what is under way, and whoever was listed last, as unknown.
 * Nobody is told to be missing because a plugin does not answer.
 */
export function lastSeenSlots(slots: readonly SlotStatus[], { seen }: Progress): readonly SlotStatus[] {
  const told = new Set(slots.map(({ instance }) => instance));
  const remembered = [...seen]
    // An empty id stands for whoever may be there.
    .filter(([id]) => id !== "" && !told.has(id))
    .map(([id, { slot }]): SlotStatus => ({ slot, instance: id, state: "unknown" }));
  const taken = new Set(remembered.map(({ slot }) => slot));
  const underWay = slots.filter(isBesideMembers);
  const open = slots.length - underWay.length - remembered.length;
  const empty = slots
    .filter((slot) => !isBesideMembers(slot) && !taken.has(slot.slot))
    .slice(0, Math.max(0, open))
    .map((slot): SlotStatus => ({ ...slot, state: "unknown" }));
  return [...underWay, ...remembered, ...empty].sort((a, b) => compareIds(a.slot, b.slot));
}

/** Whatever is under way, or kept as evidence, is not judged by a list. */
function isBesideMembers({ state }: SlotStatus): boolean {
  return state === "creating" || state === "terminating" || state === "failed";
}
