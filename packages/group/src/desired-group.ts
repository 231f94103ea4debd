import { amountOf } from "./amount.ts";
import { configHashes } from "./config-hash.ts";
import type { ControllerPolicy } from "./controller-policy.ts";
import type { GroupProperties } from "./group-properties.ts";
import type { HealingProperties } from "./healing.ts";
import type { Desired, Healing, Policy } from "./plan/index.ts";
import type { Updating } from "./updating.ts";

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
