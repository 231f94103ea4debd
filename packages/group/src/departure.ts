import type { Commit } from "./commit.ts";
import { resizedOf } from "./commit.ts";
import { type Desired, desiredSize, type Member, type Progress } from "./plan/index.ts";

/** A group that is told to let some instances go. */
interface Kept {
  readonly commit: Commit;
  readonly desired: Desired;
  readonly progress: Progress;
}

/** Who leaves a group for good, and the group without them. */
export interface Departure {
  readonly commit: Commit;
  readonly leaving: readonly string[];
}

/**
 * Lets instances go for good: a sized group is smaller by those that were not told to go before.
 * @throws if one of them is not the group's.
 */
export function departureOf(
  { commit, desired, progress }: Kept,
  members: readonly Member[],
  instances: readonly string[],
): Departure {
  const listed = new Set(members.map(({ id }) => id));
  const strangers = instances.filter((id) => !listed.has(id));
  if (strangers.length > 0) {
    const why = `it has no instance ${strangers.join(", ")}`;
    throw new Error(`Cannot destroy instances of group "${commit.spec.id}": ${why}`);
  }
  // Who makes room for a successor is on his way out, but the group is not smaller for it.
  const gone = progress.tombstones.filter(({ reason, isHealing }) => reason === "terminate" && !isHealing);
  const going = new Set([...progress.leaving, ...gone.map(({ id }) => id)]);
  const leaving = [...new Set(instances)].filter((id) => !going.has(id));
  if (desired.slots.kind === "named") return { commit, leaving };
  // What is kept as evidence is no member.
  const counted = leaving.filter((id) => !progress.kept.includes(id)).length;
  return { commit: resizedOf(commit, Math.max(0, desiredSize(desired) - counted)), leaving };
}
