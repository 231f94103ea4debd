import { once } from "node:events";
import { stat } from "node:fs/promises";
import { Agent, type IncomingMessage, request as startRequest } from "node:http";
import { dirname, resolve } from "node:path";

/** A request as hosts send it. */
export interface PeerRequest {
  /** With the query. */
  readonly path: string;
  /** Default `GET`. */
  readonly method?: string;
  readonly body?: string;
}

/** What came back. */
export interface PeerAnswer {
  readonly status: number;
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
  /** @throws Error if there is no answer. */
  ask(request: PeerRequest, signal: AbortSignal): Promise<PeerAnswer>;
  /** Sends a request and does not wait for the answer. */
  hangUp(request: PeerRequest, signal: AbortSignal): Promise<void>;
  modes(): Promise<SocketModes>;
}

/** Largest answer that is read: what hosts read, and a byte that shows that it was more. */
const maxAnswerBytes = 50 * 1024 * 1024 + 1;

/** A peer that has to be closed. */
export interface ConnectedPeer extends ScopePeer {
  close(): void;
}

/** Talks to the plugin behind a socket over kept connections, as hosts do. */
export function connectPeer(socketPath: string): ConnectedPeer {
  const path = resolve(socketPath);
  const agent = new Agent({ keepAlive: true });
  return {
    socketPath: path,
    ask: (request, signal) => ask({ path, agent, signal }, request),
    hangUp: (request, signal) => hangUp({ path, agent, signal }, request),
    modes: async () => ({ socket: await modeOf(path), directory: await modeOf(dirname(path)) }),
    close: () => agent.destroy(),
  };
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

interface Line {
  readonly path: string;
  readonly agent: Agent;
  readonly signal: AbortSignal;
}

function start(line: Line, { path, method = "GET", body }: PeerRequest): ReturnType<typeof startRequest> {
  const headers = { Host: "plugin", ...(body !== undefined && { "Content-Type": "application/json" }) };
  const { agent, signal } = line;
  const sent = startRequest({ socketPath: line.path, path, method, headers, agent, signal });
  sent.end(body);
  return sent;
}

async function ask(line: Line, request: PeerRequest): Promise<PeerAnswer> {
  const began = performance.now();
  const sent = start(line, request);
  // What goes wrong after the head of the answer is told by its body.
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  sent.on("error", () => undefined);
  const body = await readBody(response);
  const { reusedSocket: isReused } = sent;
  return { status: response.statusCode ?? 0, body, ms: performance.now() - began, isReused };
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= maxAnswerBytes) break;
  }
  return Buffer.concat(chunks).toString();
}

function hangUp(line: Line, request: PeerRequest): Promise<void> {
  return new Promise((resolveSent, reject) => {
    const { path } = line;
    const sent = start({ ...line, agent: new Agent() }, request);
    sent.once("error", (error) =>
      reject(new Error(`Cannot call "${path}": ${error.message}`, { cause: error })),
    );
    sent.once("finish", () => {
      // Our own hanging up is an error of the request as well.
      sent.removeAllListeners("error");
      sent.on("error", () => undefined);
      sent.destroy();
      resolveSent();
    });
  });
}
