import type { Logger } from "@infrakit/group";
import { closestName } from "@infrakit/spi/document";
import { Cleanup } from "./cleanup.ts";
import { composePlugins } from "./compose.ts";
import { HostedPlugins } from "./hosted-plugins.ts";
import { kinds } from "./kinds/index.ts";
import type { Kind } from "./kinds/kind.ts";
import { serveKind } from "./serve-objects.ts";
import { SocketPlugins } from "./socket-plugins.ts";

/** A kind and the name that it is served under. */
export interface WantedPlugin {
  readonly kind: Kind;
  readonly name: string;
}

/** Where plugins are served, and what they work with. */
export interface StartPluginsOptions {
  readonly directory: string;
  readonly stateDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logger: Logger;
}

/** Reads `kind` or `kind:name`. @throws Error that names the kinds there are. */
export function parseWantedPlugin(text: string): WantedPlugin {
  const [kindName = "", ...rest] = text.split(":");
  const kind = kinds.find(({ name }) => name === kindName);
  if (kind !== undefined) return { kind, name: rest.length === 0 ? kind.socketName : rest.join(":") };
  const names = kinds.map(({ name }) => name);
  const closest = closestName(kindName, names);
  const advice = closest === undefined ? `known kinds are ${names.join(", ")}` : `did you mean "${closest}"?`;
  throw new Error(`Cannot start plugin "${text}": there is no kind "${kindName}"; ${advice}`);
}

/**
 * Opens plugins and serves each on a socket of its own. Returns what closes them: group controllers first, so that
 * nothing is asked of a plugin that is on its way out. If one cannot be started, none is.
 */
export async function startPlugins(
  wanted: readonly WantedPlugin[],
  { directory, stateDir, env, logger }: StartPluginsOptions,
): Promise<{ close(): Promise<void> }> {
  const cleanup = new Cleanup();
  const sockets = new SocketPlugins(directory, env);
  const hosted = new HostedPlugins();
  const plugins = composePlugins(hosted, sockets);
  cleanup.defer(() => sockets.close());
  const isController = ({ kind }: WantedPlugin): boolean => kind.name === "group";
  try {
    for (const { kind, name } of wanted.toSorted(
      (a, b) => Number(isController(a)) - Number(isController(b)),
    )) {
      if (hosted.has(name)) throw new Error(`Cannot start plugin "${name}": the name is given twice`);
      const opened = await kind.open({ name, stateDir, env, plugins, logger });
      const served = await serveKind({ directory, name, logger }, opened);
      cleanup.defer(() => served.close());
      hosted.add(name, async () => served, kind);
    }
  } catch (error) {
    await cleanup.close();
    throw error;
  }
  return { close: () => cleanup.close() };
}
