import type { Happening, WorldView } from "./happening.ts";

/** An update replaces no more members than its canaries until it is promoted. One that undoes another has none. */
export function canariesGoFirst(happening: Happening, world: WorldView): string | null {
  const { canary } = world.setting;
  if (happening.kind !== "destroys" || happening.reason !== "rolling_update" || canary === 0) return null;
  // Who is gone already, whatever his plugin says, is not taken away.
  if (!world.alive.has(happening.id)) return null;
  const count = world.canaries.countWith(happening.id);
  return count > canary ? `replaces ${count} members although ${canary} are to go first` : null;
}

/** No more are made of a version than its update may have: its canaries, and what there was when it was told to wait. */
export function updatesSpreadNoFurther(happening: Happening, { spread, excused }: WorldView): string | null {
  if (happening.kind !== "instance is born" || !spread.isOf(happening.instance.version)) return null;
  const { count } = spread;
  const most = spread.most + excused;
  return count > most ? `makes ${count} of ${happening.instance.version} where there may be ${most}` : null;
}

/** An update ends nobody who was not drained, unless it is told not to drain. */
export function updatesDrain(happening: Happening, { alive, flight, setting }: WorldView): string | null {
  if (happening.kind !== "destroys" || happening.reason !== "rolling_update" || setting.skipsDrain)
    return null;
  if (!alive.has(happening.id) || flight.isDrained(happening.id)) return null;
  return `replaces ${happening.id}, which was not drained`;
}

/** An update replaces nobody any more once more slots than may have failed to start again and again. */
export function failedUpdatesStop(happening: Happening, world: WorldView): string | null {
  const { alive, burden, starts, setting } = world;
  if (happening.kind !== "destroys" || happening.reason !== "rolling_update") return null;
  if (setting.onFailure === "continue" || !starts.haveFailed) return null;
  // Who is gone already is not taken away, nor who is only told again.
  if (!alive.has(happening.id) || burden.isUnheard(happening.id)) return null;
  return `replaces ${happening.id} although ${starts.leastToFail} slots have failed to start again and again`;
}

/** An update has failed for a reason: slots that fail again and again, more than may. */
export function updatesFailForAReason(happening: Happening, { starts, setting }: WorldView): string | null {
  if (!isFailure(happening) || setting.progressDeadlineMs !== null) return null;
  const { mostFailed, leastToFail } = starts;
  if (mostFailed >= leastToFail) return null;
  return `an update has failed with ${mostFailed} failed slots, where ${leastToFail} are needed`;
}

/** Whether it shows that an update has failed. */
function isFailure(happening: Happening): boolean {
  if (happening.kind === "goes back") return true;
  const conditions = happening.kind === "says" ? happening.description.status?.conditions : undefined;
  return conditions?.some(({ reason }) => reason === "UpdateFailed") ?? false;
}

/** A rollback that was not asked for is not followed by another. */
export function rollbacksEnd(happening: Happening, { rollbacks }: WorldView): string | null {
  if (happening.kind !== "goes back" || !rollbacks.isRolledBack) return null;
  return `goes from ${happening.from} to ${happening.to}, after it had gone back already`;
}

/** What was refused for good is not asked for again before an operator has spoken. */
export function refusalsAreHeard(happening: Happening, { refusal }: WorldView): string | null {
  return happening.kind === "creates" && refusal.isKept ? "creates although that was refused for good" : null;
}
