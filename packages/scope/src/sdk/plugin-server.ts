import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Pipelines } from "@infrakit/discovery/socket";
import { type ScopeAnswer, type ScopeRequest, textAnswer } from "./scope-answer.ts";

/** Largest body of a request; hosts send some hundred bytes. */
const maxBodyBytes = 1024 * 1024;

/** How long an unused connection is kept. Hosts ask every second. */
const keepAliveMs = 60_000;

/** How long a request may take to arrive. */
const requestTimeoutMs = 10_000;

/** How long a host may take to read an answer; it hangs up long before. */
const answerTimeoutMs = 10_000;

/** Most connections at a time: a host has one or two. */
const maxConnections = 256;

/** Most requests of one connection that are worked on at a time: hosts send one. */
const maxPipelined = 16;

/** An HTTP server in front of a plugin. It does not listen yet. */
export function createPluginServer(handle: (request: ScopeRequest) => Promise<ScopeAnswer>): Server {
  const pipelines = new Pipelines(maxPipelined);
  const server = createServer(
    {
      keepAliveTimeout: keepAliveMs,
      headersTimeout: requestTimeoutMs,
      requestTimeout: requestTimeoutMs,
      // The first hosts sent an empty one.
      requireHostHeader: false,
    },
    (request, response) => {
      if (pipelines.enter(request.socket, response)) void serve(handle, request, response);
    },
  );
  server.maxConnections = maxConnections;
  return server;
}

async function serve(
  handle: (request: ScopeRequest) => Promise<ScopeAnswer>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const body = await readBody(request);
    const { method = "", url = "" } = request;
    const isWhole = body !== undefined;
    send(response, isWhole ? await handle({ method, url, body }) : tooLong);
  } catch {
    // The host has hung up in the middle of its request: nobody waits for an answer.
    response.destroy();
  }
}

const tooLong = textAnswer(413, `a request has no more than ${maxBodyBytes} bytes`);

/** Undefined if it is too long; the rest is not read then. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, { status, reason, headers, body }: ScopeAnswer): void {
  const bytes = Buffer.byteLength(body);
  const all = { ...headers, "Content-Length": bytes, ...(status === 413 && { Connection: "close" }) };
  if (reason === undefined) response.writeHead(status, all);
  else response.writeHead(status, reason, all);
  const cut = setTimeout(() => response.destroy(), answerTimeoutMs);
  response.once("close", () => clearTimeout(cut));
  response.end(body);
}
