import type { EventPlugin } from "@infrakit/spi";
import { absentList, compareBytes, type Path } from "@infrakit/spi/document";
import { objectsByName, type PluginObjects, unnamed } from "./hosted-objects.ts";
import { hintEvents, hintingInstances } from "./instance-events.ts";

/** Something hosted that gives events, below a topic of its own. */
export interface EventSource {
  readonly plugin: EventPlugin;
  /** What it is known by: sources of the same object share its events. */
  readonly identity: object;
  /** Nodes that lead to its topics; none if they stand at the root. */
  readonly nodes: readonly string[];
  /** The same as the beginning of topics: `/`, `/streams/`. */
  readonly prefix: string;
}

/**
 * All that gives events: the hosted event plugins, each below its name, and the hints of instance plugins below
 * `instances/<type>/`.
 */
export function eventSources(objects: PluginObjects): readonly EventSource[] {
  const plugins = [...eventsByName(objects)].map(([name, plugin]) =>
    source(plugin, { identity: plugin, nodes: nodesOf(name) }),
  );
  const hints = [...hintingInstances(objects)].map(([name, instance]) =>
    source(hintEvents(instance), { identity: instance, nodes: ["instances", ...nodesOf(name)] }),
  );
  return [...plugins, ...hints];
}

/** The names under which Hello lists events: hints belong to the object without a name, as plugins of Go's do. */
export function eventNames(objects: PluginObjects): readonly string[] {
  const names = new Set(eventsByName(objects).keys());
  if (hintingInstances(objects).size > 0) names.add(unnamed);
  return [...names].sort(compareBytes);
}

function eventsByName(objects: PluginObjects): ReadonlyMap<string, EventPlugin> {
  return objectsByName(objects.event, "subscribe");
}

function nodesOf(name: string): readonly string[] {
  return name === unnamed || name === "" ? [] : [name];
}

function source(
  plugin: EventPlugin,
  { identity, nodes }: Pick<EventSource, "identity" | "nodes">,
): EventSource {
  return { plugin, identity, nodes, prefix: nodes.length === 0 ? "/" : `/${nodes.join("/")}/` };
}

/**
 * The nodes below a topic, of all sources, in order. A name with a slash in it is one node, and can be descended into:
 * in Go's servers it cannot. An unknown topic has none, which Go calls `null`.
 */
export async function listNodes(objects: PluginObjects, topic: Path): Promise<readonly string[]> {
  const lists = await Promise.all(eventSources(objects).map((of) => nodesBelow(of, topic)));
  const known = lists.filter((list) => list !== absentList);
  if (known.length === 0 && topic.length > 0) return absentList;
  return [...new Set(known.flat())].sort(compareBytes);
}

async function nodesBelow({ plugin, nodes }: EventSource, topic: Path): Promise<readonly string[]> {
  const wanted = topic.join("/");
  for (let depth = 0; depth < nodes.length; depth++) {
    if (nodes.slice(0, depth).join("/") === wanted) return nodes.slice(depth, depth + 1);
  }
  if (nodes.length === 0) return plugin.list(topic);
  const last = topic.findIndex((_, index) => topic.slice(0, index + 1).join("/") === nodes.join("/"));
  return last < 0 ? absentList : plugin.list(topic.slice(last + 1));
}
