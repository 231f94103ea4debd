import type { CallOptions, GroupPlugin } from "@infrakit/spi";
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
  string,
} from "@infrakit/spi/document";
import type { Caller } from "../caller.ts";
import { namesOf, type PluginObjects } from "../hosted-objects.ts";
import { type Method, serveMethod, type ServedMethod } from "../method.ts";
import { groupPlan, groupStatus } from "./group-status.ts";
import { readSize, writeSize } from "./group-size.ts";
import { instanceDescription } from "./instance.ts";
import { addedParams, type Keyed, keyedBy, name, sinceNamed } from "./keyed.ts";
import { compareVersions, type Kind } from "./kind.ts";

/** Go's `group.Spec`. */
const groupSpec: Codec<GroupSpec> = object({
  id: member("ID", string),
  properties: member("Properties", raw),
});

const id = member("ID", string);

/** Which group of which object; the answer of methods that have nothing to say repeats it. */
interface Named extends Keyed {
  readonly id: string;
}
const named: Codec<Named> = object({ name, id });

/** `ID` where older messages lack it, as they lack `Name`. */
const laterId = member("ID", nullable(string), { omitZero: true });

/** What answers repeat of their request: nothing to clients up to v0.5, which told no objects apart. */
interface Repeated extends Keyed {
  readonly id: string | null;
}
const repeat = (of: string | null, group: string): Repeated => ({ name: of, id: of === null ? null : group });

interface CommitParams extends Keyed {
  readonly spec: GroupSpec;
  readonly pretend: boolean;
}
const commitGroup: Method<CommitParams, Repeated & CommitResult> = {
  name: "Group.CommitGroup",
  addedParams,
  params: object({ name, spec: member("Spec", groupSpec), pretend: member("Pretend", boolean) }),
  result: object({
    name,
    id: laterId,
    details: member("Details", string),
    plan: member<GroupPlan | null>("Plan", nullable(groupPlan), { omitZero: true }),
  }),
};

/** Clients up to v0.5 are told `{"OK":true}`. */
interface Gone extends Repeated {
  readonly ok: boolean;
}
const freeGroup: Method<Named, Gone> = {
  name: "Group.FreeGroup",
  addedParams,
  params: named,
  result: object({ name, id: laterId, ok: member("OK", boolean, { omitZero: true }) }),
};

/** Go's `group.Description`. */
interface Description {
  readonly instances: readonly InstanceDescription[];
  readonly converged: boolean;
}
interface Described extends Repeated {
  readonly description: Description;
  readonly status: GroupStatus | null;
}
const describeGroup: Method<Named, Described> = {
  name: "Group.DescribeGroup",
  addedParams,
  params: named,
  result: object({
    name,
    id: laterId,
    description: member<Description>(
      "Description",
      object({
        instances: member("Instances", list(instanceDescription)),
        converged: member("Converged", boolean),
      }),
    ),
    status: member<GroupStatus | null>("Status", nullable(groupStatus), { omitZero: true }),
  }),
};

const destroyGroup: Method<Named, Gone> = { ...freeGroup, name: "Group.DestroyGroup" };

/** InfraKit has no empty list of groups: where there are none, it writes `null`. */
const groups: Codec<readonly GroupSpec[]> = mapped(list(groupSpec), {
  decode: (wire) => wire,
  encode: (specs) => (specs.length === 0 ? absentList : specs),
});

const inspectGroups: Method<Repeated, Repeated & { groups: readonly GroupSpec[] }> = {
  name: "Group.InspectGroups",
  addedParams: { ...addedParams, ID: sinceNamed },
  params: object({ name, id: laterId }),
  result: object({ name, id: laterId, groups: member("Groups", groups) }),
};

const destroyInstances: Method<Named & { instances: readonly string[] }, Named> = {
  name: "Group.DestroyInstances",
  since: sinceNamed,
  params: object({ name, id, instances: member("Instances", list(string)) }),
  result: named,
};

const size: Method<Named, Named & { size: number }> = {
  name: "Group.Size",
  since: sinceNamed,
  params: named,
  result: object({ name, id, size: member("Size", integer) }),
};

const setSize: Method<Named & { size: number }, Named> = {
  name: "Group.SetSize",
  since: sinceNamed,
  params: object({ name, id, size: member("Size", integer) }),
  result: named,
};

