import { backoff } from "./failures.ts";
import type { PlanInput } from "./plan-input.ts";
import { adoptKey } from "./progress.ts";
import type { Assignment } from "./slot.ts";
import type { AdoptStep, Blocked } from "./step.ts";

/** Instances that ask to be adopted are labelled with the group's tags, unless they are to go at once. */
export function planAdoptions(
  { observed, progress, now }: PlanInput,
  { surplus }: Assignment,
): { steps: AdoptStep[]; blocked: Blocked[] } {
  const steps: AdoptStep[] = [];
  const blocked: Blocked[] = [];
  const members = observed.kind === "known" ? observed.members : [];
  for (const { id, isBootstrap, slot } of members) {
    if (!isBootstrap || progress.adopting.has(id)) continue;
    if (progress.tombstones.some((tombstone) => tombstone.id === id)) continue;
    if (surplus.some(({ member }) => member.id === id)) continue;
    const key = String(slot?.number ?? id);
    const failures = progress.failures.get(adoptKey(id));
    if (failures !== undefined && failures.retryAt > now) blocked.push(backoff(key, failures));
    else steps.push({ kind: "adopt", slot: key, id, because: "it asks to be adopted" });
  }
  return { steps, blocked };
}
