/**
 * Topics of events, and which of them a reader wants: exactly one, or all that begin with it if it ends with a slash.
 * Empty and `.` are the root, as in InfraKit's broker.
 *
 * @module
 */

/** A topic with a slash in front, as topics are compared. */
export function cleanTopic(topic: string): string {
  if (topic === "" || topic === ".") return "/";
  return topic.startsWith("/") ? topic : `/${topic}`;
}

/** Whether an event is for a reader of `wanted`. */
export function isWanted(topic: string, wanted: string): boolean {
  const cleaned = cleanTopic(wanted);
  return cleaned.endsWith("/") ? cleanTopic(topic).startsWith(cleaned) : cleanTopic(topic) === cleaned;
}

/**
 * What to ask for below a prefix, such as `/streams/`, so that it holds all that is wanted: the empty topic is
 * everything. `undefined` if nothing there can be wanted.
 */
export function topicBelow(prefix: string, wanted: string): string | undefined {
  const cleaned = cleanTopic(wanted);
  if (cleaned.startsWith(prefix)) return cleaned.slice(prefix.length);
  return cleaned.endsWith("/") && prefix.startsWith(cleaned) ? "" : undefined;
}

/**
 * The topic that an object whose topics are below `nodes` calls `topic`: `sec/1` of `streams` is `streams/sec/1`. What it
 * says of none of its topics is for all who want something below it: `streams/`.
 */
export function joinTopic(nodes: readonly string[], topic: string): string {
  if (nodes.length === 0) return topic === "" ? "." : topic;
  return `${nodes.join("/")}/${topic === "." ? "" : topic.replace(/^\//, "")}`;
}
