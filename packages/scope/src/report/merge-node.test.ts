import { describe, expect, test } from "vitest";
import { mergeReports } from "./merge-reports.ts";
import { parseReport } from "./parse-report.ts";
import type { ReportNode } from "./report.ts";

/** Merges what reports say of one node. */
function mergeNodes(...nodes: readonly object[]): ReportNode {
  const parts = nodes.map((node, index) => {
    const text = JSON.stringify({ Container: { nodes: { n: node } } });
    return { source: String(index), report: parseReport(text) };
  });
  const merged = mergeReports(parts).report.topologies.get("Container")?.nodes.get("n");
  if (merged === undefined) throw new Error("the node is missing");
  return merged;
}

const then = "2026-01-01T00:00:01Z";
const now = "2026-01-01T00:00:02Z";

/** Times of samples, in order. */
function at(second: number): string {
  return `2026-01-01T00:00:0${second}Z`;
}

function fact(timestamp: string, value: string): object {
  return { timestamp, value };
}

describe("mergeReports() merges facts", () => {
  test.for([
    ["LatestMapMerge: nothing and nothing", {}, {}, {}],
    ["LatestMapMerge: nothing and one", {}, { foo: fact(now, "1") }, { foo: "1" }],
    ["LatestMapMerge: others", { foo: fact(now, "1") }, { bar: fact(then, "2") }, { foo: "1", bar: "2" }],
    ["LatestMapMerge: the same key", { foo: fact(now, "1") }, { foo: fact(then, "2") }, { foo: "1" }],
    [
      "LatestMapMerge: several keys",
      { PID: fact(now, "23"), Name: fact(now, "curl") },
      { PID: fact(then, "0"), Name: fact(now, "curl"), Domain: fact(now, "node.local") },
      { PID: "23", Name: "curl", Domain: "node.local" },
    ],
    [
      "one instant in two zones",
      { k: fact(now, "b") },
      { k: fact("2026-01-01T01:00:02+01:00", "a") },
      { k: "a" },
    ],
    ["one instant, one of them empty", { k: fact(now, "") }, { k: fact(now, "b") }, { k: "b" }],
    ["nanoseconds", { k: fact("2026-01-01T00:00:01.000000001Z", "a") }, { k: fact(then, "b") }, { k: "a" }],
    ["no times", { k: { value: "b" } }, { k: { value: "a" } }, { k: "a" }],
    ["a time and none", { k: { value: "a" } }, { k: fact(then, "b") }, { k: "b" }],
  ] as const)("whichever comes first when there is %s", ([, a, b, expected]) => {
    for (const [first, second] of [
      [a, b],
      [b, a],
    ]) {
      const { latest } = mergeNodes({ latest: first }, { latest: second });
      expect(Object.fromEntries(Array.from(latest, ([key, { value }]) => [key, value]))).toEqual(expected);
    }
  });
});

