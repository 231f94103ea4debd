import { setTimeout as delay } from "node:timers/promises";
import {
  findPlugin,
  holdsTcpAddress,
  isLoopback,
  isRunning,
  type PluginEndpoint,
  readPidFile,
  scanPlugins,
  socketOwner,
} from "@infrakit/discovery/socket";
import { LocalError } from "@infrakit/spi";

/** A plugin of which it is proved which process serves it. */
export interface PluginProcess {
  readonly name: string;
  readonly pid: number;
  readonly endpoint: PluginEndpoint;
  /** What else the process serves, by its pid files: it stops with it. */
  readonly others: readonly string[];
}

/** A plugin that did not stop in time. */
export interface NotStopped {
  readonly plugin: PluginProcess;
  /** False if it has taken its socket away and only its process goes on. */
  readonly serves: boolean;
}

/** How long an orderly stop may take: calls under way have 10 s, then the steps of a group have 10 s. */
const maxStopMs = 25_000;

/** How often the process and its socket are looked at meanwhile. */
const lookGapMs = 25;

/**
 * Finds the process behind a plugin. It counts as found only if it both wrote the pid file and holds the socket, or
 * the port of this machine that a `.listen` file names.
 * @throws LocalError `plugin_not_found`, `plugin_unreachable`; Error if it cannot be proved whose the socket is.
 */
export async function findPluginProcess(directory: string, name: string): Promise<PluginProcess> {
  const endpoint = await findPlugin(directory, name);
  if (endpoint === undefined) throw new LocalError("plugin_not_found", `plugin not found:${name}`);
  const isOnTcp = endpoint.address !== endpoint.path;
  const pid = await (isOnTcp ? tcpPid : socketPid)(directory, endpoint);
  const names = (await scanPlugins(directory)).map((other) => other.name).filter((other) => other !== name);
  const pids = await Promise.all(names.map((other) => readPidFile(directory, other)));
  return { name, pid, endpoint, others: names.filter((_, index) => pids[index] === pid) };
}

/**
 * Asks processes to stop, each once however many plugins it serves, and waits until they have ended. All other
 * plugins of these processes stop with them. Returns those that did not stop in time.
 */
export async function stopPlugins(
  directory: string,
  plugins: readonly PluginProcess[],
): Promise<readonly NotStopped[]> {
  for (const pid of new Set(plugins.map((plugin) => plugin.pid))) terminate(pid);
  const deadline = performance.now() + maxStopMs;
  const stays = await Promise.all(plugins.map((plugin) => waitForEnd(directory, plugin, deadline)));
  return stays.filter((stay) => stay !== undefined);
}

async function socketPid(directory: string, { name, path }: PluginEndpoint): Promise<number> {
  const cannot = `Cannot stop plugin "${name}"`;
  const owner = await socketOwner(path);
  if (owner === undefined) {
    const why = `no process of yours listens on "${path}"; a dead socket is removed by the next start`;
    throw new LocalError("plugin_unreachable", `${cannot}: ${why}`);
  }
  const noted = await readPidFile(directory, name);
  if (noted === owner.pid) return owner.pid;
  const who = `process ${owner.pid} (${owner.command})`;
  const why = `${who} holds its socket, and "${path}.pid" ${whatIsNoted(noted)}`;
  throw new Error(`${cannot}: ${why}; end it with: kill ${owner.pid}`);
}

async function tcpPid(directory: string, { name, path, address }: PluginEndpoint): Promise<number> {
  const cannot = `Cannot stop plugin "${name}"`;
  if (!isLoopback(address)) throw new Error(`${cannot}: it listens on ${address}; stop it where it runs`);
  const noted = await readPidFile(directory, name);
  if (noted !== undefined && (await holdsTcpAddress(noted, address))) return noted;
  const pidFile = path.replace(/[^/]*$/, `${name}.pid`);
  const isElse = noted === undefined ? "" : ", which is not proved to listen there";
  const why = `it listens on ${address}, and "${pidFile}" ${whatIsNoted(noted)}${isElse}`;
  throw new Error(`${cannot}: ${why}; stop it where it runs`);
}

function whatIsNoted(pid: number | undefined): string {
  return pid === undefined ? "is absent or holds no process id" : `names process ${pid}`;
}

function terminate(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch (error) {
    // It has ended by itself: what we wanted is done.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** Looks until the socket is gone and the process has ended; tells what is not if time is up before. */
async function waitForEnd(
  directory: string,
  plugin: PluginProcess,
  deadline: number,
): Promise<NotStopped | undefined> {
  const { name, identity } = plugin.endpoint;
  for (;;) {
    const runs = await isRunning(plugin.pid);
    const serves = runs && (await findPlugin(directory, name))?.identity === identity;
    if (!runs) return undefined;
    if (performance.now() > deadline) return { plugin, serves };
    await delay(lookGapMs);
  }
}
