/** Longest line of an event stream that is read; in characters. */
export const maxEventLine: number = 1024 * 1024;

/**
 * Reads the texts of events from a stream of server-sent events, `undefined` in the place of one that is too long. As
 * InfraKit's client it looks at lines with data only: an event is one line, and comments keep the connection alive.
 * A line without its end is no event.
 */
export async function* readEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string | undefined> {
  const decoder = new TextDecoder();
  const line = new Line();
  for await (const chunk of chunks) {
    const [first = "", ...others] = decoder.decode(chunk, { stream: true }).split("\n");
    line.append(first);
    for (const other of others) {
      if (line.isEvent) yield line.data;
      line.clear();
      line.append(other);
    }
  }
}

const field = "data:";

/** A line as far as it has come. Of one that is too long only the beginning is kept. */
class Line {
  #text = "";
  #isTooLong = false;

  append(text: string): void {
    if (this.#isTooLong) return;
    this.#text += text;
    if (this.#text.length <= maxEventLine) return;
    this.#isTooLong = true;
    this.#text = this.#text.slice(0, field.length);
  }

  clear(): void {
    this.#text = "";
    this.#isTooLong = false;
  }

  get isEvent(): boolean {
    return this.#text.startsWith(field);
  }

  get data(): string | undefined {
    return this.#isTooLong ? undefined : this.#text.slice(field.length).trim();
  }
}
