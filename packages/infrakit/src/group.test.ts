import { processInstance } from "@infrakit/plugins/instance/process";
import { expect, test } from "vitest";
import { type Group, groupSpec } from "./group.ts";

const instance = processInstance({ command: "sleep", args: ["9"] });
const written = '"Instance":{"Plugin":"process","Properties":{"Command":"sleep","Args":["9"]}}';

test.for<readonly [why: string, group: Group, parts: readonly string[]]>([
  [
    "a size",
    { id: "a", size: 3, instance },
    [written, '"Allocation":{"Size":3,', '"Flavor":{"Plugin":"vanilla",'],
  ],
  ["nobody", { id: "a", size: 0, instance }, ['"Allocation":{"Size":0,']],
  [
    "names",
    { id: "a", logicalIds: ["x", "y"], instance },
    ['"Allocation":{"Size":0,"LogicalIDs":["x","y"]}'],
  ],
  ["an update", { id: "a", size: 1, instance, updating: { durationMs: 1500 } }, ['"Duration":"1.5s"']],
  [
    "a flavor",
    { id: "a", size: 1, instance, flavor: { plugin: "own", properties: null } },
    ['"Flavor":{"Plugin":"own","Properties":null}'],
  ],
])("groupSpec() writes the document when a group has %s", ([, group, parts]) => {
  const { id, properties } = groupSpec(group);
  expect(id).toBe("a");
  for (const part of parts) expect(properties?.text).toContain(part);
});

test.for<readonly [why: string, group: Group]>([
  ["no size", { id: "a", instance }],
  ["two sizes", { id: "a", size: 1, logicalIds: ["x"], instance }],
])("groupSpec() refuses when a group has %s", ([, group]) => {
  expect(() => groupSpec(group)).toThrow('Cannot write group "a": give either size or logicalIds');
});
