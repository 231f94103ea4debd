import { expect, test } from "vitest";
import { planRelations } from "./relation.ts";
import { readWorld } from "./world.ts";

const world = readWorld({
  Host: { nodes: { "vm;<host>": { children: [{ id: "9" }] } } },
  SwarmService: { nodes: { web: {} } },
  Container: {
    nodes: {
      c: { parents: { host: ["vm;<host>"] }, adjacency: ["d"] },
      d: { parents: { host: ["vm;<host>"] } },
    },
  },
  Process: {
    nodes: {
      "vm;1": { parents: { host: ["vm;<host>"], container: ["c"] } },
      "vm;2": { parents: { host: ["vm;<host>"], swarm_service: ["web"] } },
      "9": {},
    },
  },
});

test.for([
  ["Host|vm;<host>", { Contains: ["vm;2", "9", "c", "d"] }],
  ["SwarmService|web", { Contains: ["vm;2"] }],
  ["Process|vm;2", { "Part of": ["web", "vm;<host>"] }],
  ["Container|c", { "Part of": ["vm;<host>"], Contains: ["vm;1"], "Connects to": ["d"] }],
  ["Container|d", { "Part of": ["vm;<host>"], "Connected from": ["c"] }],
  ["Process|9", {}],
] as const)("planRelations() lists relatives when the node is %s: %j", ([key, relations]) => {
  const node = world.nodesByKey.get(key);
  const found = node === undefined ? [] : planRelations(node, world);
  expect(Object.fromEntries(found.map(({ label, nodes }) => [label, nodes.map(({ id }) => id)]))).toEqual(
    relations,
  );
});
