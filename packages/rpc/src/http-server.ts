import { createServer, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { Pipelines } from "@infrakit/discovery/socket";
import { writeEvents } from "./event-writer.ts";
import type { Handler } from "./handler.ts";
import { describeFunctions } from "./info-functions.ts";
import { describeApi } from "./info.ts";
import { RequestBodies } from "./request-body.ts";
import { parseTarget } from "./request-target.ts";
import { type ServerLimits, serverLimits } from "./server-limits.ts";
import type { Visit } from "./visit.ts";

/** Longest body whose length is said before it. Go's servers write others in chunks, and so do we. */
const longestWithLengthBytes = 2048;

const plainText = "text/plain; charset=utf-8";

/** A request, and what it shares with the others. */
interface Call extends Visit {
  readonly bodies: RequestBodies;
  readonly limits: ServerLimits;
  /** Whether programs other than the user's could send it: a browser reaches ports, not sockets. */
  readonly isOnNetwork: boolean;
}

/**
 * An HTTP server in front of a handler. Statuses, headers and bodies are those of InfraKit's servers, whose clients
 * look at nothing but the body. It does not listen yet. Once `stopping` is aborted, connections end with the call
 * that they carry, and event streams end.
 */
export function createHttpServer(
  handler: Handler,
  stopping: AbortSignal,
  limits: ServerLimits = serverLimits,
): Server {
  const bodies = new RequestBodies(limits);
  const pipelines = new Pipelines(limits.maxPipelined);
  let isOnNetwork = true;
  const server = createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: limits.checkGapMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
    },
    (request, response) => {
      if (pipelines.enter(request.socket, response))
        route({ handler, stopping, request, response, bodies, limits, isOnNetwork });
    },
  );
  server.on("listening", () => (isOnNetwork = typeof server.address() !== "string"));
  // A client that says that it sends no more still waits for its answer; Node would hang up. Its types lack this.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.maxConnections = limits.maxServerConnections;
  server.on("connect", (_, socket) => refuseTunnel(socket));
  closeUnused(server, stopping, limits.firstByteMs);
  return server;
}

/** Node hands over the bare connection with this method, and hangs up if nobody wants it. */
function refuseTunnel(socket: Duplex): void {
  const body = "rpc: POST method required, received CONNECT";
  const head = `Connection: close\r\nContent-Type: ${plainText}\r\nContent-Length: ${body.length}`;
  // Nobody else listens on it any more, and a client that has left is no reason to end.
  socket.on("error", () => socket.destroy());
  socket.end(`HTTP/1.1 405 Method Not Allowed\r\n${head}\r\n\r\n${body}`, () => socket.destroy());
}

/** Node counts a connection on which nothing was ever sent as one with a request under way. */
function closeUnused(server: Server, stopping: AbortSignal, firstByteMs: number): void {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const close = (): void => {
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  };
  stopping.addEventListener("abort", () => setTimeout(close, firstByteMs));
}

function route(visit: Call): void {
  const { handler, request } = visit;
  if (visit.isOnNetwork && request.headers.origin !== undefined) return refusePage(visit);
  const target = parseTarget(request.url ?? "/");
  if (target === undefined)
    return send(visit, { status: 400, headers: { Connection: "close" }, body: "400 Bad Request" });
  const { path, query, canonical } = target;
  if (canonical !== undefined) return send(visit, { status: 301, headers: { Location: canonical } });
  switch (path) {
    case "/":
      return routeCall(visit);
    case "/events":
      // A subscriber that says that it sends no more has left: nothing else would tell.
      request.socket.on("end", () => visit.response.destroy());
      return writeEvents(visit, new URLSearchParams(query).get("topic") ?? "");
    case "/info/api.json":
      return send(visit, { status: 200, body: describeApi(handler, new Date()) });
    case "/info/functions.json":
      return send(visit, { status: 200, body: describeFunctions(handler.objects.info?.functions ?? {}) });
    default: {
      const headers = { "X-Content-Type-Options": "nosniff" };
      return send(visit, { status: 404, headers, body: "404 page not found\n" });
    }
  }
}

/**
 * Every page that a user looks at may send requests to ports of the machine, and only reading the answers is forbidden
 * to it. Browsers say which page asks; programs do not.
 */
function refusePage(visit: Call): void {
  const body = "Cannot answer a web page: a request with an Origin is refused; ask from a program";
  send(visit, { status: 403, body });
}

function routeCall(visit: Call): void {
  const { handler, request, response, bodies } = visit;
  const { method = "" } = request;
  if (method !== "POST")
    return send(visit, { status: 405, body: `rpc: POST method required, received ${method}` });
  const [type = ""] = (request.headers["content-type"] ?? "").split(";");
  if (type !== "" && type.trim().toLowerCase() !== "application/json")
    return send(visit, { status: 415, body: `rpc: unrecognized Content-Type: ${type}` });
  if (request.headers.upgrade !== undefined) refuseWhenCutOff(visit);
  bodies.read(visit, {
    done: (body) =>
      handler.handle(body).then(
        (answer) => send(visit, { status: 200, body: answer }),
        // An answer that cannot be written, for one. As after a panic in Go, the client learns that there is none.
        () => void response.destroy(),
      ),
    refuse: (why) => {
      // What is still to come is not read: the connection ends with the answer.
      send(visit, { status: 413, headers: { Connection: "close" }, body: `Cannot read the request: ${why}` });
      request.pause();
    },
  });
}

/** Of a request that asks for an upgrade, which is not granted, Node does not notice that it is cut off. */
function refuseWhenCutOff(visit: Call): void {
  const { request, response } = visit;
  request.socket.on("end", () => {
    if (!request.complete && !response.headersSent)
      send(visit, { status: 400, headers: { Connection: "close" } });
  });
}

interface Page {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Like Go, says nothing of the type of nothing, nor, where no body may follow, of its length. */
function send({ request, response, stopping, limits }: Call, { status, headers, body = "" }: Page): void {
  if (stopping.aborted) response.setHeader("Connection", "close");
  const type = body === "" ? undefined : { "Content-Type": plainText };
  const bytes = Buffer.byteLength(body);
  const hasLength = bytes <= longestWithLengthBytes && (bytes > 0 || request.method !== "HEAD");
  const length = hasLength ? { "Content-Length": bytes } : undefined;
  response.writeHead(status, { ...headers, ...type, ...length });
  // Of plain ASCII, which most answers are, Node copies the bytes of one of these without looking at them.
  response.end(body, bytes === body.length ? "latin1" : "utf8");
  limitReading(response, limits.answerTimeoutMs);
}

/** Cuts a client that does not read its answer. One that waits behind others has not had its turn. */
function limitReading(response: ServerResponse, timeoutMs: number): void {
  const limit = (): void => {
    const cut = setTimeout(() => response.destroy(), timeoutMs);
    response.on("close", () => clearTimeout(cut));
  };
  if (response.socket === null) response.once("socket", limit);
  else if (response.writableLength > 0) limit();
}
