import { describe, expect, test } from "vitest";
import { mergeReports } from "./merge-reports.ts";
import { parseReport } from "./parse-report.ts";
import type { MergeClash } from "./report-part.ts";
import type { Report, Topology } from "./report.ts";

/** Merges reports of the sources `0`, `1`, … */
function merge(...reports: readonly object[]): { report: Report; clashes: readonly MergeClash[] } {
  return mergeReports(
    reports.map((report, index) => ({ source: String(index), report: parseReport(JSON.stringify(report)) })),
  );
}

function mergeTopologies(...topologies: readonly object[]): Topology {
  const { report } = merge(...topologies.map((topology) => ({ Container: topology })));
  const merged = report.topologies.get("Container");
  if (merged === undefined) throw new Error("the topology is missing");
  return merged;
}

const then = "2026-01-01T00:00:01Z";
const now = "2026-01-01T00:00:02Z";

function fact(timestamp: string, value: string): object {
  return { timestamp, value };
}

describe("mergeReports()", () => {
  test("MergeNodes: keeps nodes apart when their ids differ", () => {
    const merged = mergeTopologies({ nodes: { a: {}, b: {} } }, { nodes: { c: {} } });
    expect([...merged.nodes.keys()]).toEqual(["a", "b", "c"]);
  });

  test("takes the later control and the template of the higher priority when ids are the same", () => {
    const merged = mergeTopologies(
      {
        controls: { c: { human: "A" }, only: {} },
        metadata_templates: { t: { label: "A", priority: 5 }, u: { label: "A", priority: 1 } },
        metric_templates: { t: { label: "A", priority: 1 } },
      },
      {
        controls: { c: { human: "B" } },
        metadata_templates: { t: { label: "B", priority: 2 }, u: { label: "B", priority: 7 } },
        metric_templates: { t: { label: "B", priority: 1 } },
      },
    );
    expect(Array.from(merged.controls.values(), ({ id, human }) => [id, human])).toEqual([
      ["c", "B"],
      ["only", ""],
    ]);
    expect(Array.from(merged.metadataTemplates.values(), ({ label }) => label)).toEqual(["A", "B"]);
    expect(merged.metricTemplates.get("t")?.label).toBe("A");
  });

  test("takes the greater texts and the longer lists when two templates of a table have one id", () => {
    const { tableTemplates } = mergeTopologies(
      {
        table_templates: {
          t: { label: "A", prefix: "ab-", columns: [{ id: "x" }], fixedRows: { 1: "x", 2: "y" } },
        },
      },
      { table_templates: { t: { label: "B", prefix: "aa-", type: "property-list", fixedRows: { 3: "z" } } } },
    );
    expect(tableTemplates.get("t")).toEqual({
      id: "t",
      label: "B",
      prefix: "ab-",
      type: "property-list",
      columns: [{ id: "x", label: "", dataType: "" }],
      fixedRows: new Map([
        ["1", "x"],
        ["2", "y"],
      ]),
    });
  });

  test("keeps the looks that Scope gives when a plugin has others", () => {
    const { report } = merge(
      {
        Container: { shape: "sheet", label: "box", tag: "camera" },
        Endpoint: { shape: "circle", label: "end" },
      },
      { Endpoint: { shape: "square", label: "other", label_plural: "others" } },
    );
    const [container, endpoint] = [report.topologies.get("Container"), report.topologies.get("Endpoint")];
    expect(container).toMatchObject({
      shape: "hexagon",
      label: "container",
      labelPlural: "containers",
      tag: "camera",
    });
    expect(endpoint).toMatchObject({ shape: "circle", label: "end" });
    expect(endpoint).not.toHaveProperty("labelPlural");
    expect(report.topologies.size).toBe(23);
  });

  test("takes the earliest time, the sum of windows and all plugins when reports are whole", () => {
    const { report, clashes } = merge(
      { TS: now, Window: 1, Shortcut: true, Plugins: [{ id: "a", label: "A" }] },
      { TS: "0001-01-01T00:00:00Z", Plugins: [{ id: "b", label: "B" }] },
      { TS: then, Window: 2, Plugins: [{ id: "a", label: "later" }] },
    );
    expect(report).toMatchObject({ timestamp: then, windowNs: 3, isShortcut: false });
    expect(Array.from(report.plugins.values(), ({ label }) => label)).toEqual(["later", "B"]);
    expect(clashes).toEqual([]);
  });

  test("keeps the window within 63 bits when the sum is beyond", () => {
    const merged = merge(...[1, 2, 3].map(() => ({ Window: 9_000_000_000_000_000_000 })));
    expect(merged.report.windowNs).toBe(2 ** 63 - 1024);
  });

  test("says nothing of times when no report does", () => {
    expect(Object.keys(merge({}, {}).report).sort()).toEqual(["isShortcut", "plugins", "topologies"]);
  });
});

describe("mergeReports() leaves out of a node the part that clashes", () => {
  const right = {
    Container: { nodes: { n: { topology: "container", latest: { a: fact(now, "1") } }, m: {} } },
  };
  const wrong = { Container: { nodes: { n: { topology: "pod", latest: { b: fact(now, "2") } }, m: {} } } };
  const why =
    'Cannot merge node "n" of Container: its topology is "pod", others say "container"; leave it out';

  test.for([
    ["last", [right, wrong], "1"],
    ["first", [wrong, right], "0"],
  ] as const)("when it comes %s", ([, parts, source]) => {
    const { report, clashes } = merge(...parts);
    const nodes = report.topologies.get("Container")?.nodes;
    expect(clashes).toEqual([{ source, why }]);
    expect(nodes?.get("n")).toMatchObject({ topology: "container" });
    expect([...(nodes?.get("n")?.latest.keys() ?? [])]).toEqual(["a"]);
    expect(nodes?.size).toBe(2);
  });

  test("but takes it when nobody knows better", () => {
    const { report, clashes } = merge(wrong, {
      Container: { nodes: { n: { latest: { c: fact(now, "3") } } } },
    });
    expect(clashes).toEqual([]);
    expect([...(report.topologies.get("Container")?.nodes.get("n")?.latest.keys() ?? [])]).toEqual([
      "c",
      "b",
    ]);
  });

  test("and of two that are wrong takes the first", () => {
    const { report, clashes } = merge(wrong, { Container: { nodes: { n: { topology: "host" } } } });
    expect(report.topologies.get("Container")?.nodes.get("n")?.topology).toBe("pod");
    expect(clashes.map(({ source }) => source)).toEqual(["1"]);
  });
});
