import { EventEmitter, on } from "node:events";
import type { EventPlugin } from "@infrakit/spi";
import { neverReceived, type PluginEvent } from "@infrakit/spi/data";
import { describe } from "vitest";
import { describeWrong } from "../../test/see-wrong.ts";
import { describeConformance } from "../vitest.ts";
import { eventCases } from "./index.ts";

const emitter = new EventEmitter().setMaxListeners(0);

function happen(): Promise<void> {
  for (const topic of ["a/b", "a/c"]) {
    const timestamp = "2026-11-20T21:15:13.108916887Z";
    const event = { topic, type: "", id: "1", message: "", timestamp, received: neverReceived };
    emitter.emit("event", { ...event, data: null, error: null });
  }
  return Promise.resolve();
}

function createEvents(): EventPlugin {
  return {
    list: async ([name]) => (name === undefined ? ["a"] : name === "a" ? ["b", "c"] : []),
    async *subscribe(topic, { signal }) {
      try {
        for await (const [event] of on(emitter, "event", { signal }) as AsyncIterable<[PluginEvent]>)
          if (topic === "" || topic === event.topic) yield event;
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
  };
}

function butEvents(wrong: (right: EventPlugin) => Partial<EventPlugin>): () => EventPlugin {
  return () => {
    const right = createEvents();
    return { ...right, ...wrong(right) };
  };
}

const wrongEvents: Readonly<Record<string, () => EventPlugin>> = {
  "topics are listed in order, each once": butEvents(() => ({ list: async () => ["b", "a", "a"] })),
  "a topic that is not there has nothing below it": butEvents(() => ({ list: async () => ["a"] })),
  "a subscription ends when it is given up": butEvents((right) => ({
    subscribe: (topic) => right.subscribe(topic, { signal: new AbortController().signal }),
  })),
  "an event says what it is about and when it happened": butEvents((right) => ({
    async *subscribe(topic, options) {
      for await (const event of right.subscribe(topic, options)) yield { ...event, timestamp: "now" };
    },
  })),
  "who subscribes to one topic hears of no other": butEvents((right) => ({
    async *subscribe(topic, options) {
      for await (const event of right.subscribe("", options))
        yield topic === "" ? event : { ...event, topic: "a/other" };
    },
  })),
};

describe("event", () => {
  const inputs = { trigger: happen };
  describeConformance("events", eventCases, () => ({ plugin: createEvents(), inputs }));
  describeWrong(eventCases, wrongEvents, inputs);
});
