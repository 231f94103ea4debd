import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import type { EventPlugin } from "@infrakit/spi";
import type { PluginEvent } from "@infrakit/spi/data";
import { onTestFinished } from "vitest";

/** Opens `/events` as any client of HTTP does, until the test ends. */
export async function openEvents(path: string, topic: string): Promise<IncomingMessage> {
  const asked = request({ socketPath: path, path: `/events?topic=${topic}`, agent: false });
  asked.end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  onTestFinished(() => {
    response.destroy();
  });
  return response;
}

/** Somebody who reads events one by one. */
export interface EventFollower {
  readonly reader: AbortController;
  readonly next: () => Promise<PluginEvent | undefined>;
}

/** Subscribes until the test ends. What comes first is awaited from now on. */
export function follow(plugin: EventPlugin, topic: string): EventFollower {
  const reader = new AbortController();
  onTestFinished(() => reader.abort());
  const events = plugin.subscribe(topic, { signal: reader.signal })[Symbol.asyncIterator]();
  let first: Promise<IteratorResult<PluginEvent>> | undefined = events.next();
  const next = async (): Promise<PluginEvent | undefined> => {
    const { value, done } = await (first ?? events.next());
    first = undefined;
    return done === true ? undefined : value;
  };
  return { reader, next };
}
