import { type Codec, duration, member, object, unsigned } from "@infrakit/spi/document";
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
}

/** The patience of a group of which nothing is said. */
export const defaultLimits: LimitsProperties = {
  quickFailureMs: 10_000,
  firstBackoffMs: 1000,
  maxBackoffMs: 300_000,
  stalledAfter: 10,
};

const omitZero = { omitZero: true };

const given: Codec<LimitsProperties> = object<LimitsProperties>({
  quickFailureMs: member("QuickFailure", withDefault(duration, defaultLimits.quickFailureMs), omitZero),
  firstBackoffMs: member("FirstBackoff", withDefault(duration, defaultLimits.firstBackoffMs), omitZero),
  maxBackoffMs: member("MaxBackoff", withDefault(duration, defaultLimits.maxBackoffMs), omitZero),
  stalledAfter: member("StalledAfter", withDefault(unsigned, defaultLimits.stalledAfter), omitZero),
});

/** `Limits` as it is written: absent or `null` is the default. */
export const limits: Codec<LimitsProperties> = withDefault(given, defaultLimits);

/** Refuses what cannot work. @throws Error that says which member is at fault. */
export function refuseImpossibleLimits({
  firstBackoffMs,
  maxBackoffMs,
  stalledAfter,
}: LimitsProperties): void {
  if (firstBackoffMs <= 0)
    throw invalid("FirstBackoff", "must be longer than 0s: nothing may fail without a pause");
  if (maxBackoffMs < firstBackoffMs) throw invalid("MaxBackoff", "must not be shorter than FirstBackoff");
  if (stalledAfter === 0)
    throw invalid("StalledAfter", "must not be 0: a group would be stalled before it began");
}

function invalid(name: string, why: string): Error {
  return new Error(`Invalid properties: Limits.${name}: ${why}`);
}
