/** Waits between attempts to reach the host: a little at first, so that a restart is hardly seen. */
const firstWaitMs = 500;
const longestWaitMs = 15_000;

/**
 * How long to wait after so many failures in a row, in milliseconds: doubling, and between half and all of it, so
 * that pages that lost the same host do not come back together. `random` is between 0 and 1.
 */
export function reconnectWait(failures: number, random: number): number {
  const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.max(0, failures - 1));
  return Math.round(wait * (0.5 + random / 2));
}
