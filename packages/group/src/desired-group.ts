import { amountOf } from "./amount.ts";
import { configHashes } from "./config-hash.ts";
import type { GroupProperties } from "./group-properties.ts";
import type { HealingProperties } from "./healing.ts";
import type { Desired, Healing, Policy } from "./plan/index.ts";
import type { Updating } from "./updating.ts";

/** What the operator of a controller sets for all of its groups. Durations are milliseconds. */
export interface ControllerPolicy {
  /** How often a group is looked at when nothing happens; `INFRAKIT_GROUP_POLL_INTERVAL`. */
  readonly pollIntervalMs: number;
  /** Creations and destroys that a group may have in flight; 0 for no limit; `INFRAKIT_GROUP_MAX_PARALLEL_NUM`. */
  readonly maxParallel: number;
  /** Logical id of the instance that the controller runs on; `INFRAKIT_GROUP_SELF_LOGICAL_ID`. */
  readonly self: string | null;
  /** How long a creation whose end is not known counts as an instance, where the group does not say. */
  readonly createDeadlineMs: number;
}

/** InfraKit's defaults, and two minutes for a creation that got lost. */
export const defaultControllerPolicy: ControllerPolicy = {
  pollIntervalMs: 10_000,
  maxParallel: 0,
  self: null,
  createDeadlineMs: 120_000,
};

/** What the phase of a group and its history add to its properties. */
export interface GroupHistory {
  readonly destroying?: boolean;
  /** The properties that the group converged to last. */
  readonly converged?: GroupProperties | null;
}

/** What is wanted of a group, from its properties and the controller's policy. */
export function desiredOf(
  properties: GroupProperties,
  controller: ControllerPolicy,
  { destroying = false, converged = null }: GroupHistory = {},
): Desired {
  const { instance, flavor, allocation, updating, healing, limits } = properties;
  const { size, logicalIds } = allocation;
  const hashes = configHashes(instance, flavor);
  const [convergedTo = null] = converged === null ? [] : configHashes(converged.instance, converged.flavor);
  return {
    slots: logicalIds.length > 0 ? { kind: "named", logicalIds } : { kind: "sized", size },
    hashes,
    self: controller.self,
    convergedTo,
    destroying,
    policy: {
      ...updatePolicyOf(updating, logicalIds.length || size),
      healing: healing && healingOf(healing, logicalIds.length || size),
      lookIntervalMs: controller.pollIntervalMs,
      maxParallel: controller.maxParallel,
      minHealthyMs: minHealthyMsOf(updating, controller),
      visibleWithinMs: 10_000,
      goneWithinMs: 60_000,
      ...limits,
      createDeadlineMs: limits.createDeadlineMs ?? controller.createDeadlineMs,
    },
  };
}

/**
 * How long a new instance must be healthy: the longest of what was asked for. InfraKit counts looks one poll
 * interval apart; n of them in a row span n - 1 intervals.
 */
export function minHealthyMsOf(
  { durationMs, count, minHealthyMs }: Updating,
  { pollIntervalMs }: ControllerPolicy,
): number {
  return Math.max(durationMs, minHealthyMs, Math.max(0, count - 1) * pollIntervalMs);
}

function healingOf({ freezeAbove, ...healing }: HealingProperties, size: number): Healing {
  return { ...healing, freezeAbove: freezeAbove === null ? null : amountOf(freezeAbove, size) };
}

type UpdatePolicy = Pick<
  Policy,
  | "maxUnavailable"
  | "maxSurge"
  | "canary"
  | "progressDeadlineMs"
  | "maxFailedSlots"
  | "onFailure"
  | "skipDrain"
>;

/** Percentages of a small group may come to nothing: then one after the other is replaced. */
function updatePolicyOf(updating: Updating, size: number): UpdatePolicy {
  const maxSurge = Math.ceil(amountOf(updating.maxSurge, size));
  const maxUnavailable = Math.floor(amountOf(updating.maxUnavailable, size));
  return {
    maxSurge,
    maxUnavailable: maxSurge === 0 ? Math.max(1, maxUnavailable) : maxUnavailable,
    canary: updating.canary,
    progressDeadlineMs: updating.progressDeadlineMs,
    maxFailedSlots: Math.floor(updating.maxFailureRatio * size),
    onFailure: updating.onFailure,
    skipDrain: updating.skipBeforeInstanceDestroy === "drain",
  };
}
