import { setTimeout as delay } from "node:timers/promises";
import { findPlugin, type PluginEndpoint, readPidFile, socketOwner } from "@infrakit/discovery/socket";
import { LocalError } from "@infrakit/spi";

/** A plugin process that was asked to stop. */
export interface StoppedPlugin {
  readonly name: string;
  readonly pid: number;
  /** Whether it went away in time. */
  readonly hasStopped: boolean;
}

/** How long an orderly stop may take: calls under way have 10 s. */
const maxStopMs = 15_000;

/** How often the socket is looked at meanwhile. */
const lookGapMs = 25;

/**
 * Asks the process behind a plugin to stop, and waits until its socket is gone. A process is asked only if it both
 * wrote the pid file and holds the socket; all other plugins of that process stop with it.
 * @throws LocalError `plugin_not_found`, `plugin_unreachable`; Error if it cannot be proved whose the socket is.
 */
export async function stopPlugin(directory: string, name: string): Promise<StoppedPlugin> {
  const endpoint = await findPlugin(directory, name);
  if (endpoint === undefined) throw new LocalError("plugin_not_found", `plugin not found:${name}`);
  const pid = await provenPid(directory, endpoint);
  process.kill(pid, "SIGTERM");
  return { name, pid, hasStopped: await isGoneInTime(directory, endpoint) };
}

async function provenPid(directory: string, { name, path, address }: PluginEndpoint): Promise<number> {
  const cannot = `Cannot stop plugin "${name}"`;
  if (address !== path) throw new Error(`${cannot}: it listens on ${address}; stop it where it runs`);
  const owner = await socketOwner(path);
  if (owner === undefined) {
    const why = `no process of yours is known to listen on "${path}"; a dead socket is removed by the next start`;
    throw new LocalError("plugin_unreachable", `${cannot}: ${why}`);
  }
  if ((await readPidFile(directory, name)) === owner.pid) return owner.pid;
  const who = `process ${owner.pid} (${owner.command})`;
  throw new Error(`${cannot}: ${who} holds its socket and wrote no pid file; end it with: kill ${owner.pid}`);
}

async function isGoneInTime(directory: string, { name, identity }: PluginEndpoint): Promise<boolean> {
  const deadline = performance.now() + maxStopMs;
  while (performance.now() < deadline) {
    if ((await findPlugin(directory, name))?.identity !== identity) return true;
    await delay(lookGapMs);
  }
  return false;
}
