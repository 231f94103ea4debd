import { messageOf } from "@infrakit/spi";
import type { PluginEvent } from "@infrakit/spi/data";
import { parseEvent } from "./event-codec.ts";
import { errorEvent, isErrorEvent } from "./event-error.ts";
import { maxEventLine } from "./event-reader.ts";

/** Texts of events, `undefined` in the place of one that was too long to be read. */
export type EventTexts = AsyncIterable<string | undefined>;

/** What is followed, and how. */
export interface EventStream {
  readonly topic: string;
  readonly signal: AbortSignal;
  /** How long to wait before the stream is opened again; twice as long each time that it gave nothing. */
  readonly reconnectMs: number;
  /**
   * Resolves when the plugin listens, with `undefined` if it publishes no events. The signal is aborted when no more
   * is read.
   */
  open(signal: AbortSignal): Promise<EventTexts | undefined>;
}

/** Longest wait before a broken stream is opened again. */
const maxReconnectMs = 30_000;

/**
 * Follows a stream of events: when it breaks, for whatever reason, it is opened again. The reader is told by an event of
 * type `error` as soon as it breaks, or cannot be opened at first, and of the gap when it is open again. Ends when the
 * signal is aborted or when the plugin publishes no events.
 */
export async function* followEvents(stream: EventStream): AsyncGenerator<PluginEvent> {
  const { topic, signal } = stream;
  let why: string | undefined;
  let isTold = false;
  for (let failures = 0; !signal.aborted; failures++) {
    const done = new AbortController();
    try {
      const texts = await stream.open(AbortSignal.any([signal, done.signal]));
      if (texts === undefined) return;
      isTold = false;
      if (why !== undefined) yield missedEvent(topic, why);
      for await (const text of texts) {
        const event = readEvent(topic, text);
        if (!isErrorEvent(event)) failures = 0;
        yield event;
      }
      why = "the plugin ended the stream";
    } catch (error) {
      why = messageOf(error);
    } finally {
      done.abort();
    }
    if (!isTold && !signal.aborted) yield unreadEvent(topic, why);
    isTold = true;
    await pause(Math.min(stream.reconnectMs * 2 ** failures, maxReconnectMs), signal);
  }
}

function readEvent(topic: string, text: string | undefined): PluginEvent {
  if (text !== undefined) return parseEvent(text, new Date());
  return tellNow(topic, `an event was left out: it is over ${maxEventLine} characters`);
}

function missedEvent(topic: string, why: string): PluginEvent {
  return tellNow(topic, `events may have been missed: ${why}`);
}

function unreadEvent(topic: string, why: string): PluginEvent {
  return tellNow(topic, `events cannot be read, it is tried again: ${why}`);
}

function tellNow(topic: string, message: string): PluginEvent {
  const now = new Date();
  return { ...errorEvent(message, { topic, now }), received: now.toISOString() };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, signal.aborted ? 0 : ms);
    signal.addEventListener("abort", end);
  });
}
