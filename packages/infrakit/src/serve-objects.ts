import { openPluginDirectory, socketPath } from "@infrakit/discovery/socket";
import { type PluginObjects, servePlugin } from "@infrakit/rpc";
import { Cleanup } from "./cleanup.ts";
import type { OpenKind } from "./kinds/kind.ts";

/** Something on a socket of the plugin directory. */
export interface Served {
  readonly path: string;
  /** Lets calls under way end, then removes the socket and the pid file. */
  close(): Promise<void>;
}

/**
 * Serves objects under a name, in a plugin directory that is made if need be.
 * @throws LocalError `unsafe_directory`, `address_in_use`, `path_too_long`, `bad_name`.
 */
export async function serveObjects(directory: string, name: string, objects: PluginObjects): Promise<Served> {
  const path = socketPath(directory, name);
  await openPluginDirectory(directory);
  const server = await servePlugin(objects, { path });
  return { path, close: () => server.close() };
}

/** Puts a kind that is open on a socket too, if there is a directory for sockets. If that fails, it is closed. */
export async function serveKind(
  directory: string | undefined,
  name: string,
  kind: OpenKind,
): Promise<OpenKind> {
  if (directory === undefined) return kind;
  const cleanup = new Cleanup();
  cleanup.defer(() => kind.close());
  try {
    const socket = await serveObjects(directory, name, kind.objects);
    cleanup.defer(() => socket.close());
  } catch (error) {
    await cleanup.close();
    throw error;
  }
  return { objects: kind.objects, close: () => cleanup.close() };
}
