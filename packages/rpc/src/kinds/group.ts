import type { CallOptions, GroupPlugin } from "@infrakit/spi";
import type { GroupSpec } from "@infrakit/spi/data";
import type { Caller } from "../caller.ts";
import { namesOf, type PluginObjects } from "../hosted-objects.ts";
import { type Method, serveMethod, type ServedMethod } from "../method.ts";
import {
  commitGroup,
  describeGroup,
  destroyGroup,
  destroyInstances,
  freeGroup,
  inspectGroups,
  pretendToCommit,
  type Named,
  repeat,
  setSize,
  size,
} from "./group-messages.ts";
import { readSize, writeSize } from "./group-size.ts";
import { keyedBy, sinceNamed } from "./keyed.ts";
import { compareVersions, type Kind } from "./kind.ts";

/** What keeps groups of instances as their specs say. The objects of a plugin are told apart by `Name`. */
export const groupKind: Kind = {
  interface: { name: "Group", current: "0.1.1", implemented: ["0.1.0"], first: ["0.1.0"] },
  names: ({ group }) => namesOf(group, "commitGroup"),
  serve: serveGroup,
};

function serveGroup(objects: PluginObjects): readonly ServedMethod[] {
  const get = keyedBy<GroupPlugin>(() => objects.group, "commitGroup");
  const serveEnd = (
    method: typeof freeGroup,
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

/**
 * Makes a group plugin of a connection. `of` is the plugin's full name, such as `group/web`. Peers up to v0.5 are asked
 * for sizes by other calls, each of which has a deadline of its own.
 */
export function connectGroup(connection: Caller, of: string): GroupPlugin {
  const { call, version } = connection.on(groupKind.interface);
  const plugin: GroupPlugin = {
    async commitGroup(spec, { pretend = false, ...options } = {}) {
      const method = pretend ? pretendToCommit : commitGroup;
      const { details, plan } = await call(method, { name: of, spec, pretend }, options);
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
