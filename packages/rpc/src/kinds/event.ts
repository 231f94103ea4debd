import { type EventPlugin, LocalError, parsePluginName } from "@infrakit/spi";
import type { PluginEvent } from "@infrakit/spi/data";
import { formatPath, list, member, object, parsePath, string } from "@infrakit/spi/document";
import type { Caller } from "../caller.ts";
import { eventNames, listNodes } from "../event-source.ts";
import { cleanTopic } from "../event-topic.ts";
import { unnamed } from "../hosted-objects.ts";
import { type Method, serveMethod } from "../method.ts";
import type { Interface, Kind } from "./kind.ts";

/** What tells that something happened. */
export const eventInterface: Interface = {
  name: "Event",
  current: "0.1.1",
  implemented: ["0.1.0"],
  first: [],
};

const listTopics: Method<{ topic: string }, { nodes: readonly string[] }> = {
  name: "Event.List",
  isReadOnly: true,
  params: object({ topic: member("Topic", string) }),
  result: object({ nodes: member("Nodes", list(string)) }),
};

/** Lists topics. The events themselves are read from `/events`. */
export const eventKind: Kind = {
  interface: eventInterface,
  names(objects) {
    const names = eventNames(objects);
    return names.length === 0 ? undefined : names;
  },
  serve: (objects) => [
    serveMethod(listTopics, async ({ topic }) => ({ nodes: await listNodes(objects, parsePath(topic)) })),
  ],
};

/**
 * Makes an event plugin of a connection. `name` is the plugin's full name, such as `time/streams`; topics are those of
 * the object, below its name. A subscription outlives the plugin's process: it is made again when the stream breaks,
 * and an event of type `error` tells that some may have been missed.
 */
export function connectEvent(connection: Caller, name: string): EventPlugin {
  const { type } = parsePluginName(name);
  const own = type === "" || type === unnamed ? "" : `${type}/`;
  const { call, version } = connection.on(eventInterface);
  return {
    async list(topic, options) {
      const wanted = formatPath([...parsePath(own), ...topic]);
      return (await call(listTopics, { topic: wanted }, options)).nodes;
    },
    async *subscribe(topic, options) {
      try {
        // A plugin that is not there, or publishes no events, is said to be so.
        await version(options);
      } catch (error) {
        if (options.signal.aborted && error instanceof LocalError) return;
        throw error;
      }
      const wanted = `/${own}${cleanTopic(topic).slice(1)}`;
      for await (const event of connection.events(wanted, options)) yield scopeEvent(event, own);
    },
  };
}

/** Calls a topic what the object calls it. */
function scopeEvent(event: PluginEvent, own: string): PluginEvent {
  if (own === "" || !event.topic.startsWith(own)) return event;
  return { ...event, topic: event.topic.slice(own.length) || "." };
}
