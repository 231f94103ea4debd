import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import { listenOnSocket } from "@infrakit/discovery/socket";
import { messageOf } from "@infrakit/spi";
import { metricsContentType } from "./metrics-text.ts";

/** Where metrics are served: a unix socket, or a port of this machine that only itself can reach. */
export type MetricsAddress =
  | { readonly kind: "socket"; readonly path: string }
  | { readonly kind: "port"; readonly host: string; readonly port: number };

/** Metrics that are served. */
export interface ServedMetrics {
  /** Where, for people: a URL, or the path of the socket. */
  readonly address: string;
  close(): Promise<void>;
}

/** Most connections at a time: one for each of some scrapers. */
const maxConnections = 32;

/**
 * Reads `9100`, `127.0.0.1:9100`, `localhost:9100`, `[::1]:9100`, or the path of a socket, which has a slash in it.
 * @throws Error if it is none of these, or others could reach it over the network.
 */
export function parseMetricsAddress(text: string): MetricsAddress {
  if (text.includes("/")) return { kind: "socket", path: text };
  const cannot = `Cannot serve metrics on "${text}"`;
  const [, written = "localhost", digits = ""] = /^(?:(.*):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === "" || port > 65_535) {
    throw new Error(`${cannot}: write an address such as 127.0.0.1:9100, or the path of a socket`);
  }
  const host = written === "localhost" ? "127.0.0.1" : written.replace(/^\[(.*)\]$/, "$1");
  if (host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host)) return { kind: "port", host, port };
  const why = "others could read them over the network";
  throw new Error(`${cannot}: ${why}; use 127.0.0.1:${port} with a proxy in front, or a socket`);
}

/** Serves `GET /metrics`. `format` is asked at each request. @throws Error, LocalError if the address is taken. */
export async function serveMetrics(address: MetricsAddress, format: () => string): Promise<ServedMetrics> {
  const server = createServer((request, response) => answer(request, response, format));
  server.maxConnections = maxConnections;
  const { shown, stop } = await listen(server, address);
  return {
    address: shown,
    async close() {
      await stop();
      server.closeAllConnections();
    },
  };
}

async function listen(
  server: Server,
  address: MetricsAddress,
): Promise<{ readonly shown: string; readonly stop: () => Promise<void> }> {
  if (address.kind === "socket") {
    const socket = await listenOnSocket(server, address.path);
    return { shown: socket.path, stop: () => socket.close() };
  }
  const { host, port } = address;
  const url = (bound: number): string => `http://${host.includes(":") ? `[${host}]` : host}:${bound}/metrics`;
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    throw new Error(`Cannot serve metrics on "${url(port)}": ${messageOf(error)}`, { cause: error });
  }
  const bound = server.address();
  const stop = (): Promise<void> => Promise.resolve(void server.close());
  return { shown: url(typeof bound === "object" && bound !== null ? bound.port : port), stop };
}

function answer({ url, method }: IncomingMessage, response: ServerResponse, format: () => string): void {
  if (url?.split("?")[0] !== "/metrics") return refuse(response, 404, "metrics are at /metrics");
  if (method !== "GET" && method !== "HEAD") return refuse(response, 405, "use GET");
  response.writeHead(200, { "Content-Type": metricsContentType });
  response.end(format());
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });
  response.end(`${why}\n`);
}
