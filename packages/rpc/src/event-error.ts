import { neverReceived, type PluginEvent } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";

/**
 * Events of type `error`: what a reader is told about the stream itself. They have no `Error`, which Go's client cannot
 * read; those who look at the type know, the others see an event like any other.
 *
 * @module
 */
const errorType = "error";

/** Whether an event tells about the stream and not of what happened. */
export function isErrorEvent({ type }: PluginEvent): boolean {
  return type === errorType;
}

/** Details of an error: the topic that was wanted, default the root, and when. */
export interface ErrorDetails {
  readonly topic?: string;
  readonly now: Date;
  readonly data?: RawJson;
}

/** Tells a reader that something is wrong with its stream. */
export function errorEvent(message: string, { topic = "", now, data }: ErrorDetails): PluginEvent {
  const timestamp = now.toISOString();
  return {
    topic: topic.replace(/^\//, "") || ".",
    type: errorType,
    id: "",
    message,
    timestamp,
    received: neverReceived,
    // All that Go's command shows of an event.
    data: data ?? RawJson.fromValue(message),
    error: null,
  };
}

/** Tells a reader how many events it missed: their number is `Lost` in the data. */
export function lostEvent(count: number, details: ErrorDetails): PluginEvent {
  const message = `${count} events were lost: they came faster than they were read`;
  return errorEvent(message, { ...details, data: RawJson.fromValue({ Lost: count }) });
}
