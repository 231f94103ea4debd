import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { publishChanges } from "./event-source.ts";
import type { Visit } from "./visit.ts";

/** How often a quiet stream says that it is alive: a client notices a dead one, and we a client that is gone. */
const heartbeatMs = 15_000;

/**
 * Writes events as server-sent events until the client goes away or there are no more. Headers leave at once, so
 * that a client knows that it is heard; a client that does not read holds back its own events only.
 */
export function writeEvents({ handler, response, stopping }: Visit, topic: string): void {
  response.writeHead(200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-cache",
    Connection: "keep-alive",
    "Access-Control-Allow-Origin": "*",
  });
  response.flushHeaders();
  const { socket } = response;
  const stop = (): void => {
    response.end(() => socket?.end());
  };
  if (stopping.aborted) return stop();
  stopping.addEventListener("abort", stop);
  const gone = new AbortController();
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(":\n\n");
  }, heartbeatMs);
  response.on("close", () => {
    clearInterval(heartbeat);
    stopping.removeEventListener("abort", stop);
    gone.abort();
  });
  copyEvents(publishChanges(handler.objects, { topic, signal: gone.signal }), response, gone.signal).then(
    () => response.end(),
    // A plugin that fails to give hints, or a client that left: the stream is cut, so that its reader comes again.
    () => response.destroy(),
  );
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
