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
  const { app, limits } = channel;
  const connection: Connection = {};
  const agent = createAgent(limits, (socket) => (connection.socket = socket));
  const url = `${app.url.replace(/^http/, "ws")}/api/control/ws`;
  const socket = new WebSocket(url, { dispatcher: agent, headers: { ...probeHeaders(app) } });
  const done = new AbortController();
  try {
    await untilEnded({ socket, connection, channel, done: done.signal });
  } finally {
    done.abort();
    if (socket.readyState === socket.OPEN) socket.close();
    // The closing handshake is not waited for: a peer that is gone would never end it.
    connection.socket?.destroySoon();
    await agent.destroy();
  }
}

/** Of a websocket only the connection below it says whether the peer is still there. */
interface Connection {
  socket?: Socket;
}

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

interface OpenChannel {
  readonly socket: WebSocket;
  readonly connection: Connection;
  readonly channel: ControlChannel;
  /** Aborted when the end is known. */
  readonly done: AbortSignal;
}

function untilEnded(open: OpenChannel): Promise<void> {
  const { socket, done, channel } = open;
  const { signal } = channel;
  return new Promise<void>((resolve, reject) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { signal: done });
    keepAlive(open, reject);
    const take = createTaker(socket, channel);
    let isOver = false;
    let otherwise = "the app does not open a control channel";
    socket.addEventListener("open", () => {
      otherwise = "the control channel was cut";
      channel.opened();
    });
    socket.addEventListener("message", ({ data }: { readonly data: unknown }) => {
      // What comes behind a message that was not understood may mean anything.
      if (isOver) return;
      try {
        take(String(data));
      } catch (error) {
        isOver = true;
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    socket.addEventListener("error", ({ error }) => reject(causeOf(error) ?? new Error(otherwise)));
    socket.addEventListener("close", ({ code, reason }) => {
      const said = reason === "" ? "" : `: ${reason}`;
      reject(new Error(`the app ended the control channel (${code}${said})`));
    });
  });
}

/** Asks for a sign of life at intervals. Two of them without any, not even an answer to that, are the end. */
function keepAlive({ socket, connection, channel, done }: OpenChannel, end: (why: Error) => void): void {
  let heardBytes = 0;
  let silences = 0;
  const timer = setInterval(() => {
    const bytes = connection.socket?.bytesRead ?? 0;
    silences = bytes === heardBytes ? silences + 1 : 0;
    heardBytes = bytes;
    if (silences === 2) end(new Error("the app has gone silent"));
    if (socket.readyState === socket.OPEN) ping(socket);
  }, channel.limits.pingMs);
  done.addEventListener("abort", () => clearInterval(timer));
}

/** What takes the messages of an app, in their order. It throws when it can take no more. */
function createTaker(socket: WebSocket, channel: ControlChannel): (text: string) => void {
  const { maxCalls, maxUnreadBytes } = channel.limits;
  const reader = new RpcReader();
  const calls = new Set<Promise<void>>();
  return (text) => {
    const call = reader.take(text);
    if (call === undefined) return;
    if (socket.bufferedAmount > maxUnreadBytes) throw new Error("the app does not read its answers");
    const work = answer(socket, call, { ...channel, isBusy: calls.size >= maxCalls });
    calls.add(work);
    void work.finally(() => calls.delete(work));
  };
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

/** Below the error of a websocket is what went wrong, unless it is the peer's doing. */
function causeOf(error: unknown): Error | undefined {
  const told: unknown = error instanceof Error ? (error.cause ?? error) : undefined;
  return told instanceof Error && told.message !== "" ? told : undefined;
}
