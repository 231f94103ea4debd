/** What the operator of a controller sets for all of its groups. Durations are milliseconds. */
export interface ControllerPolicy {
  /** How often a group is looked at when nothing happens; `INFRAKIT_GROUP_POLL_INTERVAL`. */
  readonly pollIntervalMs: number;
  /** Creations and destroys of a group that may be without an answer; 0: no limit; `INFRAKIT_GROUP_MAX_PARALLEL_NUM`. */
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

/**
 * The policy of a controller, with defaults for what was not given. @throws RangeError that names the member that cannot
 * be used.
 */
export function controllerPolicy(given: Partial<ControllerPolicy> = {}): ControllerPolicy {
  const {
    pollIntervalMs = defaultControllerPolicy.pollIntervalMs,
    maxParallel = defaultControllerPolicy.maxParallel,
    self = defaultControllerPolicy.self,
    createDeadlineMs = defaultControllerPolicy.createDeadlineMs,
  } = given;
  refuseOther({ pollIntervalMs, createDeadlineMs }, isDuration, "give milliseconds, 1 or more");
  refuseOther({ maxParallel }, isCount, "give a whole number; 0 is no limit");
  refuseOther({ self }, isName, "give a logical id, or null if it runs on none");
  return { pollIntervalMs, maxParallel, self, createDeadlineMs };
}

/** Whoever writes JavaScript, or reads settings from a file, may give anything. */
function refuseOther(members: object, isGood: (value: unknown) => boolean, advice: string): void {
  for (const [name, value] of Object.entries(members) as [string, unknown][]) {
    if (!isGood(value)) throw new RangeError(`Cannot use policy.${name} ${String(value)}: ${advice}`);
  }
}

function isDuration(value: unknown): boolean {
  return typeof value === "number" && value >= 1 && value < Infinity;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isName(value: unknown): boolean {
  return value === null || typeof value === "string";
}
