import { socketPath } from "@infrakit/discovery/socket";
import type { Logger } from "@infrakit/group";
import type { PluginObjects } from "@infrakit/rpc";
import { Cleanup } from "./cleanup.ts";
import { keepServed } from "./keep-served.ts";
import type { OpenKind } from "./kinds/kind.ts";

/** Something on a socket of the plugin directory. */
export interface Served {
  readonly path: string;
  /** Lets calls under way end, then removes the socket and the pid file. */
  close(): Promise<void>;
}

/** Where something is to be served. */
export interface ServePlace {
  /** The plugin directory, which is made if need be. */
  readonly directory: string;
  readonly name: string;
  /** Told when the socket is removed by somebody else. */
  readonly logger: Logger;
}

/**
 * Serves objects under a name, again when the socket is removed.
 * @throws LocalError `unsafe_directory`, `address_in_use`, `path_too_long`, `bad_name`.
 */
export async function serveObjects(place: ServePlace, objects: PluginObjects): Promise<Served> {
  const path = socketPath(place.directory, place.name);
  const server = await keepServed({ ...place, path }, objects);
  return { path, close: () => server.close() };
}

/** Puts a kind that is open on a socket too, if there is a directory for sockets. If that fails, it is closed. */
export async function serveKind(
  { directory, ...place }: Omit<ServePlace, "directory"> & { readonly directory: string | undefined },
  kind: OpenKind,
): Promise<OpenKind> {
  if (directory === undefined) return kind;
  const cleanup = new Cleanup();
  cleanup.defer(() => kind.close());
  try {
    const socket = await serveObjects({ ...place, directory }, kind.objects);
    cleanup.defer(() => socket.close());
  } catch (error) {
    await cleanup.close();
    throw error;
  }
  return { objects: kind.objects, close: () => cleanup.close() };
}
