import type { Socket } from "node:net";
import type { ScopeHost } from "../host/index.ts";
import { answerToWire } from "../host/answer-to-wire.ts";
import { Agent, buildConnector, ping, WebSocket } from "../http/undici.ts";
import { type AppAddress, probeHeaders } from "./app-client.ts";
import type { PublishLimits } from "./publish-limits.ts";
import {
  controlMethod,
  formatRpcAnswer,
  readControlRequest,
  type RpcCall,
  RpcReader,
} from "./rpc-message.ts";

/** Whose controls are carried out for which app. */
export interface ControlChannel {
  readonly host: ScopeHost;
  readonly app: AppAddress;
  readonly appId: string;
  readonly limits: PublishLimits;
  readonly signal: AbortSignal;
  /** Called when the app listens. */
  opened(): void;
}

/**
 * Opens the websocket by which an app has controls carried out, and carries them out until it ends. Resolves when the
 * signal is aborted.
 *
 * @throws Error that says why it ended, or could not be opened.
 */
export async function answerControls(channel: ControlChannel): Promise<void> {
  const { app, limits, signal } = channel;
  const connection: { socket?: Socket } = {};
  const agent = createAgent(limits, (socket) => (connection.socket = socket));
  const url = `${app.url.replace(/^http/, "ws")}/api/control/ws`;
  const socket = new WebSocket(url, { dispatcher: agent, headers: { ...probeHeaders(app) } });
  const stopPings = keepAlive(socket, connection, limits.pingMs);
  const leave = (): void => socket.close();
  signal.addEventListener("abort", leave);
  try {
    await listen(socket, channel);
  } finally {
    signal.removeEventListener("abort", leave);
    stopPings();
    // A peer that is gone would never end the closing handshake.
    connection.socket?.destroy();
    await agent.destroy();
  }
}

/** Of a websocket only the connection below it says whether the peer is still there. */
function createAgent(limits: PublishLimits, connected: (socket: Socket) => void): Agent {
  const { requestTimeoutMs, maxMessageBytes } = limits;
  const connect = buildConnector({ timeout: requestTimeoutMs });
  return new Agent({
    headersTimeout: requestTimeoutMs,
    webSocket: { maxPayloadSize: maxMessageBytes },
    connect(options, done) {
      connect(options, (...result) => {
        if (result[1] !== null) connected(result[1]);
        done(...result);
      });
    },
  });
}

/** Asks for a sign of life at intervals. If there was none, not even an answer to that, the connection is cut. */
function keepAlive(socket: WebSocket, connection: { readonly socket?: Socket }, pingMs: number): () => void {
  let heardBytes = -1;
  const timer = setInterval(() => {
    const bytes = connection.socket?.bytesRead ?? 0;
    if (bytes === heardBytes) connection.socket?.destroy();
    heardBytes = bytes;
    if (socket.readyState === socket.OPEN) ping(socket);
  }, pingMs);
  return () => clearInterval(timer);
}

function listen(socket: WebSocket, channel: ControlChannel): Promise<void> {
  const { signal, limits, opened } = channel;
  const reader = new RpcReader();
  const calls = new Set<Promise<void>>();
  return new Promise((resolve, reject) => {
    let why: Error | undefined;
    socket.addEventListener("open", () => opened());
    socket.addEventListener("error", ({ error, message }) => (why ??= causeOf(error, message)));
    socket.addEventListener("close", ({ code, reason }) => {
      if (signal.aborted) resolve();
      else reject(why ?? new Error(`the app ended the control channel (${code}${reason && `: ${reason}`})`));
    });
    socket.addEventListener("message", ({ data }: { readonly data: unknown }) => {
      try {
        const call = reader.take(String(data));
        if (call === undefined) return;
        const work = answer(socket, call, { ...channel, isBusy: calls.size >= limits.maxCalls });
        calls.add(work);
        void work.finally(() => calls.delete(work));
      } catch (error) {
        why = error instanceof Error ? error : new Error(String(error));
        socket.close(1002);
      }
    });
  });
}

interface Answering extends ControlChannel {
  readonly isBusy: boolean;
}

/** Carries a call out. Both messages of its answer leave together: those of other calls must not come between them. */
async function answer(socket: WebSocket, call: RpcCall, answering: Answering): Promise<void> {
  const value = await carryOut(call, answering);
  if (socket.readyState !== socket.OPEN) return;
  for (const message of formatRpcAnswer(call, value)) socket.send(message);
}

async function carryOut(call: RpcCall, { host, appId, isBusy, limits }: Answering): Promise<unknown> {
  if (call.method !== controlMethod) return {};
  if (isBusy) return { error: `${limits.maxCalls} other controls are under way; try again` };
  try {
    return answerToWire(await host.control(readControlRequest(call, appId)));
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Below the words of the websocket is what went wrong. */
function causeOf(error: unknown, message: string): Error {
  if (!(error instanceof Error)) return new Error(message);
  return error.cause instanceof Error ? error.cause : error;
}
