import type { PluginLookup } from "@infrakit/spi";
import type { Cleanup } from "./cleanup.ts";
import { composePlugins } from "./compose.ts";
import { gatherByLookup, type GivenPlugins } from "./given-plugins.ts";
import { HostedPlugins } from "./hosted-plugins.ts";
import { memberKinds } from "./kinds/index.ts";
import type { Kind, KindContext } from "./kinds/kind.ts";
import { serveKind } from "./serve-objects.ts";
import { isServed, SocketPlugins } from "./socket-plugins.ts";

/** Which plugins a controller shall find. */
export interface OpenPluginsOptions extends Pick<KindContext, "stateDir" | "env" | "logger"> {
  /** Objects of the program that embeds us. */
  readonly plugins?: GivenPlugins;
  /** Where others serve theirs, and ours are served too. */
  readonly pluginsDir?: string;
}

/**
 * Makes plugins ready to be found: those that are given, those on the sockets of others, and the kinds of our own.
 * Whether one of these is ours is settled here and now: if somebody else serves it, we use theirs and expect them
 * back when they are away.
 */
export async function openPlugins(options: OpenPluginsOptions, cleanup: Cleanup): Promise<PluginLookup> {
  const { pluginsDir: directory, plugins: given = {}, logger } = options;
  const sockets = directory === undefined ? undefined : new SocketPlugins(directory, options.env);
  if (sockets !== undefined) cleanup.defer(() => sockets.close());
  const hosted = new HostedPlugins();
  cleanup.defer(() => hosted.close());
  const lookup = composePlugins(hosted, sockets);
  for (const [name, objects] of gatherByLookup(given)) {
    hosted.add(name, () => serveKind({ directory, name, logger }, { objects, close: async () => {} }));
    await hosted.open(name);
  }
  for (const kind of await kindsOfOurOwn(hosted, sockets)) {
    const { env, stateDir } = options;
    const name = kind.socketName;
    const context = { name, env, logger, plugins: lookup, ...(stateDir !== undefined && { stateDir }) };
    hosted.add(name, async () => serveKind({ directory, name, logger }, await kind.open(context)), kind);
  }
  return lookup;
}

async function kindsOfOurOwn(
  hosted: HostedPlugins,
  sockets: SocketPlugins | undefined,
): Promise<readonly Kind[]> {
  const candidates = memberKinds.filter(({ socketName }) => !hosted.has(socketName));
  if (sockets === undefined) return candidates;
  const served = await Promise.all(candidates.map(({ socketName }) => isServed(sockets, socketName)));
  return candidates.filter((_, index) => served[index] === false);
}