/** What keeps groups of instances as their specs say. The objects of a plugin are told apart by `Name`. */
export const groupKind: Kind = {
  interface: { name: "Group", current: "0.1.1", implemented: ["0.1.0"], first: ["0.1.0"] },
  names: ({ group }) => namesOf(group, "commitGroup"),
  serve: serveGroup,
};

function serveGroup(objects: PluginObjects): readonly ServedMethod[] {
  const get = keyedBy<GroupPlugin>(() => objects.group, "commitGroup");
  const serveEnd = (
    method: Method<Named, Gone>,
    run: (plugin: GroupPlugin, id: string) => Promise<void>,
  ): ServedMethod =>
    serveMethod(method, async (params) => {
      await run(get(params.name), params.id);
      return { ...repeat(params.name, params.id), ok: params.name === null };
    });
  const serveNamed = <P extends Named>(
    method: Method<P, Named>,
    run: (plugin: GroupPlugin, params: P) => Promise<void>,
  ): ServedMethod =>
    serveMethod(method, async (params) => {
      await run(get(params.name), params);
      return { name: params.name, id: params.id };
    });
  return [
    serveMethod(commitGroup, async ({ name: of, spec, pretend }) => {
      const { details, plan } = await get(of).commitGroup(spec, { pretend });
      return { ...repeat(of, spec.id), details, plan };
    }),
    serveEnd(freeGroup, (plugin, group) => plugin.freeGroup(group)),
    serveMethod(describeGroup, async (params) => {
      const { status, ...description } = await get(params.name).describeGroup(params.id);
      return { ...repeat(params.name, params.id), description, status };
    }),
    serveEnd(destroyGroup, (plugin, group) => plugin.destroyGroup(group)),
    serveMethod(inspectGroups, async ({ name: of }) => ({
      ...repeat(of, ""),
      groups: await get(of).inspectGroups(),
    })),
    serveNamed(destroyInstances, (plugin, params) => plugin.destroyInstances(params.id, params.instances)),
    serveMethod(size, async (params) => ({ ...params, size: await get(params.name).size(params.id) })),
    serveNamed(setSize, (plugin, params) => plugin.setSize(params.id, params.size)),
  ];
}

/** Makes a group plugin of a connection. `of` is the plugin's full name, such as `group/web`. */
export function connectGroup(connection: Caller, of: string): GroupPlugin {
  const { call, version } = connection.on(groupKind.interface);
  const plugin: GroupPlugin = {
    async commitGroup(spec, { pretend = false, ...options } = {}) {
      const { details, plan } = await call(commitGroup, { name: of, spec, pretend }, options);
      return { details, plan };
    },
    async freeGroup(group, options) {
      await call(freeGroup, { name: of, id: group }, options);
    },
    async describeGroup(group, options) {
      const { description, status } = await call(describeGroup, { name: of, id: group }, options);
      return { ...description, status };
    },
    async destroyGroup(group, options) {
      await call(destroyGroup, { name: of, id: group }, options);
    },
    async inspectGroups(options) {
      return (await call(inspectGroups, { name: of, id: "" }, options)).groups;
    },
    async destroyInstances(group, instances, options) {
      await call(destroyInstances, { name: of, id: group, instances }, options);
    },
    async size(group, options) {
      if (await isUnsized(options))
        return readSize(await findSpec(group, `group ${group} not found`, options));
      return (await call(size, { name: of, id: group }, options)).size;
    },
    async setSize(group, wanted, options) {
      if (!(await isUnsized(options))) await call(setSize, { name: of, id: group, size: wanted }, options);
      else
        await plugin.commitGroup(
          writeSize(await findSpec(group, `group not found ${group}`, options), wanted),
          options,
        );
    },
  };

  /** Up to v0.5 a group's size is part of its spec only. */
  async function isUnsized(options?: CallOptions): Promise<boolean> {
    return compareVersions(await version(options), sinceNamed) < 0;
  }

  async function findSpec(group: string, notFound: string, options?: CallOptions): Promise<GroupSpec> {
    const spec = (await plugin.inspectGroups(options)).find((each) => each.id === group);
    if (spec === undefined) throw new Error(notFound);
    return spec;
  }
  return plugin;
}
