import type { Commit } from "./commit.ts";
import { resizedOf } from "./commit.ts";
import { type Desired, desiredSize, type Member, type Progress, stillToCome } from "./plan/index.ts";

/** A group that is told to let some instances go. */
interface Kept {
  readonly commit: Commit;
  readonly desired: Desired;
  readonly progress: Progress;
  /** Who of these has a place in it. */
  placedAmong(members: readonly Member[]): ReadonlySet<string>;
}

/** Who leaves a group for good, and the group without them. */
export interface Departure {
  readonly commit: Commit;
  readonly leaving: readonly string[];
}

/**
 * Lets instances go for good. A sized group is smaller by those that had a place in it, and by those that are being
 * replaced if a successor is still to be asked for.
 * @throws if one of them is not the group's.
 */
export function departureOf(kept: Kept, members: readonly Member[], instances: readonly string[]): Departure {
  const { commit, desired, progress } = kept;
  const listed = new Set(members.map(({ id }) => id));
  const strangers = instances.filter((id) => !listed.has(id));
  if (strangers.length > 0) {
    const why = `it has no instance ${strangers.join(", ")}`;
    throw new Error(`Cannot destroy instances of group "${commit.spec.id}": ${why}`);
  }
  const leaving = [...new Set(instances)].filter((id) => !progress.leaving.has(id));
  if (desired.slots.kind === "named") return { commit, leaving };
  const placed = kept.placedAmong(members);
  const replaced = progress.tombstones.filter(
    ({ id, reason, isHealing }) => (reason === "rolling_update" || isHealing) && !progress.leaving.has(id),
  );
  const size = desiredSize(desired);
  const missing = size - placed.size - stillToCome(progress.expectations, members).length;
  // If others are replaced, too, it is theirs rather.
  const toOthers = replaced.filter(({ id }) => !leaving.includes(id)).length;
  const successors = Math.max(0, missing - toOthers);
  const makingRoom = replaced.length - toOthers;
  const fewer = leaving.filter((id) => placed.has(id)).length + Math.min(makingRoom, successors);
  return { commit: resizedOf(commit, Math.max(0, size - fewer)), leaving };
}
