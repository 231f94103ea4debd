import { describe, expect, test } from "vitest";
import { parseReport } from "./parse-report.ts";
import type { ReportNode } from "./report.ts";

/** The one node of a topology. */
function parseNode(node: unknown, topology: object = {}): ReportNode {
  const text = JSON.stringify({ Host: { nodes: { n: node }, ...topology } });
  const read = parseReport(text).topologies.get("Host")?.nodes.get("n");
  if (read === undefined) throw new Error("the node is missing");
  return read;
}

const now = "2026-01-31T12:00:00Z";

describe("parseReport()", () => {
  const time = "2016-07-20T15:51:05Z";
  test.for([
    [
      "one by one",
      { latestControls: { a: { timestamp: time, value: { dead: true } }, b: { timestamp: time } } },
    ],
    ["by a list of 1.13", { latest: { active_controls: { timestamp: time, value: "b" } } }],
    ["by a list of 0.14", { controls: { timestamp: time, controls: ["b"] } }],
    [
      "one by one, and by a list",
      {
        latestControls: { a: { timestamp: time, value: { dead: true } }, b: { timestamp: time, value: {} } },
        latest: { active_controls: { timestamp: now, value: "b" } },
      },
    ],
  ] as const)("knows which controls can be used when a node tells %s", ([, node]) => {
    const read = parseNode(node, { controls: { a: {}, b: {} } });
    expect(read.activeControls).toEqual(
      new Map([
        ["a", { timestamp: time, isDead: true }],
        ["b", { timestamp: time, isDead: false }],
      ]),
    );
    expect(read.latest.size).toBe(0);
  });

  test("keeps a control without a name when it is not there to carry a time", () => {
    const live = { timestamp: time, value: { dead: false } };
    for (const others of [{}, { a: live }])
      expect(parseNode({ latestControls: { "": live, ...others } }).activeControls.has("")).toBe(true);
    const dead = { timestamp: time, value: { dead: true } };
    expect(parseNode({ latestControls: { "": dead, a: dead } }).activeControls.has("")).toBe(true);
    expect(parseNode({ latestControls: { "": live, a: dead } }).activeControls.has("")).toBe(false);
  });

  test("forgets the list of a node when the node is told of again", () => {
    const text =
      '{"Pod":{"nodes":{"n":{"latest":{"active_controls":{"value":"a"}}},"n":{}},"controls":{"a":{}}}}';
    expect(parseReport(text).topologies.get("Pod")?.nodes.get("n")?.activeControls.size).toBe(0);
  });

  test("takes controls for dead when an empty list is all that a node tells", () => {
    const read = parseNode(
      { latest: { active_controls: { timestamp: time, value: "" } } },
      { controls: { a: {} } },
    );
    expect(read.activeControls).toEqual(new Map([["a", { timestamp: time, isDead: true }]]));
  });
});
