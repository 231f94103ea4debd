import type { GroupStatus } from "@infrakit/spi/data";
import type { Commit } from "./commit.ts";
import { resizedOf } from "./commit.ts";
import { type Desired, desiredSize, type Member, type Progress } from "./plan/index.ts";

/** A group that is told to let some instances go. */
interface Kept {
  readonly commit: Commit;
  readonly desired: Desired;
  readonly progress: Progress;
  readonly status: GroupStatus;
}

/** Who leaves a group for good, and the group without them. */
export interface Departure {
  readonly commit: Commit;
  readonly leaving: readonly string[];
}

/**
 * Lets instances go for good: a sized group is smaller by those that were not told to go before, and by those that are
 * being replaced already but have no successor yet.
 * @throws if one of them is not the group's.
 */
export function departureOf(
  { commit, desired, progress, status }: Kept,
  members: readonly Member[],
  instances: readonly string[],
): Departure {
  const listed = new Set(members.map(({ id }) => id));
  const strangers = instances.filter((id) => !listed.has(id));
  if (strangers.length > 0) {
    const why = `it has no instance ${strangers.join(", ")}`;
    throw new Error(`Cannot destroy instances of group "${commit.spec.id}": ${why}`);
  }
  const { expectations, kept, leaving: told, tombstones } = progress;
  const leaving = [...new Set(instances)].filter((id) => !told.has(id));
  if (desired.slots.kind === "named") return { commit, leaving };
  const terminating = status.slots.filter(({ state }) => state === "terminating");
  const going = new Set([...told, ...terminating.map(({ instance }) => instance)]);
  // What is kept as evidence is no member.
  const isMember = (id: string): boolean => !going.has(id) && !kept.includes(id);
  // Who is being replaced leaves a smaller group if a successor is still to be asked for, and not for somebody else.
  const makesRoom = tombstones.filter(({ reason, isHealing }) => reason === "rolling_update" || isHealing);
  const replaced = new Set(makesRoom.map(({ id }) => id));
  const size = desiredSize(desired);
  const missing = size - members.filter(({ id }) => isMember(id)).length - expectations.length;
  const unsucceeded = Math.max(0, replaced.size - missing);
  const spared = Math.max(0, leaving.filter((id) => replaced.has(id)).length - unsucceeded);
  const fewer = leaving.filter(isMember).length + spared;
  return { commit: resizedOf(commit, Math.max(0, size - fewer)), leaving };
}
