import fc from "fast-check";
import { expect, test } from "vitest";
import { formatReport } from "./format-report.ts";
import { mergeReports } from "./merge-reports.ts";
import { parseReport } from "./parse-report.ts";
import { renameControls } from "./rename-controls.ts";
import type { Report } from "./report.ts";
import { ReportError } from "./report-error.ts";
import { tagReport } from "./tag-report.ts";

const runs = process.env["INFRAKIT_NIGHTLY"] === "1" ? 100_000 : 5_000;

const now = "2026-01-31T12:00:00Z";

/** Has one of everything. */
const whole = {
  TS: now,
  Window: 3_000_000_000,
  Shortcut: false,
  Plugins: [{ id: "p", label: "P", interfaces: ["reporter", "controller"], api_version: "1", status: "ok" }],
  Host: {
    shape: "circle",
    label: "host",
    nodes: {
      "vm;<host>": {
        id: "vm;<host>",
        topology: "host",
        latest: { k: { timestamp: now, value: "v" }, active_controls: { timestamp: now, value: "c;d" } },
        sets: { s: ["a", "b"] },
        adjacency: ["other;<host>"],
        parents: { host: ["vm;<host>"] },
        metrics: { cpu: { samples: [{ date: now, value: 1.5 }], min: 0, max: 100 } },
        children: [{ id: "k;1", topology: "process", latest: { k: { timestamp: now, value: "v" } } }],
        counters: { hits: 3 },
        controls: { timestamp: now, controls: ["c"] },
      },
    },
    controls: { c: { id: "c", human: "C", icon: "fa-c", confirmation: "Sure?", rank: 1 } },
    metadata_templates: {
      k: { id: "k", label: "K", truncate: 3, dataType: "number", priority: 1, from: "latest" },
    },
    metric_templates: { cpu: { id: "cpu", label: "CPU", format: "percent", group: "g", priority: 2 } },
    table_templates: {
      t: {
        id: "t",
        label: "T",
        prefix: "t-",
        type: "property-list",
        columns: [{ id: "a" }],
        fixedRows: { k: "K" },
      },
    },
  },
  Container: {
    nodes: { "a;<container>": { latestControls: { c: { timestamp: now, value: { dead: true } } } } },
  },
};

/** Values that a plugin should not send, as JSON. */
const odd = fc.oneof(
  fc.constantFrom(
    "null",
    "[]",
    "{}",
    "[[]]",
    '""',
    "true",
    "0",
    "-1",
    "1.0",
    "1e999",
    "-0",
    "01",
    "NaN",
    "9".repeat(400),
  ),
  fc.constantFrom(
    '"__proto__"',
    String.raw`"\ud800"`,
    String.raw`"\u0000"`,
    '"a\nb"',
    '"\ufeff"',
    '"~"',
    '";"',
    '"\\x"',
  ),
  fc.constantFrom(
    '"0001-01-01T00:00:00Z"',
    '"2016-07-20T15:51:05Z01:00"',
    '"2026-01-31T12:00:00.123456789123+05:30"',
  ),
  fc.constantFrom(
    '{"__proto__":{"id":{}}}',
    `${"[".repeat(600)}${"]".repeat(600)}`,
    '{"nodes":{"a":{},"a":null}}',
  ),
  fc.json(),
);

/** The texts of parts that can be put in place of each other. */
const parts = [...new Set(partsOf(whole).map((part) => JSON.stringify(part)))];

function partsOf(value: unknown): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [value];
  return [value, ...Object.values(value).flatMap(partsOf)];
}

/** Changes a text. */
type Mutation = (text: string) => string;

/** Puts a value, or a part of another place, where a part was. */
const replacePart: fc.Arbitrary<Mutation> = fc
  .tuple(fc.constantFrom(...parts), fc.oneof(odd, fc.constantFrom(...parts)))
  .map(
    ([part, by]) =>
      (text) =>
        text.replace(part, () => by),
  );

/** Puts a text where some characters were. */
const splice: fc.Arbitrary<Mutation> = fc
  .record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat({ max: 12 }),
    by: fc.oneof(
      fc.constantFrom("", "{", "}", "[", "]", ",", ":", '"', "\\", "null", "\u0000", "\ufffd"),
      fc.string(),
      odd,
    ),
  })
  .map(({ at, length, by }) => (text) => {
    const start = Math.floor(at * text.length);
    return text.slice(0, start) + by + text.slice(start + length);
  });

const mutated = fc
  .array(fc.oneof(replacePart, splice), { minLength: 1, maxLength: 4 })
  .map((mutations) => mutations.reduce((text, mutate) => mutate(text), JSON.stringify(whole)));

/** The report, or nothing if it is refused as it should be. */
function tryParse(text: string): Report | undefined {
  try {
    return parseReport(text, { now });
  } catch (error) {
    expect(error).toBeInstanceOf(ReportError);
    return undefined;
  }
}

/** All that a host does with a report. */
function goThrough(report: Report): Report {
  const renamed = renameControls(report, "p");
  const good = parseReport(JSON.stringify(whole), { now });
  const merged = mergeReports([
    { source: "mutated", report: renamed },
    { source: "good", report: good },
    { source: "mutated again", report: tagReport(renamed, { hostname: "vm", probeId: "7f", now }) },
  ]).report;
  expect(merged.topologies.get("Host")?.nodes.has("vm;<host>")).toBe(true);
  return tagReport(merged, { hostname: "vm", probeId: "7f", now });
}

test(
  "parseReport() refuses a report or gives one that goes through all the rest when reports are mutated",
  { timeout: runs * 12 },
  () => {
    let accepted = 0;
    fc.assert(
      fc.property(mutated, (text) => {
        const report = tryParse(text);
        if (report === undefined) return;
        accepted++;
        for (const each of [report, goThrough(report)]) expect(parseReport(formatReport(each))).toEqual(each);
      }),
      { numRuns: runs },
    );
    // Else nothing but refusals would have been tried, or nothing at all.
    expect(accepted).toBeGreaterThan(runs / 10);
    expect(accepted).toBeLessThan(runs);
  },
);
