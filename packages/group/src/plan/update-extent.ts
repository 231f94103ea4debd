import type { GroupStatus, SlotStatus } from "@infrakit/spi/data";
import type { Progress } from "./progress.ts";

/** What an update is concluded from beside what is seen. */
type UpdateProgress = Pick<Progress, "isUpdating" | "isRollback" | "updateFailure">;

/**
 * Whether an update is known to have something left to do. The instance that we run on may stay outdated for good, but
 * then the group has converged, or waits only to hear how its members are.
 */
export function isUpdateUnderWay(
  { phase, conditions }: GroupStatus,
  { isUpdating, updateFailure }: Pick<UpdateProgress, "isUpdating" | "updateFailure">,
): boolean {
  if (phase === "converged" || phase === "waiting" || phase === "destroying") return false;
  // It waits for a word, though nobody may be left to be replaced.
  if (phase === "paused") return true;
  return isUpdating || updateFailure !== null || saysItUpdates({ conditions });
}

/** Whether a group says that it becomes something else: nobody outdated may be left, and self may stay so. */
export function saysItUpdates({ conditions }: Pick<GroupStatus, "conditions">): boolean {
  return conditions.some(({ reason }) => reason === "Updating" || reason === "RollingBack");
}

/** How far an update is, in words; `null` if none is under way, or nobody knows. */
export function explainUpdate(status: GroupStatus, progress: UpdateProgress): string | null {
  const { commit, desired, slots } = status;
  if (!isUpdateUnderWay(status, progress)) return null;
  const replaced = Math.min(desired, slots.filter(holdsCurrent).length);
  const what = progress.isRollback ? "rolling back" : "updating";
  return `${what} to ${commit}: ${replaced} of ${desired} replaced`;
}

/** Whether a slot is known to hold what is wanted, however that is. */
export function holdsCurrent({ instance, state }: SlotStatus): boolean {
  return instance !== null && (state === "healthy" || state === "unhealthy" || state === "unknown");
}
