import { once, setMaxListeners } from "node:events";
import type { ServerResponse } from "node:http";
import { messageOf } from "@infrakit/spi";
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
  let events: AsyncIterable<string>;
  try {
    events = handler.events.subscribe(topic, gone.signal);
  } catch (error) {
    return refuse(response, messageOf(error));
  }
  response.writeHead(200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-cache",
    Connection: "keep-alive",
    "Access-Control-Allow-Origin": "*",
  });
  response.flushHeaders();
  const leave = (): void => gone.abort();
  // Every reader listens to it.
  setMaxListeners(0, stopping);
  stopping.addEventListener("abort", leave);
  response.on("close", () => {
    stopping.removeEventListener("abort", leave);
    leave();
  });
  void sendEvents(events, visit, gone.signal);
}

function refuse(response: ServerResponse, why: string): void {
  response.writeHead(503, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" });
  response.end(`Cannot subscribe: ${why}`);
}

/** Sends events until there are no more, or until the signal is aborted. A server that stops ends the connection. */
async function sendEvents(
  events: AsyncIterable<string>,
  { response, stopping }: Visit,
  signal: AbortSignal,
): Promise<void> {
  const { socket } = response;
  const stopHeartbeat = startHeartbeat(response);
  try {
    for await (const event of events) {
      if (signal.aborted) break;
      if (!response.write(`data: ${event}\n\n`)) await once(response, "drain", { signal });
    }
  } catch {
    // The client left, or the server stops, while it had to be waited for: nobody is to be told.
  } finally {
    stopHeartbeat();
    response.end(() => {
      if (stopping.aborted) socket?.end();
    });
  }
}
