import { expect, test } from "vitest";
import { findDirectParents } from "./direct-parent.ts";
import { planGraph } from "./graph-model.ts";
import { readWorld } from "./world.ts";

const world = readWorld({
  Host: { nodes: { vm: {} } },
  SwarmService: { nodes: { web: {} } },
  Container: {
    nodes: {
      loose: { parents: { host: ["vm"] } },
      served: { parents: { swarm_service: ["web"], host: ["vm"] } },
      ring: { parents: { pod: ["ring"] } },
    },
  },
  Pod: { nodes: { ring: { parents: { container: ["ring"] } } } },
});

test.for([
  { name: "nothing contains it", parents: [], direct: [] },
  { name: "a host contains it", parents: ["Host|vm"], direct: ["Host|vm"] },
  {
    name: "its container is in the host",
    parents: ["Container|loose", "Host|vm"],
    direct: ["Container|loose"],
  },
  {
    name: "its service and its host do not contain each other",
    parents: ["SwarmService|web", "Host|vm"],
    direct: ["SwarmService|web", "Host|vm"],
  },
  {
    name: "its container is in the service and in the host",
    parents: ["Container|served", "SwarmService|web", "Host|vm"],
    direct: ["Container|served"],
  },
  {
    name: "its parents contain each other",
    parents: ["Container|ring", "Pod|ring"],
    direct: ["Container|ring"],
  },
])("findDirectParents() leaves out what is around others when $name", ({ parents, direct }) => {
  expect(findDirectParents(parents, world)).toEqual(direct);
});

test("planGraph() ties a node to every direct parent, and lays it below the closest, when there are several", () => {
  const nodes = ["Container|served", "Host|vm", "SwarmService|web"].flatMap(
    (key) => world.nodesByKey.get(key) ?? [],
  );
  expect(planGraph(nodes, world).edges).toEqual([
    { from: "SwarmService|web", to: "Container|served", kind: "contains" },
    { from: "Host|vm", to: "Container|served", kind: "alsoContains" },
  ]);
});
