import type { History, Honesty, Setting } from "@infrakit/testing/simulation";

/** A history that once went wrong, as small as it can be made. */
export interface KeptHistory {
  readonly name: string;
  readonly honesty: Honesty;
  readonly history: History;
}

/** What most kept histories have in common. */
export const usual: Setting = {
  logicalIds: [],
  self: null,
  hasOwnNames: false,
  size: 3,
  sharesFate: false,
  hints: "none",
  maxSurge: 0,
  maxUnavailable: 1,
  minHealthyMs: 0,
  protectsEvery: 0,
  slowestStartMs: 0,
  slowestCallMs: 2000,
  finale: "nothing new",
  canary: 0,
  onFailure: "pause",
  progressDeadlineMs: null,
  healAfterMs: 30_000,
  keepFailed: 0,
  maxInstances: null,
  healsAtOnce: 1,
  quickFailureMs: 10_000,
  firstBackoffMs: 1000,
  maxBackoffMs: 300_000,
  stalledAfter: 10,
  listsAtOnce: false,
  pollIntervalMs: 10_000,
  maxParallel: 0,
  maxFailureRatio: 0,
  skipsDrain: false,
  freezeAbove: "50%",
  createDeadlineMs: 120_000,
  groups: 1,
  listsOfAll: "right",
};
