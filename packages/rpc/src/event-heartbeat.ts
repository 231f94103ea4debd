import type { Writable } from "node:stream";
import { LocalError } from "@infrakit/spi";

/** How often a quiet stream says that it is alive: a client notices a dead one, and we a client that is gone. */
export const heartbeatMs = 15_000;

/** A stream that is silent for so long after it had a heartbeat is dead. */
export const silentMs: number = 3 * heartbeatMs;

/** A comment. InfraKit's client reads lines that contain `data:` and no others. */
const heartbeat = ":\n\n";

/** Sends heartbeats until the returned function is called; none to a client that has not read what was sent before. */
export function startHeartbeat(stream: Writable): () => void {
  const timer = setInterval(() => {
    if (!stream.writableNeedDrain) stream.write(heartbeat);
  }, heartbeatMs);
  return () => clearInterval(timer);
}

/**
 * The chunks of a stream until it is silent for too long, which only a stream that had a heartbeat can be: InfraKit's
 * servers have none. Then `silence` is aborted, which has to end the stream.
 * @throws LocalError `connection_lost` when it is silent.
 */
export async function* untilSilent(
  chunks: AsyncIterable<Uint8Array>,
  silence: AbortController,
): AsyncGenerator<Uint8Array> {
  let hasHeartbeat = false;
  let isLineStart = true;
  let timer: NodeJS.Timeout | undefined;
  try {
    for await (const chunk of chunks) {
      clearTimeout(timer);
      hasHeartbeat ||= isLineStart && chunk[0] === colon;
      isLineStart = chunk.at(-1) === lineEnd;
      yield chunk;
      // A reader that takes its time is not the stream's silence.
      if (hasHeartbeat) timer = setTimeout(() => silence.abort(dead()), silentMs);
    }
  } catch (error) {
    throw silence.signal.aborted ? silence.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

const colon = 0x3a;
const lineEnd = 0x0a;

function dead(): LocalError {
  return new LocalError("connection_lost", `the plugin has said nothing for ${silentMs / 1000} s`);
}
