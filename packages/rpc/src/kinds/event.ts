import type { InstancePlugin } from "@infrakit/spi";
import { list, member, object, string } from "@infrakit/spi/document";
import { type PluginObjects, unnamed } from "../hosted-objects.ts";
import { type Method, serveMethod } from "../method.ts";
import { instancesByName } from "./instance.ts";
import type { Interface, Kind } from "./kind.ts";

/** Events carry one thing so far: the hints of instance plugins that something changed. */
export const eventInterface: Interface = {
  name: "Event",
  current: "0.1.1",
  implemented: ["0.1.0"],
  first: [],
};

const listTopics: Method<{ topic: string }, { nodes: readonly string[] }> = {
  name: "Event.List",
  params: object({ topic: member("Topic", string) }),
  result: object({ nodes: member("Nodes", list(string)) }),
};

/** Lists topics. The events themselves are read from `/events`. */
export const eventKind: Kind = {
  interface: eventInterface,
  names: (objects) => (changingInstances(objects).size === 0 ? undefined : [unnamed]),
  serve: (objects) => [
    serveMethod(listTopics, async ({ topic }) => ({
      nodes: childrenOf(topic, [...changingInstances(objects).keys()]),
    })),
  ],
};

/** The hosted instance plugins that give hints, by name. */
export function changingInstances(objects: PluginObjects): ReadonlyMap<string, InstancePlugin> {
  return new Map([...instancesByName(objects)].filter(([, plugin]) => plugin.changes !== undefined));
}

/** Unknown topics have no children, which Go calls `null`. */
function childrenOf(topic: string, names: readonly string[]): readonly string[] {
  const path = topic.replace(/^[./]+|\/+$/g, "");
  if (path === "") return ["instances"];
  if (path === "instances") return names.filter((name) => name !== unnamed);
  return listTopics.result.zero.nodes;
}
