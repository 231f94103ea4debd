import { rmdir } from "node:fs/promises";
import type { Server } from "node:http";
import { dirname, join, resolve } from "node:path";
import {
  type ListeningSocket,
  listenOnSocket,
  maxSocketPathBytes,
  openPluginDirectory,
} from "@infrakit/discovery/socket";
import { pluginsVariable, scopePluginsDirectory } from "../plugins-directory.ts";
import { createPluginServer } from "./plugin-server.ts";
import type { ScopeAnswer, ScopeRequest } from "./scope-answer.ts";

/** Where and for how long a plugin listens. */
export interface ListenOptions {
  /** Where hosts look for plugins. Default `INFRAKIT_SCOPE_PLUGINS_DIR`, else `/var/run/scope/plugins` as in Scope. */
  readonly directory?: string;
  /** Closes the server when it is aborted. */
  readonly signal?: AbortSignal;
  /** Closes the server on SIGINT and SIGTERM too; what else runs goes on: see `closed`. Default false. */
  readonly handleSignals?: boolean;
}

/** A plugin that listens. */
export interface ScopePluginServer {
  /** Where it listens: `/var/run/scope/plugins/iowait/iowait.sock`. */
  readonly path: string;
  /** Resolves when it is closed, for whatever reason. Never rejects. */
  readonly closed: Promise<void>;
  /** Removes its socket and directory, and waits a moment for requests that are under way. */
  close(): Promise<void>;
}

/** What answers. */
export interface Listening {
  readonly id: string;
  readonly handle: (request: ScopeRequest) => Promise<ScopeAnswer>;
  /** Told what went wrong when it was closed by a signal. */
  readonly onWarning: (error: Error) => void;
}

/** How long requests that are under way may take when the server is closed. */
const goodbyeMs = 500;

/** How often a directory is made anew that others remove as they end. */
const maxAttempts = 10;

/** Listens where hosts look, in a directory that is the plugin's alone. */
export async function listenForHosts(
  { id, handle, onWarning }: Listening,
  { directory = directoryOfPlugin(), signal, handleSignals = false }: ListenOptions,
): Promise<ScopePluginServer> {
  signal?.throwIfAborted();
  const path = join(resolve(directory), id, `${id}.sock`);
  checkLength(path);
  const server = createPluginServer(handle);
  const socket = await openSocket(server, path);
  const stopped = new AbortController();
  const closed = new Promise<void>((done) => {
    server.once("close", () => {
      stopped.abort();
      done();
    });
  });
  const close = async (): Promise<void> => {
    try {
      await removeSocket(socket);
    } finally {
      endConnections(server);
    }
    await closed;
  };
  const stop = (): void => void close().catch(onWarning);
  signal?.addEventListener("abort", stop, { signal: stopped.signal });
  if (signal?.aborted === true) stop();
  if (handleSignals) onSignals(stop, stopped.signal);
  return { path, closed, close };
}

/** A variable that is empty counts as not set: that no plugins are wanted is for hosts to say. */
function directoryOfPlugin(): string {
  const directory = scopePluginsDirectory(process.env);
  return directory === "" ? scopePluginsDirectory({}) : directory;
}

function checkLength(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes <= maxSocketPathBytes) return;
  throw new Error(
    `Cannot listen on "${path}": the path has ${bytes} bytes and the system takes ${maxSocketPathBytes}; choose a shorter directory or id`,
  );
}

/** The directory is made 0700 if it is absent. One that ends may remove it as this one starts. */
async function openSocket(server: Server, path: string): Promise<ListeningSocket> {
  for (let attempt = 1; ; attempt++) {
    await openPluginDirectory(dirname(path), `set ${pluginsVariable}`);
    try {
      return await listenOnSocket(server, path);
    } catch (error) {
      if (codeOf(error) !== "ENOENT" || attempt === maxAttempts) throw error;
    }
  }
}

/** Why a directory stays: something is in it, it is gone, or it is not the plugin's to remove. */
const staying: ReadonlySet<string | undefined> = new Set([
  "ENOTEMPTY",
  "EEXIST",
  "ENOENT",
  "EBUSY",
  "EACCES",
  "EPERM",
]);

/** The directory goes too, if it is the plugin's alone. */
async function removeSocket(socket: ListeningSocket): Promise<void> {
  await socket.close();
  try {
    await rmdir(dirname(socket.path));
  } catch (error) {
    if (!staying.has(codeOf(error))) throw error;
  }
}

function endConnections(server: Server): void {
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), goodbyeMs);
  server.once("close", () => clearTimeout(timer));
}

function onSignals(stop: () => void, stopped: AbortSignal): void {
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, stop);
    stopped.addEventListener("abort", () => void process.removeListener(name, stop));
  }
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
