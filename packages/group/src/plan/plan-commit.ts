import type { GroupPlan, SlotPlan } from "@infrakit/spi/data";
import type { Desired } from "./desired.ts";
import type { Observed } from "./observed.ts";
import { type Progress, withoutEvidence } from "./progress.ts";
import { assignSlots } from "./assign-slots.ts";
import type { Slot } from "./slot.ts";
import { isCurrent, isSelf } from "./victims.ts";

/** What a commit does until the group has converged, slot by slot, if nothing else happens meanwhile. */
export function planCommit(desired: Desired, observed: Observed, progress: Progress): GroupPlan {
  // Slots beyond the size are the update's own: none of them is left when the group has converged.
  const atRest = { ...desired, policy: { ...desired.policy, maxSurge: 0 } };
  const { slots, surplus } = assignSlots(atRest, observed, withoutEvidence(progress));
  return {
    slots: [
      ...slots.map((slot) => planSlot(desired, slot)),
      ...surplus.map(({ slot, member, because }): SlotPlan => ({
        slot,
        instance: member.id,
        action: "destroy",
        because,
      })),
    ],
  };
}

function planSlot(desired: Desired, slot: Slot): SlotPlan {
  const { key, member } = slot;
  if (member === null) return { slot: key, instance: null, action: "create", because: whyCreated(slot) };
  const line = { slot: key, instance: member.id };
  if (member.isBootstrap) return { ...line, action: "adopt", because: "it asks to be adopted" };
  if (isCurrent(desired, member)) return { ...line, action: "none", because: "" };
  if (isSelf(desired, member)) return { ...line, action: "none", because: whySelfStays(desired) };
  return { ...line, action: "replace", because: "its properties are outdated" };
}

function whyCreated({ creating, terminating }: Slot): string {
  if (creating !== null) return "it is being created";
  return terminating === null ? "the slot is empty" : `${terminating.id} is on its way out`;
}

function whySelfStays({ policy }: Desired): string {
  return `this controller runs on it: it ${policy.skipDrain ? "is left as it is" : "is drained only"}`;
}
