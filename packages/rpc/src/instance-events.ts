import type { InstanceChange } from "@infrakit/spi";
import {
  type Codec,
  DecodeError,
  decodeJson,
  encodeJson,
  member,
  object,
  string,
} from "@infrakit/spi/document";
import { unnamed } from "./hosted-objects.ts";

/**
 * Hints of instance plugins as InfraKit's events: published below `instances/<type>/`, or below `instances/` for
 * the object without a name.
 *
 * @module
 */

/** The topic below which the hints for an object are published. */
export function topicOf(name: string): string {
  return name === unnamed || name === "" ? "/instances/" : `/instances/${name}/`;
}

/** Go's `event.Event`, as far as it is used here. */
interface PublishedEvent {
  readonly topic: string;
  readonly type: string;
  readonly id: string;
  readonly message: string;
  /** RFC 3339. */
  readonly timestamp: string;
  /** Stamped by whoever receives it. */
  readonly received: string;
}
const publishedEvent: Codec<PublishedEvent> = object({
  topic: member("Topic", string),
  type: member("Type", string, { omitZero: true }),
  id: member("ID", string),
  message: member("Message", string),
  timestamp: member("Timestamp", string),
  received: member("Received", string),
});

/** Go's zero time. */
const neverReceived = "0001-01-01T00:00:00Z";

/** Writes a hint as an event. Go's events have no slash before their topic. */
export function formatChange(name: string, { id = "" }: InstanceChange, at: Date): string {
  const topic = topicOf(name).slice(1) + id;
  const event = {
    topic,
    type: "instance",
    id,
    message: "",
    timestamp: at.toISOString(),
    received: neverReceived,
  };
  return encodeJson(publishedEvent.encode(event));
}

/** Reads an event as a hint. One that cannot be read still says that something changed. */
export function parseChange(text: string): InstanceChange {
  try {
    const { id } = decodeJson(text, publishedEvent);
    return id === "" ? {} : { id };
  } catch (error) {
    if (error instanceof DecodeError) return {};
    throw error;
  }
}

/** The topic of an event that {@link formatChange} would write. */
export function topicOfChange(name: string, { id = "" }: InstanceChange): string {
  return topicOf(name) + id;
}

/**
 * Whether a subscriber wants a topic: exactly that topic, or all that begin with it if it ends with a slash.
 * Empty and `.` are the root.
 */
export function isWanted(topic: string, wanted: string): boolean {
  const cleaned = cleanTopic(wanted);
  return cleaned.endsWith("/") ? topic.startsWith(cleaned) : topic === cleaned;
}

/** Whether events below `prefix` may be wanted. */
export function mayBeWanted(prefix: string, wanted: string): boolean {
  const cleaned = cleanTopic(wanted);
  return cleaned.startsWith(prefix) || prefix.startsWith(cleaned);
}

function cleanTopic(topic: string): string {
  if (topic === "" || topic === ".") return "/";
  return topic.startsWith("/") ? topic : `/${topic}`;
}
