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
export function updatesSpreadNoFurther(
  happening: Happening,
  { spread, excused, setting: { keepFailed } }: WorldView,
): string | null {
  if (happening.kind !== "instance is born" || !spread.isOf(happening.instance.version)) return null;
  const { count } = spread;
  // Evidence is of no use to anybody who uses the group.
  const most = spread.most + excused + keepFailed;
  return count > most ? `makes ${count} of ${happening.instance.version} where there may be ${most}` : null;
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
