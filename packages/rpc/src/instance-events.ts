import type { CallOptions, EventPlugin, InstanceChange, InstancePlugin } from "@infrakit/spi";
import { neverReceived, type PluginEvent } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { isErrorEvent } from "./event-error.ts";
import { objectsByName, type PluginObjects, unnamed } from "./hosted-objects.ts";

/**
 * Hints of instance plugins as events, and back: published below `instances/<type>/`, or below `instances/` for the
 * object without a name.
 *
 * @module
 */

/** Type of the hint that an instance has ended; its message says why. */
const endedType = "ended";

/** The topic below which the hints for an object are published. */
export function topicOf(name: string): string {
  return name === unnamed || name === "" ? "/instances/" : `/instances/${name}/`;
}

/** The hosted instance plugins that give hints, by name. */
export function hintingInstances({ instance }: PluginObjects): ReadonlyMap<string, InstancePlugin> {
  const instances = [...objectsByName(instance, "provision")];
  return new Map(instances.filter(([, plugin]) => plugin.changes !== undefined));
}

/** The hints of an instance plugin as events: their topic is the id of the instance. */
export function hintEvents(plugin: InstancePlugin): EventPlugin {
  return {
    list: async () => [],
    subscribe: (_, options) => readHints(plugin, options),
  };
}

async function* readHints(
  plugin: InstancePlugin,
  options: Required<CallOptions>,
): AsyncGenerator<PluginEvent> {
  for await (const change of plugin.changes?.(options) ?? []) yield toEvent(change);
}

/**
 * Go's events have no slash before their topic, and their data is all that Go's command shows of them. Whoever sends
 * the event knows the time.
 */
function toEvent({ id = "", ended }: InstanceChange): PluginEvent {
  return {
    topic: id,
    type: ended === undefined ? "instance" : endedType,
    id,
    message: ended ?? "",
    timestamp: neverReceived,
    received: neverReceived,
    data: RawJson.fromValue(id),
    error: null,
  };
}

/** Takes an event as a hint. One that tells of what was lost still says that something may have changed. */
export function toChange(event: PluginEvent): InstanceChange {
  if (isErrorEvent(event) || event.id === "") return {};
  return event.type === endedType ? { id: event.id, ended: event.message } : { id: event.id };
}
