import { once } from "node:events";
import type { Server } from "node:http";
import { dirname } from "node:path";
import { listenOnSocket, openPluginDirectory } from "@infrakit/discovery/socket";
import type { ScopeHost } from "../host/index.ts";
import { createToken } from "./access.ts";
import { EventReaders } from "./event-readers.ts";
import { createHttpServer, type Run } from "./http-server.ts";
import { readPage } from "./page-files.ts";
import type { Reply } from "./reply.ts";
import { createScopeApi } from "./scope-api.ts";
import { type ScopeServerLimits, scopeServerLimits } from "./server-limits.ts";
import { parseTcpListener, urlOf } from "./tcp-listener.ts";

/** How a host is served. */
export interface ScopeServerOptions {
  /** A unix socket of mode 0600 in a directory of mode 0700, which is made; or an address of this machine. */
  readonly listener: { readonly path: string } | { readonly tcp: string };
  /** What requests over TCP must show; a new one if absent. A socket's file is protection enough. */
  readonly token?: string;
  /** Directory of the built page; without it there is none. */
  readonly page?: string;
  /** Told as the version of app and probe. */
  readonly version: string;
  readonly limits?: Partial<ScopeServerLimits>;
}

/** A host that is served. */
export interface ScopeServer {
  /** Where, for people and clients: the path of the socket, or a URL. */
  readonly address: string;
  /** What requests over TCP must show; absent on a socket. */
  readonly token?: string;
  /** Listens no more, ends streams of events, and waits a little for requests under way. Not the host's end. */
  close(): Promise<void>;
}

/**
 * Serves a host: its report, its plugins and their controls in the JSON of Scope's app, changes as server-sent events,
 * and the page. Only this user, over TCP only who has the token, is answered.
 *
 * @throws Error, LocalError if it cannot listen there, others could reach it, or the page is not there.
 */
export async function serveScopeHost(host: ScopeHost, options: ScopeServerOptions): Promise<ScopeServer> {
  const limits = { ...scopeServerLimits, ...options.limits };
  const page = options.page === undefined ? new Map<string, Reply>() : await readPage(options.page);
  const api = createScopeApi(host, options.version);
  const token = "tcp" in options.listener ? (options.token ?? createToken()) : undefined;
  const run: Run = {
    context: { host, api, page, limits, controls: new Set() },
    limits,
    token,
    events: new EventReaders(limits),
    stopping: new AbortController(),
  };
  const server = createHttpServer(run);
  const { address, stop } = await listen(server, options.listener);
  const told = tellReaders(run);
  const close = async (): Promise<void> => {
    run.stopping.abort();
    run.events.close();
    await end(server, stop, limits.closeTimeoutMs);
    await told;
  };
  return { address, ...(token !== undefined && { token }), close };
}

async function tellReaders({ context, events, stopping }: Run): Promise<void> {
  for await (const { kind } of context.host.changes(stopping.signal)) events.tell(kind);
}

interface Listening {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

async function listen(server: Server, listener: ScopeServerOptions["listener"]): Promise<Listening> {
  if ("path" in listener) {
    await openPluginDirectory(dirname(listener.path), "choose another path for the socket");
    const socket = await listenOnSocket(server, listener.path);
    return { address: socket.path, stop: () => socket.close() };
  }
  const { host, port } = parseTcpListener(listener.tcp);
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    throw new Error(`Cannot serve Scope plugins on "${listener.tcp}": ${whyNot(error, port)}`, {
      cause: error,
    });
  }
  const bound = server.address();
  const address = urlOf({ host, port: typeof bound === "object" && bound !== null ? bound.port : port });
  return { address, stop: () => Promise.resolve(void server.close()) };
}

function whyNot(error: unknown, port: number): string {
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
    return `another program listens on port ${port}; choose another, or 0 for any`;
  return error instanceof Error ? error.message : String(error);
}

/** Idle connections go at once, those with a request when it is answered, or when its time is up. */
async function end(server: Server, stop: () => Promise<void>, timeoutMs: number): Promise<void> {
  const closed = once(server, "close");
  await stop();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await closed;
  clearTimeout(cut);
}
