import { expect, test } from "vitest";
import { planTables, type TableView } from "./table.ts";
import { readWorld } from "./world.ts";

function tablesOf(template: unknown, latest: Readonly<Record<string, string>>): readonly TableView[] {
  const facts = Object.fromEntries(Object.entries(latest).map(([key, value]) => [key, { value }]));
  const world = readWorld({ Host: { table_templates: { t: template }, nodes: { vm: { latest: facts } } } });
  const node = world.nodesByKey.get("Host|vm");
  return node === undefined ? [] : planTables(node);
}

test("planTables() lists named rows first, then the others in order, when it is a list of properties", () => {
  const template = { label: "Latency", prefix: "x-", fixedRows: { total: "Total" } };
  const [table] = tablesOf(template, {
    "x-b10": "1",
    "x-b9": "2",
    total: "3",
    "table_truncation_count_x-": "4",
  });
  expect(table?.rows.map(({ cells }) => cells)).toEqual([
    ["Total", "3"],
    ["b9", "2"],
    ["b10", "1"],
  ]);
  expect(table).toMatchObject({ label: "Latency", hidden: 4 });
});

test("planTables() puts values into rows and columns when it has several columns", () => {
  const columns = [{ id: "ip", label: "Address", dataType: "ip" }, { id: "n" }];
  const template = { prefix: "p_", type: "multicolumn-table", columns };
  const [table] = tablesOf(template, {
    p_10___ip: "a",
    p_9___ip: "b",
    p_9___n: "1",
    p_9___gone: "x",
    p_: "",
    p_odd: "y",
  });
  expect(table?.columns.map(({ label }) => label)).toEqual(["Address", "n"]);
  expect(table?.rows.map(({ cells }) => cells)).toEqual([
    ["b", "1"],
    ["a", ""],
  ]);
});

test("planTables() shows no table when it has no rows", () => {
  expect(tablesOf({ prefix: "x-" }, { other: "1" })).toEqual([]);
});
