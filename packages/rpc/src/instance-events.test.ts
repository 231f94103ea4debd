import { neverReceived, type PluginEvent } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { fakeChangingInstance, fakeInstance } from "../test/fakes.ts";
import { errorEvent } from "./event-error.ts";
import { hintEvents, hintingInstances, toChange, topicOf } from "./instance-events.ts";

const event: PluginEvent = {
  topic: "instances/compute/i",
  type: "instance",
  id: "i",
  message: "",
  timestamp: neverReceived,
  received: neverReceived,
  data: RawJson.fromValue("i"),
  error: null,
};

test("hintEvents() gives the hints of an instance plugin as events below its topic", async () => {
  const plugin = fakeChangingInstance(async function* () {
    yield { id: "i" };
    yield { id: "i", ended: "exited with code 1" };
    yield {};
  });
  const events: PluginEvent[] = [];
  const { signal } = new AbortController();
  for await (const next of hintEvents(plugin).subscribe("", { signal })) events.push(next);
  expect(events).toEqual([
    { ...event, topic: "i" },
    { ...event, topic: "i", type: "ended", message: "exited with code 1" },
    { ...event, topic: "", id: "", data: RawJson.fromValue("") },
  ]);
});

test("hintingInstances() leaves out plugins when they give no hints", () => {
  const hinting = fakeChangingInstance(async function* () {});
  const instance = { compute: hinting, disk: fakeInstance() };
  expect([...hintingInstances({ instance })]).toEqual([["compute", hinting]]);
});

test.for<readonly [name: string, event: PluginEvent, change: object]>([
  ["of an instance", event, { id: "i" }],
  ["of an end", { ...event, type: "ended", message: "killed" }, { id: "i", ended: "killed" }],
  ["that names no instance", { ...event, id: "" }, {}],
  ["of Go's", { ...event, topic: "streams/sec/1", type: "time", id: "1sec" }, { id: "1sec" }],
  ["about what was lost", errorEvent("lost", { now: new Date(0) }), {}],
])("toChange() takes an event as a hint when it is one %s", ([, of, change]) => {
  expect(toChange(of)).toEqual(change);
});

test.for<readonly [name: string, topic: string]>([
  [".", "/instances/"],
  ["", "/instances/"],
  ["compute", "/instances/compute/"],
])("topicOf() is what hints are published below when the object is called %j", ([name, topic]) => {
  expect(topicOf(name)).toBe(topic);
});
