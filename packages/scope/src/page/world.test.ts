import { expect, test } from "vitest";
import { emptyWorld, readWorld } from "./world.ts";

const report = {
  Host: {
    label: "machine",
    label_plural: "machines",
    nodes: { "vm;<host>": { parents: { host: ["vm;<host>"] } } },
  },
  Container: {
    shape: "square",
    controls: { "p~stop": { human: "Stop" } },
    nodes: {
      "c;<container>": {
        latest: { control_probe_id: { value: "7" }, active_controls: { value: "p~stop;gone" } },
        parents: { host: ["vm;<host>"], pod: ["absent;<pod>"] },
        adjacency: ["d;<container>", "d;<container>", "vm;<host>"],
      },
      "d;<container>": {
        latest: null,
        latestControls: { "p~stop": { value: { dead: true } } },
        parents: null,
      },
    },
  },
  Process: { nodes: { "vm;1": { parents: { host: ["vm;<host>"], container: ["c;<container>"] } } } },
  Pod: { nodes: {} },
  Unknown: { nodes: { x: {} } },
  Plugins: [],
};

test("readWorld() shows the topologies that have nodes when a report has others too", () => {
  const { topologies } = readWorld(report);
  expect(topologies.map(({ label, nodes }) => [label, nodes.map(({ kindLabel }) => kindLabel)])).toEqual([
    ["Machines", ["Machine"]],
    ["Processes", ["Process"]],
    ["Containers", ["Container", "Container"]],
  ]);
});

test("readWorld() links nodes that exist, closest parents first, when nodes name others", () => {
  const { nodesByKey } = readWorld(report);
  expect(nodesByKey.get("Container|c;<container>")).toMatchObject({
    shape: "square",
    parents: ["Host|vm;<host>"],
    adjacency: ["Container|d;<container>", "Host|vm;<host>"],
    hasControls: true,
  });
  expect(nodesByKey.get("Process|vm;1")?.parents).toEqual(["Container|c;<container>", "Host|vm;<host>"]);
  expect(nodesByKey.get("Container|d;<container>")?.hasControls).toBe(false);
  expect(nodesByKey.get("Host|vm;<host>")?.parents).toEqual([]);
});

test.for([{}, { Host: null }, { Host: {} }, { Host: { nodes: null } }])(
  "readWorld() shows nothing when the report is %j",
  (empty) => {
    expect(readWorld(empty)).toEqual(emptyWorld);
  },
);
