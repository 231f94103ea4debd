import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { socketPlace } from "./place.ts";

/** A hosted instance plugin, so that calls get past the handshake. */
const hello =
  '{"jsonrpc":"2.0","result":{"Objects":{"Instance/0.6.1":[{"Name":".","ProxyFor":""}]}},"id":1}\n';

/** What a server does with a call that is no handshake. */
export type Misbehaviour = (socket: Socket) => void;

/** A server that shakes hands as it should and then misbehaves. Counts its connections. */
export interface RawServer {
  readonly path: string;
  readonly connections: () => number;
  /** Ends it as a crash does. */
  readonly crash: () => Promise<void>;
}

/** Starts a server on a socket until the test ends. */
export async function misbehave(how: Misbehaviour, at?: string): Promise<RawServer> {
  const path = at ?? (await socketPlace());
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      if (chunk.includes("Handshake.Hello")) socket.write(httpAnswer(hello));
      else if (chunk.includes('"method"')) how(socket);
    });
  });
  server.listen(path);
  await once(server, "listening");
  const crash = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await once(server.close(), "close");
  };
  onTestFinished(crash);
  return { path, connections: () => connections, crash };
}

/** A whole HTTP answer. */
export function httpAnswer(body: string, head = "200 OK"): string {
  return `HTTP/1.1 ${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
