import type { InstancePlugin } from "@infrakit/spi";
import { HintQueue } from "./hint-queue.ts";
import type { PluginObjects } from "./hosted-objects.ts";
import { formatChange, isWanted, mayBeWanted, topicOf, topicOfChange } from "./instance-events.ts";
import { changingInstances } from "./kinds/event.ts";

/** Which events, and until when. */
export interface Subscription {
  readonly topic: string;
  readonly signal: AbortSignal;
}

/**
 * Publishes the hints of the hosted instance plugins as texts of events. Ends when the signal is aborted or when
 * a plugin stops giving hints. @throws what a plugin throws.
 */
export async function* publishChanges(
  objects: PluginObjects,
  { topic, signal }: Subscription,
): AsyncGenerator<string> {
  const queue = new HintQueue();
  const ended = new AbortController();
  const until = AbortSignal.any([signal, ended.signal]);
  until.addEventListener("abort", () => queue.end());
  for (const [name, plugin] of changingInstances(objects)) {
    if (!mayBeWanted(topicOf(name), topic)) continue;
    relay({ name, plugin, topic, queue }, until).then(
      () => queue.end(),
      (error: Error) => queue.end(until.aborted ? undefined : error),
    );
  }
  try {
    // Of hints that were lost it is known that there were some, and no more.
    for await (const text of queue.read()) yield text ?? formatChange("", {}, new Date());
  } finally {
    ended.abort();
  }
}

interface Relay {
  readonly name: string;
  readonly plugin: InstancePlugin;
  readonly topic: string;
  readonly queue: HintQueue;
}

async function relay({ name, plugin, topic, queue }: Relay, signal: AbortSignal): Promise<void> {
  for await (const change of plugin.changes?.({ signal }) ?? []) {
    if (isWanted(topicOfChange(name, change), topic)) queue.push(formatChange(name, change, new Date()));
  }
}
