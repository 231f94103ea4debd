import type { EventPlugin } from "@infrakit/spi";
import { absentList, type Path } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { fakeChangingInstance, fakeInstance } from "../test/fakes.ts";
import { eventNames, eventSources, listNodes } from "./event-source.ts";
import type { PluginObjects } from "./hosted-objects.ts";

/** An event plugin whose nodes are those of a tree: `null` is a topic. */
function fakeTopics(tree: object): EventPlugin {
  return {
    list: async (topic) => {
      const below = topic.reduce<unknown>((node, name) => (node as Record<string, unknown>)?.[name], tree);
      return below === undefined ? absentList : Object.keys(below ?? {});
    },
    async *subscribe() {},
  };
}

const time = fakeTopics({ sec: { 5: null, 1: null, 30: null }, hr: { 1: null } });
const hinting = fakeChangingInstance(async function* () {});
const several: PluginObjects = {
  event: { streams: time, "inventory/all": fakeTopics({ found: null }), ".": fakeTopics({ log: null }) },
  instance: { compute: hinting, disk: hinting, tape: fakeInstance() },
};

test.for<readonly [name: string, objects: PluginObjects, names: readonly string[]]>([
  ["there are none", { instance: fakeInstance() }, []],
  ["there is a single one", { event: time }, ["."]],
  ["they have names", { event: { streams: time } }, ["streams"]],
  ["there are hints only", { instance: { compute: hinting } }, ["."]],
  ["there are all of these", several, [".", "inventory/all", "streams"]],
])("eventNames() lists the objects as Go's server does when %s", ([, objects, names]) => {
  expect(eventNames(objects)).toEqual(names);
});

test("eventSources() gives each object the topics below its name", () => {
  expect(eventSources(several).map(({ prefix }) => prefix)).toEqual([
    "/",
    "/inventory/all/",
    "/streams/",
    "/instances/compute/",
    "/instances/disk/",
  ]);
});

test.for<readonly [topic: Path, nodes: readonly string[]]>([
  [[], ["instances", "inventory/all", "log", "streams"]],
  [["streams"], ["hr", "sec"]],
  [
    ["streams", "sec"],
    ["1", "30", "5"],
  ],
  [["inventory", "all"], ["found"]],
  [["inventory/all"], ["found"]],
  [["inventory/all", "found"], []],
  [["log"], []],
  [["instances"], ["compute", "disk"]],
  [["instances", "compute"], []],
])("listNodes() merges what all objects have below %j [differs.events.slash]", async ([topic, nodes]) => {
  expect(await listNodes(several, topic)).toEqual(nodes);
});

test.for<readonly [name: string, objects: PluginObjects, topic: Path, nodes: readonly string[]]>([
  ["no object has the topic", { event: { streams: time } }, ["nope"], absentList],
  ["its object does not know it", { event: { streams: time } }, ["streams", "nope"], absentList],
  ["an unnamed object does not know it", { event: time }, ["nope"], absentList],
  ["only a part of a name is given", several, ["inventory"], absentList],
])("listNodes() gives no list at all when %s", async ([, objects, topic, nodes]) => {
  expect(await listNodes(objects, topic)).toBe(nodes);
});

test("listNodes() gives an empty list when there is nothing at the root", async () => {
  expect(await listNodes({ event: fakeTopics({}) }, [])).toEqual([]);
});

test("listNodes() fails when an object fails", async () => {
  const broken: EventPlugin = { ...time, list: () => Promise.reject(new Error("no disk")) };
  await expect(listNodes({ event: { streams: time, broken } }, ["broken"])).rejects.toThrow("no disk");
});
