import { setTimeout as delay } from "node:timers/promises";
import { findPlugin, type PluginEndpoint, readPidFile, socketOwner } from "@infrakit/discovery/socket";
import { LocalError } from "@infrakit/spi";

/** A plugin of which it is proved which process serves it. */
export interface PluginProcess {
  readonly name: string;
  readonly pid: number;
  readonly endpoint: PluginEndpoint;
}

/** How long an orderly stop may take: calls under way have 10 s, then the steps of a group have 10 s. */
const maxStopMs = 25_000;

/** How often the socket is looked at meanwhile. */
const lookGapMs = 25;

/**
 * Finds the process behind a plugin. It counts as found only if it both wrote the pid file and holds the socket.
 * @throws LocalError `plugin_not_found`, `plugin_unreachable`; Error if it cannot be proved whose the socket is.
 */
export async function findPluginProcess(directory: string, name: string): Promise<PluginProcess> {
  const endpoint = await findPlugin(directory, name);
  if (endpoint === undefined) throw new LocalError("plugin_not_found", `plugin not found:${name}`);
  return { name, pid: await provenPid(directory, endpoint), endpoint };
}

/**
 * Asks processes to stop, each once however many plugins it serves, and waits until their sockets are gone. All
 * other plugins of these processes stop with them. Returns those that still serve.
 */
export async function stopPlugins(
  directory: string,
  plugins: readonly PluginProcess[],
): Promise<readonly PluginProcess[]> {
  for (const pid of new Set(plugins.map((plugin) => plugin.pid))) terminate(pid);
  const deadline = performance.now() + maxStopMs;
  const stays = await Promise.all(plugins.map(({ endpoint }) => serves(directory, endpoint, deadline)));
  return plugins.filter((_, index) => stays[index] === true);
}

async function provenPid(directory: string, { name, path, address }: PluginEndpoint): Promise<number> {
  const cannot = `Cannot stop plugin "${name}"`;
  if (address !== path) throw new Error(`${cannot}: it listens on ${address}; stop it where it runs`);
  const owner = await socketOwner(path);
  if (owner === undefined) {
    const why = `no process of yours listens on "${path}"; a dead socket is removed by the next start`;
    throw new LocalError("plugin_unreachable", `${cannot}: ${why}`);
  }
  if ((await readPidFile(directory, name)) === owner.pid) return owner.pid;
  const who = `process ${owner.pid} (${owner.command})`;
  throw new Error(`${cannot}: ${who} holds its socket and wrote no pid file; end it with: kill ${owner.pid}`);
}

function terminate(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch (error) {
    // It has ended by itself: what we wanted is done.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** Tells whether the plugin is still there when time is up. */
async function serves(
  directory: string,
  { name, identity }: PluginEndpoint,
  deadline: number,
): Promise<boolean> {
  while ((await findPlugin(directory, name))?.identity === identity) {
    if (performance.now() > deadline) return true;
    await delay(lookGapMs);
  }
  return false;
}
