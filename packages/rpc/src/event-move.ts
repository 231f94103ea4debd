import { LocalError } from "@infrakit/spi";

/** How often it is looked whether another process has taken the place of one whose events are read. */
const eventLookMs = 1000;

/** What is watched while a stream is read. */
interface Watched {
  readonly hasMoved: () => boolean;
  /** Aborted when it has moved, which has to end the stream. */
  readonly silence: AbortController;
}

/**
 * The chunks of a stream until another process has taken the place of the one that sends them: as long as that lives it
 * may send what is no longer true, or nothing, for ever. Then `silence` is aborted.
 */
export async function* untilMoved(
  chunks: AsyncIterable<Uint8Array>,
  { hasMoved, silence }: Watched,
): AsyncGenerator<Uint8Array> {
  const timer = setInterval(() => {
    if (hasMoved())
      silence.abort(new LocalError("connection_lost", "another process took the plugin's place"));
  }, eventLookMs);
  try {
    yield* chunks;
  } finally {
    clearInterval(timer);
  }
}
