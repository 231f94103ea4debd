import { type GroupPlugin, LocalError } from "@infrakit/spi";
import { openGroupPlugin } from "../open-group-plugin.ts";
import { SocketPlugins } from "../socket-plugins.ts";
import { Cleanup } from "../cleanup.ts";
import { type AbsentGroup, findAbsentGroups } from "./absent-groups.ts";
import { createGroupsPlugin, type GroupsPluginOptions } from "./groups-plugin.ts";

/** Which groups are shown, and where. */
export interface ServeGroupsOptions extends Pick<
  GroupsPluginOptions,
  "allowed" | "hostname" | "id" | "onWarning"
> {
  /** Plugin directory: the group plugin is found there, and those that make instances. */
  readonly pluginsDir: string;
  /** Name of the group plugin. Default: the one that is served. */
  readonly plugin?: string;
  /** Where hosts of Scope look for plugins. */
  readonly root: string;
}

/** Groups that are shown in Scope. */
export interface ServedGroups {
  /** The socket. */
  readonly path: string;
  /** Those of which something is allowed and that were not there at the start. They may come. */
  readonly absent: readonly AbsentGroup[];
  /** Shows them no more. The groups are kept as before. */
  close(): Promise<void>;
}

/**
 * Shows the groups of another process in Scope: it asks a group plugin, ours or InfraKit's, through its socket.
 * @throws LocalError `plugin_not_found`; Error if there can be no socket below `root`.
 */
export async function serveGroupsInScope(options: ServeGroupsOptions): Promise<ServedGroups> {
  const cleanup = new Cleanup();
  try {
    const kept = await openGroupPlugin(options.pluginsDir, options.plugin);
    cleanup.defer(() => kept.close());
    const sockets = new SocketPlugins(options.pluginsDir);
    cleanup.defer(() => sockets.close());
    const instance = async (name: string) => {
      const found = await sockets.instance(name);
      if (found === undefined) throw new LocalError("plugin_not_found", `plugin not found:${name}`);
      return found;
    };
    const plugin = createGroupsPlugin({ ...options, ...kept, plugins: { instance } });
    cleanup.defer(() => plugin.close());
    const { path } = await plugin.listen({ directory: options.root });
    return { path, absent: await askAbsent(options, kept.group), close: () => cleanup.close() };
  } catch (error) {
    await cleanup.close();
    throw error;
  }
}

/** Nobody, if there is no list of groups now: why not is told by each report. */
async function askAbsent(
  { allowed = new Map() }: ServeGroupsOptions,
  group: Pick<GroupPlugin, "inspectGroups">,
): Promise<readonly AbsentGroup[]> {
  if (allowed.size === 0) return [];
  try {
    return findAbsentGroups(allowed, await group.inspectGroups());
  } catch {
    return [];
  }
}
