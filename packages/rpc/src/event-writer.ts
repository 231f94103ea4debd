import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { startHeartbeat } from "./event-heartbeat.ts";
import type { Visit } from "./visit.ts";

/** Most readers of events at a time: fewer than connections, so that there are some left for calls. */
export const maxEventReaders = 1000;

/**
 * Writes events as server-sent events until the client goes away or there are no more. Headers leave at once, so that
 * a client knows that it is heard; a client that does not read holds back its own events only.
 */
export function writeEvents(visit: Visit, topic: string): void {
  const { handler, response, stopping } = visit;
  if (stopping.aborted) return refuse(response, "the plugin stops");
  if (handler.events.readers >= maxEventReaders)
    return refuse(response, `${maxEventReaders} others do; try again later`);
  const gone = new AbortController();
  const events = handler.events.subscribe(topic, gone.signal);
  response.writeHead(200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-cache",
    Connection: "keep-alive",
    "Access-Control-Allow-Origin": "*",
  });
  response.flushHeaders();
  const stopHeartbeat = startHeartbeat(response);
  const { socket } = response;
  const stop = (): void => {
    response.end(() => socket?.end());
  };
  response.on("close", () => {
    stopHeartbeat();
    stopping.removeEventListener("abort", stop);
    gone.abort();
  });
  stopping.addEventListener("abort", stop);
  copyEvents(events, response, gone.signal).then(
    () => response.end(),
    // The client left while it had to be waited for.
    () => response.destroy(),
  );
}

function refuse(response: ServerResponse, why: string): void {
  response.writeHead(503, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" });
  response.end(`Cannot subscribe: ${why}`);
}

async function copyEvents(
  events: AsyncIterable<string>,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  for await (const event of events) {
    if (!response.write(`data: ${event}\n\n`)) await once(response, "drain", { signal });
  }
}
