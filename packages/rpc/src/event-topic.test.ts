import { expect, test } from "vitest";
import { cleanTopic, isWanted, joinTopic, topicBelow } from "./event-topic.ts";

test.for<readonly [topic: string, cleaned: string]>([
  ["", "/"],
  [".", "/"],
  ["/", "/"],
  ["streams/", "/streams/"],
  ["/streams/sec", "/streams/sec"],
])("cleanTopic() puts a slash in front when the topic is %j", ([topic, cleaned]) => {
  expect(cleanTopic(topic)).toBe(cleaned);
});

test.for<readonly [wanted: string, topic: string, isWantedThere: boolean]>([
  ["", "instances/compute/i", true],
  [".", "/instances/compute/i", true],
  ["/instances/", "instances/compute/i", true],
  ["instances/compute/", "instances/compute/i", true],
  ["/instances/compute/", "instances/computer/i", false],
  ["/instances/compute", "instances/compute/i", false],
  ["/instances/compute/i", "instances/compute/i", true],
  ["/instances/compute/", "instances/compute/", true],
  ["/streams/", "instances/compute/i", false],
  ["/str/", "streams/sec", false],
])("isWanted() matches as InfraKit's broker does when %j is wanted and %j happens", ([wanted, topic, is]) => {
  expect(isWanted(topic, wanted)).toBe(is);
});

test.for<readonly [prefix: string, wanted: string, below: string | undefined]>([
  ["/", "", ""],
  ["/", "/sec/1", "sec/1"],
  ["/streams/", "streams/sec/1", "sec/1"],
  ["/streams/", "/streams/", ""],
  ["/streams/", "/", ""],
  ["/a/b/", "/a/", ""],
  ["/streams/", "/streams", undefined],
  ["/streams/", "/other/", undefined],
  ["/streams/", "/stream", undefined],
])("topicBelow() is what to ask of the object at %j when %j is wanted", ([prefix, wanted, below]) => {
  expect(topicBelow(prefix, wanted)).toBe(below);
});

test.for<readonly [nodes: readonly string[], topic: string, joined: string]>([
  [[], "sec/1", "sec/1"],
  [[], "", "."],
  [["streams"], "sec/1", "streams/sec/1"],
  [["streams"], "/sec/1", "streams/sec/1"],
  [["instances", "compute"], "", "instances/compute/"],
  [["streams"], ".", "streams/"],
])("joinTopic() names the topic from the root when %j calls it %j", ([nodes, topic, joined]) => {
  expect(joinTopic(nodes, topic)).toBe(joined);
});
