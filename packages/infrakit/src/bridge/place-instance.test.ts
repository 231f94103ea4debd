import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { placeInstance } from "./place-instance.ts";

const container = "4f0e".repeat(16);

test.for([
  ["a process when its properties have a pid", "i-1", '{"Pid":42}', "Process", "here;42"],
  ["a container when its id is one of an engine", container, "{}", "Container", `${container};<container>`],
  ["a host when nothing else is known", "i-1", "{}", "Host", "i-1;<host>"],
  ["a host by its name when its properties have one", "i-1", '{"Hostname":"db1"}', "Host", "db1;<host>"],
  ["a host when its properties are no object", "i-1", '"small"', "Host", "i-1;<host>"],
  ["a host when its pid is no number", "i-1", '{"Pid":"42"}', "Host", "i-1;<host>"],
] as const)("placeInstance() finds %s", ([, id, properties, topology, nodeId]) => {
  const instance = { id, logicalId: null, tags: {}, properties: RawJson.fromText(properties) };
  expect(placeInstance(instance, "here")).toEqual({ topology, nodeId });
});

test("placeInstance() finds a host when there are no properties", () => {
  const instance = { id: "i-1", logicalId: null, tags: {}, properties: null };
  expect(placeInstance(instance, "here")).toEqual({ topology: "Host", nodeId: "i-1;<host>" });
});
