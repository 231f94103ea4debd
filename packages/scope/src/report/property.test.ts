import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatReport } from "./format-report.ts";
import { mergeReports } from "./merge-reports.ts";
import { parseReport } from "./parse-report.ts";
import type { Report, ReportNode } from "./report.ts";

// Few keys and times, so that reports speak of the same.
const key = fc.constantFrom("a", "b", "10", "9", "__proto__", "constructor", "x;<host>", "\u{1f600}");
const time = fc.constantFrom(
  "2026-01-31T12:00:00Z",
  "2026-01-31T13:00:00+01:00",
  "2026-01-31T12:00:00.5Z",
  "2026-01-31T12:00:00.50Z",
  "2026-01-31T11:59:59.999999999Z",
  "0001-01-01T00:00:00Z",
);
const value = fc.constantFrom("", "v", "w", "5");
const ids = fc.array(key, { maxLength: 4 });

function keyed<T>(of: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> {
  const entries = fc.uniqueArray(fc.tuple(key, of), { selector: ([name]) => name, maxLength: 4 });
  return entries.map((list) => Object.fromEntries(list));
}

function optional<T extends object>(of: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> {
  return fc.record(of, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
}

const sample = optional({ date: time, value: fc.double({ noNaN: true, noDefaultInfinity: true }) });
const metric = optional({
  samples: fc.array(sample, { maxLength: 5 }),
  min: fc.integer(),
  max: fc.float({ noNaN: true, noDefaultInfinity: true }),
});
const activeControl = optional({ timestamp: time, value: optional({ dead: fc.boolean() }) });

/** A node in Scope's JSON. */
function nodeJson(topology: fc.Arbitrary<string>, childDepth = 1): fc.Arbitrary<object> {
  const child = childDepth === 0 ? fc.constant({}) : nodeJson(topology, childDepth - 1);
  return optional({
    topology,
    latest: keyed(optional({ timestamp: time, value })),
    latestControls: keyed(activeControl),
    sets: keyed(ids),
    adjacency: ids,
    parents: keyed(ids),
    metrics: keyed(metric),
    children: fc
      .array(fc.tuple(key, child), { maxLength: 2 })
      .map((list) => list.map(([id, of]) => ({ ...of, id }))),
  });
}

function reportJson(topology: fc.Arbitrary<string>): fc.Arbitrary<object> {
  return optional({
    TS: time,
    Window: fc.integer(),
    Shortcut: fc.boolean(),
    Plugins: fc.array(optional({ id: key, label: value, interfaces: fc.array(value), status: value }), {
      maxLength: 2,
    }),
    Container: optional({
      label: value,
      nodes: keyed(nodeJson(topology)),
      controls: keyed(optional({ human: value, rank: fc.integer(), confirmation: fc.constant("Sure?") })),
      metadata_templates: keyed(
        optional({ id: key, truncate: fc.nat(), priority: fc.integer(), from: value }),
      ),
      metric_templates: keyed(optional({ label: value, group: value })),
      table_templates: keyed(
        optional({ type: value, columns: fc.array(optional({ id: key })), fixedRows: keyed(value) }),
      ),
    }),
    Endpoint: fc.constant({}),
  });
}

function reports(topology: fc.Arbitrary<string>): fc.Arbitrary<Report> {
  return reportJson(topology).map((json) => parseReport(JSON.stringify(json)));
}

const report = reports(fc.constant("container"));
const clashing = reports(fc.constantFrom("container", "pod", ""));

function merge(...of: readonly Report[]): Report {
  return mergeReports(of.map((each, index) => ({ source: String(index), report: each }))).report;
}

/** What must not depend on the order of reports. */
function orderless(node: ReportNode): unknown {
  const { latest, activeControls, sets, adjacency, parents, children } = node;
  const facts = Array.from(children, ([id, child]) => [id, orderless(child)] as const);
  return { latest, activeControls, sets, adjacency, parents, children: new Map(facts) };
}

function orderlessNodes(of: Report): ReadonlyMap<string, unknown> {
  const nodes = of.topologies.get("Container")?.nodes ?? new Map<string, ReportNode>();
  return new Map(Array.from(nodes, ([id, node]) => [id, orderless(node)] as const));
}

const runs = { numRuns: process.env["INFRAKIT_NIGHTLY"] === "1" ? 10_000 : 500 };

/** Generous: a machine may be busy. */
const timeout = 120_000;

describe("parseReport()", { timeout }, () => {
  test("reads what formatReport() wrote when reports are made at random", () => {
    fc.assert(
      fc.property(report, (of) => {
        expect(parseReport(formatReport(of))).toEqual(of);
      }),
      runs,
    );
  });
});

describe("mergeReports()", { timeout }, () => {
  test("changes nothing but the window when a report is merged with itself", () => {
    fc.assert(
      fc.property(report, (of) => {
        const { windowNs: _, ...once } = merge(of);
        expect(merge(of, of)).toEqual({
          ...once,
          ...(of.windowNs === undefined ? {} : { windowNs: 2 * of.windowNs }),
        });
      }),
      runs,
    );
  });

  test("gives the same facts, controls, sets, neighbours and parents when the order is another", () => {
    fc.assert(
      fc.property(report, report, report, (a, b, c) => {
        const expected = orderlessNodes(merge(a, b, c));
        expect(orderlessNodes(merge(c, a, b))).toEqual(expected);
        expect(orderlessNodes(merge(b, a, c))).toEqual(expected);
      }),
      runs,
    );
  });

  test("gives the same nodes when some of the reports were merged before", () => {
    fc.assert(
      fc.property(report, report, report, (a, b, c) => {
        expect(merge(merge(a, b), c).topologies).toEqual(merge(a, b, c).topologies);
        expect(merge(a, merge(b, c)).topologies.get("Container")?.nodes).toEqual(
          merge(a, b, c).topologies.get("Container")?.nodes,
        );
      }),
      runs,
    );
  });

  test("gives what merging one after the other gives when there are many reports", () => {
    fc.assert(
      fc.property(fc.array(report, { minLength: 1, maxLength: 6 }), (of) => {
        const pairwise = of.reduce((merged, each) => merge(merged, each), merge());
        expect(merge(...of)).toEqual(pairwise);
      }),
      runs,
    );
  });

  test("keeps every node and names a source for what it left out when topologies clash", () => {
    fc.assert(
      fc.property(clashing, clashing, clashing, (...of) => {
        const merged = mergeReports(of.map((each, index) => ({ source: String(index), report: each })));
        const sent = of.flatMap((each) => [...(each.topologies.get("Container")?.nodes.keys() ?? [])]);
        const kept = [...(merged.report.topologies.get("Container")?.nodes.keys() ?? [])];
        expect(kept.sort()).toEqual([...new Set(sent)].sort());
        for (const { source } of merged.clashes) expect(["0", "1", "2"]).toContain(source);
      }),
      runs,
    );
  });

  test("leaves its reports as they are when it merges them", () => {
    fc.assert(
      fc.property(report, report, (a, b) => {
        const before = [formatReport(a), formatReport(b)];
        merge(a, b);
        expect([formatReport(a), formatReport(b)]).toEqual(before);
      }),
      runs,
    );
  });
});
