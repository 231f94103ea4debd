import { once } from "node:events";
import { createServer } from "node:http";
import { onTestFinished } from "vitest";
import { socketPlace } from "./http-exchange.ts";
import type { Recording } from "./recording.ts";

/** A plugin that publishes a recorded stream to whoever subscribes. */
interface GoStream {
  readonly path: string;
  /** The topics that were asked for. */
  readonly topics: readonly string[];
}

const hello =
  '{"jsonrpc":"2.0","result":{"Objects":{"Event/0.1.1":[{"Name":"streams","ProxyFor":""}]}},"id":1}\n';

/** Starts the plugin of a recorded stream until the test ends. Streams stay open, as Go's do. */
export async function startGoStream({ response: { headers, body } }: Recording): Promise<GoStream> {
  const topics: string[] = [];
  const path = await socketPlace();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://h");
    if (pathname === "/") return response.end(hello);
    topics.push(searchParams.get("topic") ?? "");
    return response.writeHead(200, { "content-type": headers["content-type"] }).write(body);
  });
  server.listen(path);
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { path, topics };
}
