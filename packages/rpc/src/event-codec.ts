import { messageOf } from "@infrakit/spi";
import { neverReceived, type PluginEvent } from "@infrakit/spi/data";
import {
  type Codec,
  DecodeError,
  decodeJson,
  encodeJson,
  member,
  object,
  raw,
  string,
} from "@infrakit/spi/document";
import { errorEvent } from "./event-error.ts";

/** Go's `event.Event`. */
export const pluginEvent: Codec<PluginEvent> = object({
  topic: member("Topic", string),
  type: member("Type", string, { omitZero: true }),
  id: member("ID", string),
  message: member("Message", string),
  timestamp: member("Timestamp", string),
  received: member("Received", string),
  data: member("Data", raw, { omitZero: true }),
  error: member("Error", raw, { omitZero: true }),
});

/**
 * Writes an event as InfraKit's servers do: Go's indented JSON without its line ends, which leaves a space behind each
 * colon. One that does not say when it happened happened now.
 */
export function formatEvent(event: PluginEvent, now: Date): string {
  const timestamp = isNever(event.timestamp) ? now.toISOString() : event.timestamp;
  const received = event.received === "" ? neverReceived : event.received;
  return spaceColons(encodeJson(pluginEvent.encode({ ...event, timestamp, received })));
}

/** Reads an event and stamps it. One that cannot be read becomes an error that says so. */
export function parseEvent(text: string, now: Date): PluginEvent {
  return { ...decodeEvent(text, now), received: now.toISOString() };
}

function decodeEvent(text: string, now: Date): PluginEvent {
  try {
    return decodeJson(text, pluginEvent);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return errorEvent(`Cannot read an event: ${messageOf(error)}`, { now });
  }
}

function isNever(timestamp: string): boolean {
  return timestamp === "" || timestamp === neverReceived;
}

/** Puts a space behind each colon of a compact JSON text that stands outside its strings. */
function spaceColons(json: string): string {
  let spaced = "";
  let from = 0;
  let isInString = false;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '"') isInString = !isInString;
    else if (isInString && character === "\\") at++;
    else if (!isInString && character === ":") {
      spaced += `${json.slice(from, at + 1)} `;
      from = at + 1;
    }
  }
  return spaced + json.slice(from);
}
