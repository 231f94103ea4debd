import { expect, test } from "vitest";
import { parseReport } from "./parse-report.ts";
import { type TableRow, tableRows } from "./table-rows.ts";

/** The rows of a table with that template in a node with those facts. */
function rows(template: object, facts: Readonly<Record<string, string>>): readonly TableRow[] {
  const latest = Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, { value }]));
  const topology = { nodes: { n: { latest } }, table_templates: { t: template } };
  const host = parseReport(JSON.stringify({ Host: topology })).topologies.get("Host");
  const [node, parsed] = [host?.nodes.get("n"), host?.tableTemplates.get("t")];
  if (node === undefined || parsed === undefined) throw new Error("the table is missing");
  return tableRows(node, parsed);
}

function property(label: string, value: string): TableRow {
  return { id: `label_${label}`, entries: new Map(Object.entries({ label, value })) };
}

test.for([
  [
    "MulticolumnTables: cells, one of them missing",
    { prefix: "foo_", type: "multicolumn-table" },
    { foo_row2___col1: "r2c1", foo_row1___col1: "r1c1", foo_row1___col2: "r1c2", bar_row1___col1: "other" },
    [
      { id: "row1", entries: new Map(Object.entries({ col1: "r1c1", col2: "r1c2" })) },
      { id: "row2", entries: new Map(Object.entries({ col1: "r2c1" })) },
    ],
  ],
  ["a key without a column", { prefix: "foo_", type: "multicolumn-table" }, { foo_row1: "x" }, []],
  [
    "PrefixPropertyLists: other prefixes",
    { prefix: "foo_" },
    { foo_b: "2", foo_a: "1", bar_a: "3" },
    [property("a", "1"), property("b", "2")],
  ],
  [
    "FixedPropertyLists: a key that has its own label",
    { fixedRows: { foo2key: "foo2" }, type: "property-list" },
    { foo1key: "1", foo2key: "2" },
    [property("foo2", "2")],
  ],
] as const)("tableRows() reads the table when it has %s", ([, template, facts, expected]) => {
  expect(rows(template, facts)).toEqual(expected);
});
