import { connectEvent, connectPlugin, servePlugin } from "@infrakit/rpc";
import type { EventPlugin } from "@infrakit/spi";
import type { PluginEvent } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { expect, onTestFinished, test } from "vitest";
import { headersOf, sendRecorded, socketPlace } from "./http-exchange.ts";
import { startGoStream } from "./go-stream.ts";
import { readRecordings, type Recording } from "./recording.ts";

const streams = readRecordings("calls-head").filter(({ request }) => request.path.startsWith("/events"));

/** An event as it was written, and without the name of its object as the object knows it. */
function eventsOf({ response: { body } }: Recording): readonly PluginEvent[] {
  return body
    .trimEnd()
    .split("\n\n")
    .map((line) => {
      const wire = JSON.parse(line.slice("data:".length)) as Readonly<Record<string, string>>;
      return {
        topic: (wire["Topic"] ?? "").slice("streams/".length),
        type: wire["Type"] ?? "",
        id: wire["ID"] ?? "",
        message: wire["Message"] ?? "",
        timestamp: wire["Timestamp"] ?? "",
        received: wire["Received"] ?? "",
        data: RawJson.fromValue(wire["Data"]),
        error: null,
      };
    });
}

/** Publishes the events once and then ends. */
function publisherOf(events: readonly PluginEvent[], subscribed: string[]): EventPlugin {
  return {
    list: async () => [],
    async *subscribe(topic) {
      subscribed.push(topic);
      yield* events;
    },
  };
}

test.for(streams)(
  "servePlugin() writes the events of an object as recorded in $name [wire.events.line] [wire.events.headers] [wire.events.topic]",
  async (recording) => {
    const subscribed: string[] = [];
    const objects = { event: { streams: publisherOf(eventsOf(recording), subscribed) } };
    const server = await servePlugin(objects, { path: await socketPlace() });
    onTestFinished(() => server.close());
    const response = await sendRecorded(server.address, recording.request);
    expect(response.body).toBe(recording.response.body);
    expect(response.status).toBe(recording.response.status);
    expect(headersOf(response, recording)).toEqual(recording.response.headers);
  },
);

test.for(streams)(
  "connectEvent() asks for the recorded topic and reads the events in $name [wire.client.events]",
  async (recording) => {
    const peer = await startGoStream(recording);
    const connection = connectPlugin(peer.path, { timeoutMs: 60_000, reconnectMs: 1 });
    onTestFinished(() => connection.close());
    const stop = new AbortController();
    const wanted = eventsOf(recording);
    const read: PluginEvent[] = [];
    for await (const event of connectEvent(connection, "time/streams").subscribe(topicIn(recording), {
      signal: stop.signal,
    })) {
      read.push({ ...event, received: wanted[0]?.received ?? "" });
      if (read.length === wanted.length) break;
    }
    stop.abort();
    expect(read).toEqual(wanted);
    expect(peer.topics[0]).toMatch(new RegExp(`^/?${topicOf(recording)}$`));
  },
);

function topicOf({ request: { path } }: Recording): string {
  return (new URLSearchParams(path.slice(path.indexOf("?"))).get("topic") ?? "").replace(/^\//, "");
}

/** As the object knows it. */
function topicIn(recording: Recording): string {
  return topicOf(recording).slice("streams/".length);
}
