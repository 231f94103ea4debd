import {
  type Codec,
  DecodeError,
  duration,
  mapped,
  member,
  nullable,
  object,
  string,
  unsigned,
} from "@infrakit/spi/document";
import { type Amount, amount, isNone, ratio, withDefault } from "./amount.ts";
import type { FailureRule } from "./plan/index.ts";

/** How an update goes. At most one of duration and count is given. */
export interface Updating {
  /** How long a new instance must be healthy before the next one is replaced, in milliseconds. */
  readonly durationMs: number;
  /** In how many looks in a row a new instance must be healthy, instead. */
  readonly count: number;
  /** `drain`: instances are destroyed in an update without being drained. */
  readonly skipBeforeInstanceDestroy: "drain" | null;
  /** How many instances may be made beyond the size, before as many are taken away. Percentages round up. */
  readonly maxSurge: Amount;
  /** How many instances may be taken away before their successors are healthy. Percentages round down. */
  readonly maxUnavailable: Amount;
  /** As `durationMs`, and may stand beside `count`: the longest counts. */
  readonly minHealthyMs: number;
  /** How long an update may go without replacing anything; `null` for no limit. */
  readonly progressDeadlineMs: number | null;
  /** Which share of the slots may fail to start again and again, from 0 to 1. */
  readonly maxFailureRatio: number;
  /** What becomes of an update that fails. */
  readonly onFailure: FailureRule;
  /** How many instances are replaced before the update waits for a promotion; 0 for no wait. */
  readonly canary: number;
}

/** How an update goes if nothing is said: one after the other, as InfraKit does it. */
export const defaultUpdating: Updating = {
  durationMs: 0,
  count: 0,
  skipBeforeInstanceDestroy: null,
  maxSurge: 0,
  maxUnavailable: 1,
  minHealthyMs: 0,
  progressDeadlineMs: null,
  maxFailureRatio: 0,
  onFailure: "pause",
  canary: 0,
};

const skipRule: Codec<"drain" | null> = mapped(nullable(string), {
  decode: (word) => {
    if (word === null || word === "drain") return word;
    throw new DecodeError(`expected "drain" or null, found ${JSON.stringify(word)}`);
  },
  encode: (word) => word,
  allowed: ["drain"],
});

const failureRules: readonly FailureRule[] = ["pause", "rollback", "continue"];

const failureRule: Codec<FailureRule> = mapped(nullable(string), {
  decode: (word) => {
    const rule = failureRules.find((each) => each === (word ?? "pause"));
    if (rule !== undefined) return rule;
    throw new DecodeError(`expected "pause", "rollback" or "continue", found ${JSON.stringify(word)}`);
  },
  encode: (rule) => rule,
  allowed: failureRules,
});

const omitZero = { omitZero: true };

/** `Updating` as it is written. Members that InfraKit does not know are left out where they are as usual. */
export const updating: Codec<Updating> = object<Updating>({
  durationMs: member("Duration", duration),
  count: member("Count", unsigned),
  skipBeforeInstanceDestroy: member("SkipBeforeInstanceDestroy", skipRule),
  maxSurge: member("MaxSurge", amount, omitZero),
  maxUnavailable: member("MaxUnavailable", withDefault(amount, 1), omitZero),
  minHealthyMs: member("MinHealthyTime", duration, omitZero),
  progressDeadlineMs: member("ProgressDeadline", nullable(duration), omitZero),
  maxFailureRatio: member("MaxFailureRatio", ratio, omitZero),
  onFailure: member("OnFailure", failureRule, omitZero),
  canary: member("Canary", unsigned, omitZero),
});

/** Refuses what cannot work together. @throws Error that says which member is at fault. */
export function refuseImpossibleUpdating(given: Updating, isNamed: boolean): void {
  if (given.durationMs > 0 && given.count > 0) throw new Error("Only one Updating method may be used");
  const { maxSurge, maxUnavailable, onFailure, maxFailureRatio, progressDeadlineMs } = given;
  if (isNone(maxSurge) && isNone(maxUnavailable)) {
    throw invalid("MaxUnavailable", "with no MaxSurge it must not be 0: nothing could ever be replaced");
  }
  if (isNamed && !isNone(maxSurge)) {
    throw invalid(
      "MaxSurge",
      "must be 0 in a group with LogicalIDs: no two instances may have one logical id",
    );
  }
  if (onFailure === "continue" && (maxFailureRatio > 0 || progressDeadlineMs !== null)) {
    const which = maxFailureRatio > 0 ? "MaxFailureRatio" : "ProgressDeadline";
    throw invalid(which, 'means nothing with OnFailure "continue"');
  }
  refuseShortDeadline(given, Math.max(given.durationMs, given.minHealthyMs));
}

/** A deadline that ends before an instance can have been healthy for long enough fails every update. */
export function refuseShortDeadline({ progressDeadlineMs }: Updating, healthyMs: number): void {
  if (progressDeadlineMs === null || progressDeadlineMs > healthyMs) return;
  throw invalid(
    "ProgressDeadline",
    `must be longer than the ${healthyMs / 1000} s for which a new instance must be healthy`,
  );
}

function invalid(name: string, why: string): Error {
  return new Error(`Invalid properties: Updating.${name}: ${why}`);
}
