import type {
  CommitResult,
  GroupPlan,
  GroupSpec,
  GroupStatus,
  InstanceDescription,
} from "@infrakit/spi/data";
import {
  absentList,
  boolean,
  type Codec,
  integer,
  list,
  mapped,
  member,
  nullable,
  object,
  raw,
  requiredMember,
  string,
} from "@infrakit/spi/document";
import type { Method } from "../method.ts";
import { groupPlan, groupStatus } from "./group-status.ts";
import { instanceDescription } from "./instance.ts";
import { addedParams, type Keyed, type LaterKeyed, laterName, name, sinceNamed } from "./keyed.ts";

/**
 * The messages of group plugins.
 *
 * @module
 */

/** Go's `group.Spec`. */
const groupSpec: Codec<GroupSpec> = object({
  id: member("ID", string),
  properties: member("Properties", raw),
});

const id = member("ID", string);

/** Which group of which object; the answer of methods that have nothing to say repeats it. */
export interface Named extends Keyed {
  readonly id: string;
}
const named: Codec<Named> = object({ name, id });

/** The same in methods that are older than names of objects. */
interface LaterNamed extends LaterKeyed {
  readonly id: string;
}
const laterNamed: Codec<LaterNamed> = object({ name: laterName, id });

/** `ID` where older messages lack it, as they lack `Name`. */
const laterId = member("ID", nullable(string), { omitZero: true });

/** What answers repeat of their request: nothing to clients up to v0.5, which told no objects apart. */
interface Repeated extends LaterKeyed {
  readonly id: string | null;
}

/** Repeats what a request said, as far as its sender knows it. */
export function repeat(of: string | null, group: string): Repeated {
  return { name: of, id: of === null ? null : group };
}

interface CommitParams extends LaterKeyed {
  readonly spec: GroupSpec;
  readonly pretend: boolean;
}
export const commitGroup: Method<CommitParams, Repeated & CommitResult> = {
  name: "Group.CommitGroup",
  addedParams,
  params: object({ name: laterName, spec: member("Spec", groupSpec), pretend: member("Pretend", boolean) }),
  result: object({
    name: laterName,
    id: laterId,
    details: member("Details", string),
    plan: member<GroupPlan | null>("Plan", nullable(groupPlan), { omitZero: true }),
  }),
};

/** Clients up to v0.5 are told `{"OK":true}`. */
interface Gone extends Repeated {
  readonly ok: boolean;
}
export const freeGroup: Method<LaterNamed, Gone> = {
  name: "Group.FreeGroup",
  addedParams,
  params: laterNamed,
  result: object({ name: laterName, id: laterId, ok: member("OK", boolean, { omitZero: true }) }),
};

/** A commit that only says what it would do. */
export const pretendToCommit: typeof commitGroup = { ...commitGroup, isReadOnly: true };

/** Go's `group.Description`. */
interface Description {
  readonly instances: readonly InstanceDescription[];
  readonly converged: boolean;
}
interface Described extends Repeated {
  readonly description: Description;
  readonly status: GroupStatus | null;
}
export const describeGroup: Method<LaterNamed, Described> = {
  name: "Group.DescribeGroup",
  isReadOnly: true,
  addedParams,
  params: laterNamed,
  result: object({
    name: laterName,
    id: laterId,
    description: requiredMember<Description>(
      "Description",
      object({
        instances: requiredMember("Instances", list(instanceDescription)),
        converged: member("Converged", boolean),
      }),
    ),
    status: member<GroupStatus | null>("Status", nullable(groupStatus), { omitZero: true }),
  }),
};

export const destroyGroup: Method<LaterNamed, Gone> = { ...freeGroup, name: "Group.DestroyGroup" };

/** InfraKit has no empty list of groups: where there are none, it writes `null`. */
const groups: Codec<readonly GroupSpec[]> = mapped(list(groupSpec), {
  decode: (wire) => wire,
  encode: (specs) => (specs.length === 0 ? absentList : specs),
});

export const inspectGroups: Method<Repeated, Repeated & { groups: readonly GroupSpec[] }> = {
  name: "Group.InspectGroups",
  isReadOnly: true,
  addedParams: { ...addedParams, ID: sinceNamed },
  params: object({ name: laterName, id: laterId }),
  result: object({ name: laterName, id: laterId, groups: requiredMember("Groups", groups) }),
};

export const destroyInstances: Method<Named & { instances: readonly string[] }, Named> = {
  name: "Group.DestroyInstances",
  since: sinceNamed,
  params: object({ name, id, instances: member("Instances", list(string)) }),
  result: named,
};

export const size: Method<Named, Named & { size: number }> = {
  name: "Group.Size",
  isReadOnly: true,
  since: sinceNamed,
  params: named,
  result: object({ name, id, size: requiredMember("Size", integer) }),
};

export const setSize: Method<Named & { size: number }, Named> = {
  name: "Group.SetSize",
  since: sinceNamed,
  params: object({ name, id, size: member("Size", integer) }),
  result: named,
};