describe("mergeReports()", () => {
  test.for([
    [
      "SetsMerge",
      { sets: { a: ["1"], b: ["2"] } },
      { sets: { c: ["3"], b: ["3"] } },
      { a: ["1"], b: ["2", "3"], c: ["3"] },
    ],
    ["StringSetMerge", { sets: { a: ["b", "a", "b"] } }, { sets: { a: ["c", "a"] } }, { a: ["a", "b", "c"] }],
    [
      "code points beyond UTF-16",
      { sets: { a: ["\u{1f600}"] } },
      { sets: { a: ["\uff5e"] } },
      { a: ["\uff5e", "\u{1f600}"] },
    ],
  ] as const)("unites sets, sorted, when there is %s", ([, a, b, expected]) => {
    expect(Object.fromEntries(mergeNodes(a, b).sets)).toEqual(expected);
    expect(Object.fromEntries(mergeNodes(b, a).sets)).toEqual(expected);
  });

  test("unites neighbours and parents when both reports have some", () => {
    const merged = mergeNodes(
      { adjacency: ["z;1", "a;1", "z;1"], parents: { host: ["h2;<host>"] } },
      { adjacency: ["b;1"], parents: { host: ["h1;<host>"], pod: ["p;<pod>"] } },
    );
    expect(merged.adjacency).toEqual(["a;1", "b;1", "z;1"]);
    expect(Object.fromEntries(merged.parents)).toEqual({
      host: ["h1;<host>", "h2;<host>"],
      pod: ["p;<pod>"],
    });
  });

  test.for([
    [
      "MetricMerge: one instant",
      {
        samples: [
          [2, 0.2],
          [3, 0.3],
        ],
        min: 0.2,
        max: 0.3,
      },
      {
        samples: [
          [1, -0.1],
          [3, 0.31],
          [4, 0.4],
        ],
        min: -0.1,
        max: 0.4,
      },
      {
        samples: [
          [1, -0.1],
          [2, 0.2],
          [3, 0.31],
          [4, 0.4],
        ],
        min: -0.1,
        max: 0.4,
      },
    ],
    [
      "MetricFirstLastMinMax: twice the same",
      {
        samples: [
          [1, 1],
          [2, 2],
        ],
        min: 1,
        max: 2,
      },
      {
        samples: [
          [1, 1],
          [2, 2],
        ],
        min: 1,
        max: 2,
      },
      {
        samples: [
          [1, 1],
          [2, 2],
        ],
        min: 1,
        max: 2,
      },
    ],
    [
      "MetricsMerge: one after the other",
      {
        samples: [
          [1, 1],
          [2, 2],
        ],
        min: 1,
        max: 2,
      },
      { samples: [[3, 3]], min: 3, max: 3 },
      {
        samples: [
          [1, 1],
          [2, 2],
          [3, 3],
        ],
        min: 1,
        max: 3,
      },
    ],
    [
      "one around the other",
      {
        samples: [
          [1, 1],
          [5, 5],
        ],
        min: 1,
        max: 5,
      },
      { samples: [[3, 3]], min: 3, max: 3 },
      {
        samples: [
          [1, 1],
          [3, 3],
          [5, 5],
        ],
        min: 1,
        max: 5,
      },
    ],
    [
      "one without samples",
      { samples: [], min: -9, max: 9 },
      { samples: [[1, 1]], min: 1, max: 1 },
      { samples: [[1, 1]], min: 1, max: 1 },
    ],
    [
      "the other without samples",
      { samples: [[1, 1]], min: 1, max: 1 },
      { samples: [], min: -9, max: 9 },
      { samples: [[1, 1]], min: 1, max: 1 },
    ],
    [
      "both without samples",
      { samples: [], min: 1, max: 2 },
      { samples: [], min: 0, max: 1 },
      { samples: [], min: 0, max: 2 },
    ],
  ] as const)("joins samples in the order of time when there is %s", ([, a, b, expected]) => {
    const [first, second, wanted] = [a, b, expected].map(({ samples, min, max }) => ({
      samples: samples.map(([time, value]) => ({ date: at(time), value })),
      min,
      max,
    }));
    const merged = mergeNodes({ metrics: { m: first } }, { metrics: { m: second } });
    expect(merged.metrics.get("m")).toEqual(wanted);
  });

  test("keeps controls of several plugins when they are on one node", () => {
    const live = (timestamp: string): object => ({ timestamp, value: { dead: false } });
    const dead = (timestamp: string): object => ({ timestamp, value: { dead: true } });
    const merged = mergeNodes(
      { latestControls: { "one~go": live(now), hidden: live(then), tie: dead(now) } },
      { latestControls: { "two~go": live(then), hidden: dead(now), tie: live(now) } },
    );
    expect(Object.fromEntries(merged.activeControls)).toEqual({
      "one~go": { timestamp: now, isDead: false },
      "two~go": { timestamp: then, isDead: false },
      hidden: { timestamp: now, isDead: true },
      tie: { timestamp: now, isDead: false },
    });
  });

  test("merges children by id, but no others into them, when both nodes have some", () => {
    const { children } = mergeNodes(
      {
        children: [
          { id: "k", topology: "process", latest: { a: fact(now, "1") } },
          { id: "x", topology: "pod" },
        ],
      },
      {
        children: [
          { id: "k", topology: "process", latest: { b: fact(now, "2") } },
          { id: "x", topology: "host", latest: { b: fact(now, "2") } },
          { id: "l" },
        ],
      },
    );
    expect([...children.keys()]).toEqual(["k", "x", "l"]);
    expect([...(children.get("k")?.latest.keys() ?? [])]).toEqual(["a", "b"]);
    expect(children.get("x")).toMatchObject({ topology: "pod", latest: new Map() });
  });
});
