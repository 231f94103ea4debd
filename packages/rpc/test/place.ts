import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectPlugin, type PluginConnection, type PluginObjects, servePlugin } from "@infrakit/rpc";
import { onTestFinished } from "vitest";

/** A path for a socket in a directory that is removed when the test ends. */
export async function socketPlace(name = "fake"): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "rpc-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return join(directory, name);
}

/** Serves objects on a socket until the test ends. */
export async function serveForTest(objects: PluginObjects, path?: string): Promise<string> {
  const server = await servePlugin(objects, { path: path ?? (await socketPlace()) });
  onTestFinished(() => server.close());
  return server.address;
}

/** Connects until the test ends. */
export function connectForTest(path: string, timeoutMs = 60_000): PluginConnection {
  const connection = connectPlugin(path, { timeoutMs, reconnectMs: 1 });
  onTestFinished(() => connection.close());
  return connection;
}
