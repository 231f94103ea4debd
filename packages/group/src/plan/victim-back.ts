import type { Progress, Tombstone } from "./progress.ts";

/**
 * One who was told to go stays. Of an update that was stopped meanwhile it is remembered how many it had replaced, him
 * included: it is one less, unless he is to go all the same, or is of its version.
 */
export function withVictimBack(
  progress: Progress,
  { id, reason }: Pick<Tombstone, "id" | "reason">,
): Progress {
  const { extent, leaving, replacing } = progress;
  const isLess = reason === "rolling_update" && !leaving.has(id) && !replacing.has(id);
  return extent === null || !isLess ? progress : { ...progress, extent: Math.max(0, extent - 1) };
}
