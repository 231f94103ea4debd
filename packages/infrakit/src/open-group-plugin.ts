import {
  connectEvent,
  connectGroup,
  connectMetadata,
  connectRollout,
  type PluginConnection,
  PluginError,
} from "@infrakit/rpc";
import { type EventPlugin, type GroupPlugin, LocalError, type RolloutPlugin } from "@infrakit/spi";
import { type DamagedGroup, damagedGroupsFromWire } from "./damaged-group.ts";
import { damagedGroupsName, slowCallsName } from "./group-objects.ts";
import { groupKind } from "./kinds/group.ts";
import { isServed, SocketPlugins } from "./socket-plugins.ts";
import { type SlowCall, slowCallsFromWire } from "./slow-call.ts";
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
  /** Which plugins it waits for, and what it has asked them; plugins of other programs do not say. */
  slowCalls(): Promise<readonly SlowCall[]>;
  /** Which groups it does not keep because their records are damaged; plugins of other programs do not say. */
  damagedGroups(): Promise<readonly DamagedGroup[]>;
  close(): Promise<void>;
}

/**
 * How much longer than a plugin a group plugin may take: it is only when the plugin behind it had all of its time that
 * it can say which one has not answered.
 */
export const groupGraceMs = 2000;

/** How long it may take to say whom it waits for: whoever asks has waited long enough. */
const maxSlowCallsMs = 500;

/**
 * Connects to a group plugin. Without a name: to `group` if somebody serves there, else to `group-stateless` if that is
 * there.
 * @throws LocalError `plugin_not_found`, `bad_name`.
 */
export async function openGroupPlugin(directory: string, name?: string): Promise<OpenGroupPlugin> {
  const sockets = new SocketPlugins(directory, process.env, groupGraceMs);
  try {
    const chosen = name ?? (await defaultName(sockets));
    const connection = await sockets.find(chosen);
    if (connection === undefined) throw new LocalError("plugin_not_found", `plugin not found:${chosen}`);
    return {
      name: chosen,
      group: connectGroup(connection, chosen),
      rollout: connectRollout(connection, chosen),
      event: connectEvent(connection, chosen),
      slowCalls: () => findSlowCalls(connection, chosen),
      damagedGroups: () => findDamagedGroups(connection, chosen),
      close: () => sockets.close(),
    };
  } catch (error) {
    await sockets.close();
    throw error;
  }
}

/** Of two that are not there, or not any more, the one that most people mean is to be missed. */
async function defaultName(sockets: SocketPlugins): Promise<string> {
  if (await isServed(sockets, groupSocketName)) return groupSocketName;
  return (await sockets.find(groupKind.socketName)) === undefined ? groupSocketName : groupKind.socketName;
}

async function findSlowCalls(connection: PluginConnection, name: string): Promise<readonly SlowCall[]> {
  try {
    const signal = AbortSignal.timeout(maxSlowCallsMs);
    const document = await connectMetadata(connection, name).get([slowCallsName], { signal });
    return document === null ? [] : slowCallsFromWire(document);
  } catch {
    // It was asked because something else has failed, which says more than that this is not known.
    return [];
  }
}

async function findDamagedGroups(
  connection: PluginConnection,
  name: string,
): Promise<readonly DamagedGroup[]> {
  try {
    const document = await connectMetadata(connection, name).get([damagedGroupsName]);
    return document === null ? [] : damagedGroupsFromWire(document);
  } catch (error) {
    // It says that it has no such document, so it is of another program.
    if (error instanceof PluginError) return [];
    if (error instanceof LocalError && error.code === "interface_mismatch") return [];
    throw error;
  }
}
