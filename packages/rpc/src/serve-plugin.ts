import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, dirname } from "node:path";
import {
  checkListenFile,
  listenFilePresence,
  listenOnSocket,
  openPluginDirectory,
  pluginDirectory,
  type Presence,
  removeListenFile,
  removePidFile,
  socketPath,
  writeListenFile,
  writePidFile,
} from "@infrakit/discovery/socket";
import { LocalError } from "@infrakit/spi";
import { createHandler } from "./handler.ts";
import type { PluginObjects } from "./hosted-objects.ts";
import { createHttpServer } from "./http-server.ts";

/** How long calls that are under way may take when a server is closed. */
const closeTimeoutMs = 10_000;

/** A place on the network. Nobody but this machine can reach it: there is no authentication. */
export interface TcpOptions {
  /** Address of the loopback device. Default `127.0.0.1`. */
  readonly host?: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** What clients are told in the `.listen` file, as `host:port`. Default is where the server listens. */
  readonly advertise?: string;
  /**
   * Path of the `.listen` file by which clients find the plugin; none by default. One whose address answers is another
   * plugin's and is left alone.
   */
  readonly listenFile?: string;
}

/**
 * Where a plugin is served: under a name in the plugin directory (`INFRAKIT_PLUGINS_DIR`, else
 * `$INFRAKIT_HOME/plugins`, else `~/.infrakit/plugins`), which is made if it is absent; at a path in a directory
 * that is there; or on TCP.
 */
export type ServeOptions =
  | { readonly name: string }
  | { readonly path: string }
  | { readonly tcp: TcpOptions };

/** A plugin that is being served. */
export interface PluginServer {
  /** How to reach it: the path of its socket, or a `tcp://` URL. */
  readonly address: string;
  /** Looks whether clients can still find it. On TCP without a `.listen` file they know where it is. */
  presence(): Promise<Presence>;
  /** Takes no more calls, waits up to 10 s for those under way, and cuts what is left. */
  close(): Promise<void>;
}

interface Listening {
  readonly address: string;
  /** The file by which others find the plugin; `<name>.pid` goes beside it. */
  readonly file: string | undefined;
  presence(): Promise<Presence>;
  close(): Promise<void>;
}

/**
 * Serves what a plugin hosts on a socket or on TCP. Resolves when it can be called. `<name>.pid` beside the socket or
 * the `.listen` file names this process, by which InfraKit's and our own commands stop it: with SIGTERM.
 * @throws LocalError if the socket cannot be made: `address_in_use`, `bad_name`, `unsafe_directory` among others.
 */
export async function servePlugin(objects: PluginObjects, options: ServeOptions): Promise<PluginServer> {
  const stop = new AbortController();
  const server = createHttpServer(createHandler(objects), stop.signal);
  const listening = await listen(server, options);
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= closeServer(server, { listening, stop }));
  try {
    await notePid(listening, writePidFile);
  } catch (error) {
    await close();
    throw error;
  }
  return { address: listening.address, presence: () => listening.presence(), close };
}

async function listen(server: Server, options: ServeOptions): Promise<Listening> {
  if ("tcp" in options) return listenOnTcp(server, options.tcp);
  if ("path" in options) return listenAt(server, options.path);
  const directory = pluginDirectory();
  const path = socketPath(directory, options.name);
  await openPluginDirectory(directory);
  return listenAt(server, path);
}

async function notePid({ file }: Listening, note: typeof writePidFile): Promise<void> {
  if (file !== undefined) await note(dirname(file), basename(file, listenEnding));
}

const listenEnding = ".listen";

async function listenAt(server: Server, path: string): Promise<Listening> {
  const socket = await listenOnSocket(server, path);
  return { ...socket, address: socket.path, file: socket.path };
}

async function listenOnTcp(server: Server, options: TcpOptions): Promise<Listening> {
  const { host = "127.0.0.1", port, advertise, listenFile } = options;
  if (!isLoopback(host)) {
    const why = "everybody who reaches it could call the plugin; use 127.0.0.1 and a tunnel";
    throw new RangeError(`Cannot listen on "${host}": ${why}`);
  }
  if (listenFile !== undefined) await checkListenFile(listenFile);
  await listenOnPort(server, { host, port });
  const bound = server.address() as AddressInfo;
  const shown = bound.family === "IPv6" ? `[${bound.address}]` : bound.address;
  const address = `tcp://${advertise ?? `${shown}:${bound.port}`}`;
  try {
    if (listenFile !== undefined) await writeListenFile(listenFile, address);
  } catch (error) {
    // Nobody could find it, so nobody shall be able to call it.
    server.close();
    throw error;
  }
  return {
    address,
    file: listenFile,
    presence: async () => (listenFile === undefined ? "own" : listenFilePresence(listenFile, address)),
    async close() {
      if (listenFile !== undefined) await removeListenFile(listenFile, address);
      server.close();
    },
  };
}

/** @throws LocalError `address_in_use` if somebody listens there. */
async function listenOnPort(
  server: Server,
  place: { readonly host: string; readonly port: number },
): Promise<void> {
  try {
    server.listen(place);
    await once(server, "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    const why = "another process listens there; end it, or choose another port";
    throw new LocalError("address_in_use", `Cannot listen on "${place.host}:${place.port}": ${why}`, {
      cause: error,
    });
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

async function closeServer(
  server: Server,
  { listening, stop }: { readonly listening: Listening; readonly stop: AbortController },
): Promise<void> {
  const closed = once(server, "close");
  stop.abort();
  const cut = setTimeout(() => server.closeAllConnections(), closeTimeoutMs);
  try {
    // The socket goes last: as long as it is there the pid file is ours. Who has replaced it may be this process.
    if ((await listening.presence()) !== "replaced") await notePid(listening, removePidFile);
  } finally {
    await Promise.all([closed, listening.close()]).finally(() => clearTimeout(cut));
  }
}
