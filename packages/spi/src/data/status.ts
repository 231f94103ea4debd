/** What a commit does to one slot. */
export type SlotAction = "none" | "create" | "replace" | "destroy" | "adopt";

/** One line of a plan. */
export interface SlotPlan {
  /** `0`, `1`, … or the logical id. */
  readonly slot: string;
  /** The instance there now; `null` if there is none. */
  readonly instance: string | null;
  readonly action: SlotAction;
  /** Why, in words; empty if nothing happens. */
  readonly because: string;
}

/** What a commit does, slot by slot. */
export interface GroupPlan {
  readonly slots: readonly SlotPlan[];
}

/**
 * What stands in a slot: nothing yet (`missing`), an instance that is being made (`creating`), one whose
 * health is not known (`unknown`) or is (`healthy`, `unhealthy`), one that has the properties of an earlier
 * commit (`outdated`), or one that is on its way out (`terminating`). One that is kept as evidence (`failed`) is listed
 * beside its successor, under the slot that it had.
 */
export type SlotState =
  | "missing"
  | "creating"
  | "unknown"
  | "healthy"
  | "unhealthy"
  | "outdated"
  | "terminating"
  | "failed";

/** How a slot lost an instance. */
export interface SlotLoss {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly instance: string;
  /** Why, to be put behind the instance: `exited with code 1; see /var/…/log/4f1c.log`. */
  readonly reason: string;
}

/** One slot of a group. */
export interface SlotStatus {
  readonly slot: string;
  readonly instance: string | null;
  readonly state: SlotState;
  /**
   * How often the slot has lost its instance since this version was committed: it was gone, had ended, or was replaced
   * for its health. What goes for an update, another size or an order is not lost. Absent: never, or a peer that does
   * not count.
   */
  readonly restarts?: number | undefined;
  /** How that was the last time; absent if it never was. */
  readonly lastLoss?: SlotLoss | undefined;
}

/**
 * Where a group stands: it `converged`, is being brought there (`progressing`), cannot go on without help
 * (`stalled`), was told to wait (`paused`), waits for a plugin or an answer (`waiting`), or goes away
 * (`destroying`).
 */
export type GroupPhase = "converged" | "progressing" | "waiting" | "paused" | "stalled" | "destroying";

/**
 * A question about a group: does it do its work (`Available`), is it being changed (`Progressing`), is something wrong
 * with it (`Degraded`), does it need help (`Stalled`)?
 */
export type ConditionType = "Available" | "Progressing" | "Degraded" | "Stalled";

/** The answer; `unknown` while no list of the instances is to be had, or the health of too many is not known. */
export type ConditionStatus = "true" | "false" | "unknown";

/** One of the questions about a group, answered. */
export interface GroupCondition {
  readonly type: ConditionType;
  readonly status: ConditionStatus;
  /** Why, in one word that programs can compare, such as `UpdateFailed`. */
  readonly reason: string;
  /** Why, in words; empty if there is no more to say. */
  readonly message: string;
  /** Configuration hash of the commit that it speaks of. */
  readonly commit: string;
}

/** What there is to say of a group beside its instances. */
export interface GroupStatus {
  readonly phase: GroupPhase;
  /** What is being done, or what is in the way, in words. */
  readonly reason: string;
  /** Configuration hash of the commit that this status speaks of. */
  readonly commit: string;
  /** How many instances the group should have. */
  readonly desired: number;
  /** How many instances have the committed properties and are healthy. */
  readonly ready: number;
  /**
   * How often its slots have lost an instance since its controller began to keep the group. It never goes down, so that
   * rates can be told from it. Absent from a peer that does not count.
   */
  readonly restarts?: number | undefined;
  readonly slots: readonly SlotStatus[];
  /** One of each type; none from a peer that does not know them. */
  readonly conditions: readonly GroupCondition[];
  /** When the group is looked at again even if nothing happens; milliseconds since 1970. */
  readonly nextLookAt: number | null;
}
