import { EventEmitter, on } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { EventPlugin } from "@infrakit/spi";
import { neverReceived, type PluginEvent } from "@infrakit/spi/data";
import { describe, expect, test } from "vitest";
import { describeWrong } from "../../test/see-wrong.ts";
import { describeConformance } from "../vitest.ts";
import { eventCases, LeftBehind, runCase, runConformance } from "./index.ts";

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

/** A plugin that tells nothing but that its stream is broken, as one that fails does over a socket. */
const broken = butEvents((right) => ({
  async *subscribe(topic, options) {
    for await (const event of right.subscribe(topic, options))
      yield { ...event, type: "error", message: "no clock" };
  },
}));

test.for(eventCases.slice(-2))("$name: it fails when all that comes are errors", async (one) => {
  const result = await runCase(one, broken(), { inputs: { trigger: happen }, deadlineMs: 100 });
  expect(result.message).toMatch(/^expected an event, came nothing but trouble: no clock/);
});

test("a case that is told to stop waits for what it lets happen, and says what is left of that", async () => {
  const run = new AbortController();
  const trigger = async (): Promise<void> => {
    run.abort();
    // Longer than a case has for its last words.
    await delay(1500);
    throw new LeftBehind("still there: i-1");
  };
  const one = eventCases.filter(({ name }) => name.startsWith("an event says"));
  const results = [];
  for await (const result of runConformance(one, createEvents(), { inputs: { trigger }, signal: run.signal }))
    results.push(result);
  expect(results).toMatchObject([
    { outcome: "fails", isLeft: true, message: expect.stringMatching(/still there: i-1$/) },
  ]);
});

describe("event", () => {
  const inputs = { trigger: happen };
  describeConformance("events", eventCases, () => ({ plugin: createEvents(), inputs }));
  describeWrong(eventCases, wrongEvents, inputs);
});
