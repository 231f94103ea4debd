import { performance } from "node:perf_hooks";
import type { Clock } from "@infrakit/group";

/** Longest wait that `setTimeout` keeps; longer ones would fire at once. */
const longestTimeoutMs = 2 ** 31 - 1;

/** The time of this machine when the process started, and counted from there: it never jumps. */
export const systemClock: Clock = {
  now: () => Math.round(performance.timeOrigin + performance.now()),
  callAt(time, callback) {
    const waitMs = Math.min(longestTimeoutMs, Math.max(0, time - systemClock.now()));
    const timeout = setTimeout(callback, waitMs);
    return { cancel: () => clearTimeout(timeout) };
  },
  // In the turn that comes first sockets are written to: what was asked of plugins is on its way before anything is planned.
  callSoon: (callback) => void setImmediate(() => setImmediate(callback)),
};
