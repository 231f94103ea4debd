import type { LatestJson, TableTemplateJson } from "./report-json.ts";
import { compareNaturally } from "./natural-order.ts";
import type { NodeView } from "./world.ts";

/** A table of the details, read out of a node's facts. */
export interface TableView {
  readonly id: string;
  readonly label: string;
  readonly columns: readonly { readonly id: string; readonly label: string; readonly dataType: string }[];
  /** Cells in the order of the columns. */
  readonly rows: readonly { readonly id: string; readonly cells: readonly string[] }[];
  /** How many rows the plugin left out. */
  readonly hidden: number;
}

/** What parts a row from a column in the key of a fact. */
const cellSeparator = "___";

/** The tables of a node that have rows, in the order of their labels. */
export function planTables(node: NodeView): readonly TableView[] {
  return Object.entries(node.topology.table_templates ?? {})
    .map(([id, template]) => readTable(id, template, node))
    .filter((table) => table.rows.length > 0)
    .toSorted((a, b) => compareNaturally(a.label, b.label));
}

function readTable(id: string, template: TableTemplateJson, node: NodeView): TableView {
  const prefix = template.prefix ?? "";
  const facts = Object.entries(node.json.latest ?? {});
  const under = facts
    .filter(([key]) => prefix !== "" && key.startsWith(prefix))
    .map(([key, fact]) => [key.slice(prefix.length), fact] as const);
  const hidden = Number(node.json.latest?.[`table_truncation_count_${prefix}`]?.value ?? 0) || 0;
  const shape =
    template.type === "multicolumn-table"
      ? readCells(template, under)
      : readProperties(template, under, facts);
  return { id, label: (template.label ?? "") || id, hidden, ...shape };
}

type Facts = readonly (readonly [key: string, fact: LatestJson])[];
type TableShape = Pick<TableView, "columns" | "rows">;

/** Rows that a template names come first, each under its label. */
function readProperties(template: TableTemplateJson, under: Facts, all: Facts): TableShape {
  const fixed = template.fixedRows ?? {};
  const named = all.flatMap(([key, fact]) => (fixed[key] === undefined ? [] : [[fixed[key], fact] as const]));
  const free = under.filter(([key]) => fixed[(template.prefix ?? "") + key] === undefined);
  const rows = [...named, ...sortByKey(free)].map(([label, fact]) => ({
    id: label,
    cells: [label, fact.value ?? ""],
  }));
  const columns = [
    { id: "label", label: "Name", dataType: "" },
    { id: "value", label: "Value", dataType: "" },
  ];
  return { columns, rows };
}

function readCells(template: TableTemplateJson, under: Facts): TableShape {
  const columns = (template.columns ?? []).map(({ id, label = "", dataType = "" }) => ({
    id,
    label: label || id,
    dataType,
  }));
  const rowsById = new Map<string, Map<string, string>>();
  for (const [key, fact] of under) {
    const [row, column] = splitCell(key);
    const cells = rowsById.get(row) ?? new Map<string, string>();
    if (column !== undefined) rowsById.set(row, cells.set(column, fact.value ?? ""));
  }
  const rows = [...rowsById].map(([id, cells]) => ({
    id,
    cells: columns.map((column) => cells.get(column.id) ?? ""),
  }));
  return { columns, rows: rows.toSorted((a, b) => compareNaturally(a.id, b.id)) };
}

function splitCell(key: string): readonly [row: string, column?: string] {
  const at = key.indexOf(cellSeparator);
  return at === -1 ? [key] : [key.slice(0, at), key.slice(at + cellSeparator.length)];
}

function sortByKey(facts: Facts): Facts {
  return facts.toSorted(([a], [b]) => compareNaturally(a, b));
}
