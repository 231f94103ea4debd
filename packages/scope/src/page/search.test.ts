import { expect, test } from "vitest";
import { filterNodes } from "./search.ts";
import { readWorld } from "./world.ts";

const world = readWorld({
  Host: { nodes: { "vm;<host>": { latest: { os: { value: "Linux" } }, sets: { nets: ["10.0.0.0/8"] } } } },
  Process: {
    controls: { stop: { probeId: "7" } },
    nodes: {
      "vm;1": { latest: { name: { value: "init" }, active_controls: { value: "stop" } } },
      "vm;2": {},
    },
  },
});
const nodes = [...world.nodesByKey.values()];

test.for([
  ["", false, ["vm;<host>", "vm;1", "vm;2"]],
  ["  LINUX ", false, ["vm;<host>"]],
  ["10.0", false, ["vm;<host>"]],
  ["vm process", false, ["vm;1", "vm;2"]],
  ["vm init", false, ["vm;1"]],
  ["", true, ["vm;1"]],
  ["linux", true, []],
] as const)(
  "filterNodes() lets through what has all words when %j is typed, controls only: %j",
  ([text, withControlsOnly, ids]) => {
    expect(filterNodes(nodes, { text, withControlsOnly }).map(({ id }) => id)).toEqual(ids);
  },
);
