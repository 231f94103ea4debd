import type { RawJson } from "../document/raw-json.ts";
import type { InstanceDescription } from "./instance.ts";
import type { GroupPlan, GroupStatus } from "./status.ts";

/** A group as it is committed: a name, and properties that the group plugin interprets. */
export interface GroupSpec {
  readonly id: string;
  readonly properties: RawJson | null;
}

/** How many instances a group has: a number of equal ones, or one for each logical id. */
export interface Allocation {
  /** Number of instances; 0 where logical ids are given. */
  readonly size: number;
  readonly logicalIds: readonly string[];
}

/** The place of an instance in its group. */
export interface Index {
  readonly group: string;
  /** Number of the slot, from 0. */
  readonly sequence: number;
}

/** What a group plugin answers to a commit. */
export interface CommitResult {
  /** InfraKit's sentence on what happens, such as `Managing 3 instances`. */
  readonly details: string;
  /** What happens slot by slot; `null` from plugins that do not say. */
  readonly plan: GroupPlan | null;
}

/** What a group plugin says of a group. */
export interface GroupDescription {
  readonly instances: readonly InstanceDescription[];
  /** Nothing is left to do: the instances are those that the spec asks for. */
  readonly converged: boolean;
  /** Everything else there is to say; `null` from plugins that do not say it. */
  readonly status: GroupStatus | null;
}
