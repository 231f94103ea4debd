import { once } from "node:events";
import { stat } from "node:fs/promises";
import { connect } from "node:net";
import { dirname, resolve } from "node:path";
import { SocketClient } from "../http/socket-client.ts";

/** A request as hosts send it. */
export interface PeerRequest {
  /** With the query. */
  readonly path: string;
  /** Default `GET`. */
  readonly method?: "GET" | "POST";
  readonly body?: string;
}

/** What came back. */
export interface PeerAnswer {
  readonly status: number;
  /** The status with the plugin's own words for it, which is all that hosts show of one that is not 200. */
  readonly statusText: string;
  /** Empty if the status is not 200: hosts do not read it. */
  readonly body: string;
  /** How long it took, from the request to the last byte. */
  readonly ms: number;
  /** Whether it came over a connection that an earlier request had opened. */
  readonly isReused: boolean;
}

/** Who may do what with a socket: the lower nine bits of the modes. */
export interface SocketModes {
  readonly socket: number;
  readonly directory: number;
}

/** A plugin as its host sees it. */
export interface ScopePeer {
  /** Absolute. */
  readonly socketPath: string;
  /** @throws Error if there is no answer that hosts read. */
  ask(request: PeerRequest, signal: AbortSignal): Promise<PeerAnswer>;
  /** Sends a request and does not wait for the answer. */
  hangUp(request: PeerRequest, signal: AbortSignal): Promise<void>;
  modes(): Promise<SocketModes>;
}

/** Largest answer that hosts read. */
const maxAnswerBytes = 50 * 1024 * 1024;

/** A peer that has to be closed. */
export interface ConnectedPeer extends ScopePeer {
  close(): void;
}

/** Talks to the plugin behind a socket as a host does: packed answers and redirections are taken, connections kept. */
export function connectPeer(socketPath: string): ConnectedPeer {
  const path = resolve(socketPath);
  const idle: SocketClient[] = [];
  return {
    socketPath: path,
    async ask(request, signal) {
      const client = idle.pop() ?? new SocketClient(path);
      try {
        return await ask(client, request, signal);
      } finally {
        idle.push(client);
      }
    },
    hangUp: (request, signal) => hangUp(path, request, signal),
    modes: async () => ({ socket: await modeOf(path), directory: await modeOf(dirname(path)) }),
    close: () => {
      for (const client of idle) client.close();
    },
  };
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

async function ask(client: SocketClient, request: PeerRequest, signal: AbortSignal): Promise<PeerAnswer> {
  const { path, method = "GET", body } = request;
  const began = performance.now();
  const { opened } = client;
  const asked = { method, url: new URL(path, "http://plugin"), ...(body !== undefined && { body }) };
  const answer = await client
    .ask(asked, { maxBytes: maxAnswerBytes, signal })
    .catch((error: unknown) => fail("an answer that hosts read", error));
  const { status, statusText } = answer;
  const ms = performance.now() - began;
  return { status, statusText, body: answer.body.toString(), ms, isReused: client.opened === opened };
}

async function hangUp(socketPath: string, { path }: PeerRequest, signal: AbortSignal): Promise<void> {
  const socket = connect(socketPath);
  try {
    await once(socket, "connect", { signal });
    const sent = once(socket, "finish", { signal });
    socket.end(`GET ${path} HTTP/1.1\r\nHost: plugin\r\n\r\n`);
    await sent;
  } catch (error) {
    fail("a connection", error);
  } finally {
    // That the plugin hangs up as well is no error.
    socket.on("error", () => undefined).destroy();
  }
}

function fail(expected: string, error: unknown): never {
  const came = error instanceof Error ? error.message : String(error);
  throw new Error(`expected ${expected}, came ${came}`, { cause: error });
}
