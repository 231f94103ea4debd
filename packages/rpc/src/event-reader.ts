import { LocalError } from "@infrakit/spi";

/** Longest line of an event stream that is read; in characters. */
export const maxEventLine: number = 1024 * 1024;

/**
 * Reads the texts of events from a stream of server-sent events. As InfraKit's client it looks at lines with data
 * only: an event is one line, and comments keep the connection alive.
 * @throws LocalError `answer_too_large` on a line without end.
 */
export async function* readEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > maxEventLine)
      throw new LocalError("answer_too_large", `an event is over ${maxEventLine} characters`);
    for (const line of lines) if (line.startsWith("data:")) yield line.slice("data:".length).trim();
  }
}
