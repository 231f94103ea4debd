import type { GroupStatus, SlotStatus } from "@infrakit/spi/data";

/** Whether there is anything to tell: the next look moves all the time and is no news. */
export function isNews(before: GroupStatus, after: GroupStatus): boolean {
  const isSame =
    before.phase === after.phase &&
    before.reason === after.reason &&
    before.commit === after.commit &&
    before.desired === after.desired &&
    before.ready === after.ready &&
    before.slots.length === after.slots.length;
  return !isSame || after.slots.some((slot, index) => !isSameSlot(slot, before.slots[index]));
}

function isSameSlot(slot: SlotStatus, other: SlotStatus | undefined): boolean {
  return slot.slot === other?.slot && slot.instance === other.instance && slot.state === other.state;
}
