import { configHashes } from "./config-hash.ts";
import type { GroupProperties } from "./group-properties.ts";
import type { Desired, Policy } from "./plan/index.ts";

/** What the operator of a controller sets for all of its groups. Durations are milliseconds. */
export interface ControllerPolicy {
  /** How often a group is looked at when nothing happens; `INFRAKIT_GROUP_POLL_INTERVAL`. */
  readonly pollIntervalMs: number;
  /** Creations and destroys that a group may have in flight; 0 for no limit; `INFRAKIT_GROUP_MAX_PARALLEL_NUM`. */
  readonly maxParallel: number;
  /** Logical id of the instance that the controller runs on; `INFRAKIT_GROUP_SELF_LOGICAL_ID`. */
  readonly self: string | null;
  /** How long a creation whose end is not known counts as an instance. */
  readonly createDeadlineMs: number;
}

/** InfraKit's defaults, and two minutes for a creation that got lost. */
export const defaultControllerPolicy: ControllerPolicy = {
  pollIntervalMs: 10_000,
  maxParallel: 0,
  self: null,
  createDeadlineMs: 120_000,
};

/** What is wanted of a group, from its properties and the controller's policy. */
export function desiredOf(
  { instance, flavor, allocation, updating }: GroupProperties,
  controller: ControllerPolicy,
  destroying: boolean,
): Desired {
  const { size, logicalIds } = allocation;
  const policy: Policy = {
    lookIntervalMs: controller.pollIntervalMs,
    maxParallel: controller.maxParallel,
    maxUnavailable: 1,
    // InfraKit counts looks one poll interval apart; n of them in a row span n - 1 intervals.
    minHealthyMs: Math.max(updating.durationMs, Math.max(0, updating.count - 1) * controller.pollIntervalMs),
    skipDrain: updating.skipBeforeInstanceDestroy === "drain",
    createDeadlineMs: controller.createDeadlineMs,
    visibleWithinMs: 10_000,
    goneWithinMs: 60_000,
    quickFailureMs: 10_000,
    firstBackoffMs: 1000,
    maxBackoffMs: 300_000,
    stalledAfter: 10,
  };
  return {
    slots: logicalIds.length > 0 ? { kind: "named", logicalIds } : { kind: "sized", size },
    hashes: configHashes(instance, flavor),
    self: controller.self,
    destroying,
    policy,
  };
}
