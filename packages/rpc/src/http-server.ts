import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { writeEvents } from "./event-writer.ts";
import type { Handler } from "./handler.ts";
import { describeApi } from "./info.ts";
import type { Visit } from "./visit.ts";

/** Largest request that is read. */
const maxRequestBytes = 32 * 1024 * 1024;

/** How long a client may take to send its headers, and how long to send all of a request. */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 60_000;

/** How often connections are looked at for those limits. */
const connectionsCheckingInterval = 5_000;

/** How long an unused connection is kept. Clients take it for granted for 10 s. */
const keepAliveTimeoutMs = 30_000;

/** Most connections at a time. Every call under way holds one, and so does every subscriber. */
const maxServerConnections = 1024;

/** How long a client that has just connected may take to begin its request once the server stops. */
const firstByteMs = 100;

const plainText = "text/plain; charset=utf-8";

/**
 * An HTTP server in front of a handler. Statuses, headers and bodies are those of InfraKit's servers, whose clients
 * look at nothing but the body. It does not listen yet. Once `stopping` is aborted, connections end with the call
 * that they carry, and event streams end.
 */
export function createHttpServer(handler: Handler, stopping: AbortSignal): Server {
  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval,
      keepAliveTimeout: keepAliveTimeoutMs,
    },
    (request, response) => route({ handler, stopping, request, response }),
  );
  server.maxConnections = maxServerConnections;
  closeUnused(server, stopping);
  return server;
}

/** Node counts a connection on which nothing was ever sent as one with a request under way. */
function closeUnused(server: Server, stopping: AbortSignal): void {
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

function route(visit: Visit): void {
  const { handler, request } = visit;
  const { path, query } = parseTarget(request.url ?? "/");
  const canonical = cleanPath(path);
  if (canonical !== path) return send(visit, { status: 301, headers: { Location: canonical + query } });
  switch (path) {
    case "/":
      return routeCall(visit);
    case "/events":
      return writeEvents(visit, new URLSearchParams(query).get("topic") ?? "");
    case "/info/api.json":
      return send(visit, { status: 200, body: describeApi(handler, new Date()) });
    default: {
      const headers = { "X-Content-Type-Options": "nosniff" };
      return send(visit, { status: 404, headers, body: "404 page not found\n" });
    }
  }
}

function routeCall(visit: Visit): void {
  const { handler, request } = visit;
  const { method = "" } = request;
  if (method !== "POST")
    return send(visit, { status: 405, body: `rpc: POST method required, received ${method}` });
  const [type = ""] = (request.headers["content-type"] ?? "").split(";");
  if (type !== "" && type.trim().toLowerCase() !== "application/json")
    return send(visit, { status: 415, body: `rpc: unrecognized Content-Type: ${type}` });
  readBody(visit, (body) => {
    void handler.handle(body).then((answer) => send(visit, { status: 200, body: answer }));
  });
}

/** Calls back with the body, unless it is too large or its sender goes away. */
function readBody(visit: Visit, done: (body: string) => void): void {
  const { request, response } = visit;
  const chunks: Buffer[] = [];
  let bytes = Number(request.headers["content-length"] ?? 0) > maxRequestBytes ? Infinity : 0;
  if (bytes === Infinity) return refuse();
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxRequestBytes) refuse();
    else chunks.push(chunk);
  });
  request.on("end", () => {
    if (bytes > maxRequestBytes) return;
    const [first, ...others] = chunks;
    done((first === undefined || others.length > 0 ? Buffer.concat(chunks) : first).toString());
  });

  /** What is still to come is not read: the connection ends with the answer. */
  function refuse(): void {
    chunks.length = 0;
    if (response.headersSent) return;
    const body = `Cannot read the request: it is over ${maxRequestBytes} bytes`;
    send(visit, { status: 413, headers: { Connection: "close" }, body });
    request.pause();
  }
}

interface Page {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Like Go, says nothing of the type of nothing. */
function send({ response, stopping }: Visit, { status, headers, body = "" }: Page): void {
  if (stopping.aborted) response.setHeader("Connection", "close");
  const type = body === "" ? undefined : { "Content-Type": plainText };
  response.writeHead(status, { ...headers, ...type, "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

/** The path of a request, and the query with its question mark. A proxy may send the whole URL. */
function parseTarget(target: string): { readonly path: string; readonly query: string } {
  const at = target.indexOf("?");
  const path = at < 0 ? target : target.slice(0, at);
  return { path: path.replace(/^https?:\/\/[^/]*/i, "") || "/", query: at < 0 ? "" : target.slice(at) };
}

/** Resolves `.`, `..` and empty segments; a slash at the end stays. Go's router sends clients to the result. */
function cleanPath(path: string): string {
  if (path === "/") return path;
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  const end = segments.length > 0 && path.endsWith("/") ? "/" : "";
  return `/${segments.join("/")}${end}`;
}
