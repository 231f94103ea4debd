import { connectEvent, connectGroup, connectRollout } from "@infrakit/rpc";
import { type EventPlugin, type GroupPlugin, LocalError, type RolloutPlugin } from "@infrakit/spi";
import { groupKind } from "./kinds/group.ts";
import { isServed, SocketPlugins } from "./socket-plugins.ts";
import { groupSocketName } from "./start-infrakit.ts";

/** A group plugin in another process. */
export interface OpenGroupPlugin {
  /** The name under which it was found. */
  readonly name: string;
  readonly group: GroupPlugin;
  /** Plugins of other programs may have none; that is found out by the first call. */
  readonly rollout: RolloutPlugin;
  /** Plugins of other programs may have none; that is found out by the first call. */
  readonly event: EventPlugin;
  close(): Promise<void>;
}

/**
 * Connects to a group plugin. Without a name: to `group` if somebody serves there, else to `group-stateless`.
 * @throws LocalError `plugin_not_found`, `bad_name`.
 */
export async function openGroupPlugin(directory: string, name?: string): Promise<OpenGroupPlugin> {
  const sockets = new SocketPlugins(directory);
  try {
    const chosen = name ?? (await defaultName(sockets));
    const connection = await sockets.find(chosen);
    if (connection === undefined) throw new LocalError("plugin_not_found", `plugin not found:${chosen}`);
    return {
      name: chosen,
      group: connectGroup(connection, chosen),
      rollout: connectRollout(connection, chosen),
      event: connectEvent(connection, chosen),
      close: () => sockets.close(),
    };
  } catch (error) {
    await sockets.close();
    throw error;
  }
}

async function defaultName(sockets: SocketPlugins): Promise<string> {
  return (await isServed(sockets, groupSocketName)) ? groupSocketName : groupKind.socketName;
}
