import type { GroupCondition, GroupStatus, SlotStatus } from "@infrakit/spi/data";

/** Whether there is anything to tell: the next look moves all the time and is no news. */
export function isNews(before: GroupStatus, after: GroupStatus): boolean {
  if (before.slots === after.slots) return false;
  const isSame =
    before.phase === after.phase &&
    before.reason === after.reason &&
    before.commit === after.commit &&
    before.desired === after.desired &&
    before.ready === after.ready &&
    before.slots.length === after.slots.length;
  if (!isSame || after.slots.some((slot, index) => !isSameSlot(slot, before.slots[index]))) return true;
  return after.conditions.some((condition, index) => !isSameCondition(condition, before.conditions[index]));
}

function isSameCondition(condition: GroupCondition, other: GroupCondition | undefined): boolean {
  return condition.status === other?.status && condition.reason === other.reason;
}

function isSameSlot(slot: SlotStatus, other: SlotStatus | undefined): boolean {
  const isSame = slot.slot === other?.slot && slot.instance === other.instance && slot.state === other.state;
  return isSame && slot.restarts === other.restarts && slot.lastLoss?.reason === other.lastLoss?.reason;
}
