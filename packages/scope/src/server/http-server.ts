import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Pipelines } from "@infrakit/discovery/socket";
import { refuseVisitor } from "./access.ts";
import type { EventReaders } from "./event-readers.ts";
import { isPagePath } from "./page-files.ts";
import { errorReply, type Reply } from "./reply.ts";
import { eventsPath, isReading, refuseMethod, route, type RouteContext } from "./route.ts";
import type { ScopeServerLimits } from "./server-limits.ts";

/** What all requests share. */
export interface Run {
  readonly context: RouteContext;
  readonly limits: ScopeServerLimits;
  readonly token: string | undefined;
  readonly events: EventReaders;
  readonly stopping: AbortController;
}

/** The server of a host. It does not listen yet. Once `stopping` is aborted, connections end with their answers. */
export function createHttpServer(run: Run): Server {
  const { limits } = run;
  const pipelines = new Pipelines(limits.maxPipelined);
  const server = createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
    },
    (request, response) => {
      if (pipelines.enter(request.socket, response)) void answer(run, request, response);
    },
  );
  server.maxConnections = limits.maxConnections;
  return server;
}

async function answer(run: Run, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const [path = ""] = (request.url ?? "").split("?");
    if (run.stopping.signal.aborted) response.setHeader("Connection", "close");
    const refused = refuse(run, request, path);
    if (refused !== undefined) send(run, response, refused);
    else if (path === eventsPath) answerEvents(run, request, response);
    else send(run, response, await route(run.context, request, path));
  } catch (error) {
    // A client that has gone away while it sent its request needs no answer; anything else is a fault of ours.
    if (request.destroyed) return;
    const why = error instanceof Error ? error.message : String(error);
    send(run, response, errorReply(500, `Cannot answer: ${why}`));
  }
}

/** On a socket nobody is refused: its file says who may come. */
function refuse({ token }: Run, request: IncomingMessage, path: string): Reply | undefined {
  if (token === undefined) return undefined;
  return refuseVisitor(token, { headers: request.headers, isPage: isReading(request) && isPagePath(path) });
}

function answerEvents(run: Run, request: IncomingMessage, response: ServerResponse): void {
  const { events, limits } = run;
  if (!isReading(request)) return send(run, response, refuseMethod(request, "GET, HEAD"));
  if (events.isFull || run.stopping.signal.aborted) {
    const why = events.isFull ? `${limits.maxEventReaders} others do; try again later` : "the host stops";
    return send(run, response, errorReply(503, `Cannot read events: ${why}`));
  }
  response.writeHead(200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
  });
  if (request.method === "HEAD") response.end();
  else events.add(response);
}

/** A client that does not read its answer is cut off. */
function send({ limits }: Run, response: ServerResponse, { status, headers, body }: Reply): void {
  const parts = typeof body === "string" || body instanceof Uint8Array ? [body] : body;
  const length = parts.reduce((bytes, part) => bytes + Buffer.byteLength(part), 0);
  response.writeHead(status, { ...headers, "Content-Length": length });
  response.cork();
  for (const part of parts) response.write(part);
  response.end();
  if (response.writableFinished) return;
  const cut = setTimeout(() => response.destroy(), limits.answerTimeoutMs);
  response.on("close", () => clearTimeout(cut));
}
