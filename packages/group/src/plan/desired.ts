/** How many instances a group has: a number of equal ones, or one for each name. */
export type DesiredSlots =
  | { readonly kind: "sized"; readonly size: number }
  | { readonly kind: "named"; readonly logicalIds: readonly string[] };

/** What becomes of an update that has failed: it waits for a word, is undone, or goes on all the same. */
export type FailureRule = "pause" | "rollback" | "continue";

/** When and how members are replaced for their health. */
export interface Healing {
  /** How long a member must have been unhealthy without a break. */
  readonly afterMs: number;
  /** How many members may be away for their health at once. */
  readonly maxAtOnce: number;
  /** If more than so many are not known to be healthy, none is replaced; `null`: always. */
  readonly freezeAbove: number | null;
}

/** What the planner may do, and how patient it is. Durations are milliseconds. */
export interface Policy {
  /** How often the world is looked at when nothing is going on. */
  readonly lookIntervalMs: number;
  /** Steps that may be in flight at once; 0 for no limit. */
  readonly maxParallel: number;
  /** How many instances an update may take away before their successors are healthy. */
  readonly maxUnavailable: number;
  /** How many instances an update may make beyond the size, before it takes away as many. */
  readonly maxSurge: number;
  /** How many instances of a new version an update makes before it waits for a promotion; 0 for no wait. */
  readonly canary: number;
  /** An update that replaces nothing for this long has failed; `null` for no limit. */
  readonly progressDeadlineMs: number | null;
  /** How many slots may fail to start again and again until the update has failed. */
  readonly maxFailedSlots: number;
  /** What becomes of an update that has failed. */
  readonly onFailure: FailureRule;
  /** How long a new instance must have been healthy without a break before the update goes on. */
  readonly minHealthyMs: number;
  /** `null`: nobody is replaced for its health. */
  readonly healing: Healing | null;
  /** Whether instances are destroyed in an update without being drained. */
  readonly skipDrain: boolean;
  /** How long a creation whose end is not known counts as an instance. */
  readonly createDeadlineMs: number;
  /** How long a created instance may take until a describe lists it. */
  readonly visibleWithinMs: number;
  /** How long a destroyed instance may still be listed before it is destroyed again. */
  readonly goneWithinMs: number;
  /** An instance that goes away or turns unhealthy at a lower age has failed to start. */
  readonly quickFailureMs: number;
  readonly firstBackoffMs: number;
  readonly maxBackoffMs: number;
  /** Failures in a row after which a group is called stalled. */
  readonly stalledAfter: number;
  /** Nothing is made while there are so many instances; `null` for no limit. */
  readonly maxInstances: number | null;
  /** How many members that would be replaced for their health are kept as evidence instead. */
  readonly keepFailed: number;
}

/** What is wanted of one group. */
export interface Desired {
  readonly slots: DesiredSlots;
  /** Values of the configuration hash tag that count as the committed one; the first is what we write. */
  readonly hashes: readonly string[];
  /** Logical id of the instance that this controller runs on: it is touched last. */
  readonly self: string | null;
  /** Configuration hash of the commit that the group converged to last; `null` if it never did. */
  readonly convergedTo: string | null;
  /** Whether all instances are to go, and then the group. */
  readonly destroying: boolean;
  readonly policy: Policy;
}

/** Configuration hash of the version that the group goes back to if it may not stay at the committed one. */
export function versionBefore({ convergedTo, hashes }: Desired): string | null {
  return convergedTo === hashes[0] ? null : convergedTo;
}

/** How many instances are wanted. */
export function desiredSize({ slots, destroying }: Desired): number {
  if (destroying) return 0;
  return slots.kind === "sized" ? slots.size : slots.logicalIds.length;
}
