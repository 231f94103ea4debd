import { type GroupPlugin, LocalError } from "@infrakit/spi";
import { groupKind } from "./kinds/group.ts";
import { isServed, SocketPlugins } from "./socket-plugins.ts";
import { groupSocketName } from "./start-infrakit.ts";

/** A group plugin in another process. */
export interface OpenGroupPlugin {
  /** The name under which it was found. */
  readonly name: string;
  readonly group: GroupPlugin;
  close(): Promise<void>;
}

/**
 * Connects to a group plugin. Without a name: to `group` if somebody serves there, else to `group-stateless`.
 * @throws LocalError `plugin_not_found`, `bad_name`.
 */
export async function openGroupPlugin(directory: string, name?: string): Promise<OpenGroupPlugin> {
  const sockets = new SocketPlugins(directory);
  const chosen = name ?? (await defaultName(sockets));
  const group = await sockets.group(chosen);
  if (group !== undefined) return { name: chosen, group, close: () => sockets.close() };
  await sockets.close();
  throw new LocalError("plugin_not_found", `plugin not found:${chosen}`);
}

async function defaultName(sockets: SocketPlugins): Promise<string> {
  return (await isServed(sockets, groupSocketName)) ? groupSocketName : groupKind.socketName;
}
