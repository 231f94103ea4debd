import type { History, Honesty, Setting } from "@infrakit/testing/simulation";

/** A history that once went wrong, as small as it can be made. */
export interface KeptHistory {
  readonly name: string;
  readonly honesty: Honesty;
  readonly history: History;
}

type Usual = Omit<Setting, Special>;

/** What each kept history says for itself. */
type Special =
  | "logicalIds"
  | "self"
  | "size"
  | "sharesFate"
  | "hints"
  | "maxSurge"
  | "maxUnavailable"
  | "minHealthyMs"
  | "protectsEvery"
  | "slowestStartMs"
  | "slowestCallMs"
  | "finale";

/** What most kept histories have in common. */
export const patience: Usual = {
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
