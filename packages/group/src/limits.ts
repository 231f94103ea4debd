import { type Codec, duration, member, nullable, object, unsigned } from "@infrakit/spi/document";
import { withDefault } from "./amount.ts";

/** How patient a group is with instances that fail. */
export interface LimitsProperties {
  /** An instance that goes away, or turns unhealthy, at a lower age has failed to start; in milliseconds. */
  readonly quickFailureMs: number;
  /** The pause before the third try in a row, in milliseconds; it doubles each time. */
  readonly firstBackoffMs: number;
  /** The longest pause between two tries, in milliseconds. */
  readonly maxBackoffMs: number;
  /** After so many failures in a row a group is called stalled. */
  readonly stalledAfter: number;
  /** How long a creation whose end is not known counts, in milliseconds; `null`: as long as the controller says. */
  readonly createDeadlineMs: number | null;
  /** No more instances than these at any time; `null` for no limit. */
  readonly maxInstances: number | null;
  /** How many instances that failed are kept as evidence. */
  readonly keepFailed: number;
}

/** The patience of a group of which nothing is said. */
export const defaultLimits: LimitsProperties = {
  quickFailureMs: 10_000,
  firstBackoffMs: 1000,
  maxBackoffMs: 300_000,
  stalledAfter: 10,
  createDeadlineMs: null,
  maxInstances: null,
  keepFailed: 0,
};

const omitZero = { omitZero: true };

const given: Codec<LimitsProperties> = object<LimitsProperties>({
  quickFailureMs: member("QuickFailure", withDefault(duration, defaultLimits.quickFailureMs), omitZero),
  firstBackoffMs: member("FirstBackoff", withDefault(duration, defaultLimits.firstBackoffMs), omitZero),
  maxBackoffMs: member("MaxBackoff", withDefault(duration, defaultLimits.maxBackoffMs), omitZero),
  stalledAfter: member("StalledAfter", withDefault(unsigned, defaultLimits.stalledAfter), omitZero),
  createDeadlineMs: member("CreateDeadline", nullable(duration), omitZero),
  maxInstances: member("MaxInstances", nullable(unsigned), omitZero),
  keepFailed: member("KeepFailed", unsigned, omitZero),
});

/** `Limits` as it is written: absent or `null` is the default. */
export const limits: Codec<LimitsProperties> = withDefault(given, defaultLimits);

/** How many instances a group may have, and how they are told apart. */
export interface LimitedGroup {
  readonly size: number;
  /** How many an update may make beyond the size. */
  readonly surge: number;
  readonly isNamed: boolean;
}

/** Refuses what cannot work. @throws Error that says which member is at fault. */
export function refuseImpossibleLimits(asked: LimitsProperties, group: LimitedGroup): void {
  refuseImpatience(asked);
  const { maxInstances, keepFailed } = asked;
  const { size, surge, isNamed } = group;
  if (maxInstances !== null && size + surge > maxInstances) {
    const most =
      surge === 0 ? `${size} are asked for` : `${size} are asked for, and ${surge} more by MaxSurge`;
    const advice = "ask for fewer, or raise it in the spec and commit that";
    throw invalid("MaxInstances", `${maxInstances} is less than the group needs: ${most}; ${advice}`);
  }
  if (isNamed && keepFailed > 0)
    throw invalid(
      "KeepFailed",
      "must be 0 in a group with LogicalIDs: no two instances may have one logical id",
    );
}

function refuseImpatience({
  firstBackoffMs,
  maxBackoffMs,
  stalledAfter,
  createDeadlineMs,
}: LimitsProperties): void {
  if (createDeadlineMs !== null && createDeadlineMs <= 0)
    throw invalid("CreateDeadline", "must be longer than 0s: what was asked for would be asked for twice");
  if (firstBackoffMs <= 0)
    throw invalid("FirstBackoff", "must be longer than 0s: nothing may fail without a pause");
  if (maxBackoffMs < firstBackoffMs) throw invalid("MaxBackoff", "must not be shorter than FirstBackoff");
  if (stalledAfter === 0)
    throw invalid("StalledAfter", "must not be 0: a group would be stalled before it began");
}

function invalid(name: string, why: string): Error {
  return new Error(`Invalid properties: Limits.${name}: ${why}`);
}
