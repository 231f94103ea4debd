import { compareBytes } from "./compare-bytes.ts";
import type { ReportNode, TableTemplate } from "./report.ts";

/** A row of a table. */
export interface TableRow {
  readonly id: string;
  /** By id of the column; of a list of properties `label` and `value`. A missing cell has none. */
  readonly entries: ReadonlyMap<string, string>;
}

const cellSeparator = "___";

/** Reads a table out of the facts of a node. Rows are in byte order of their ids (source: Scope's `report/table.go`). */
export function tableRows(node: ReportNode, template: TableTemplate): readonly TableRow[] {
  const rows =
    template.type === "multicolumn-table" ? multicolumnRows(node, template) : propertyRows(node, template);
  return rows.sort((a, b) => compareBytes(a.id, b.id));
}

/** A key without separator is no cell; Scope dies of it. */
function multicolumnRows(node: ReportNode, template: TableTemplate): TableRow[] {
  const entriesById = new Map<string, Map<string, string>>();
  for (const [key, { value }] of node.latest) {
    const [row, column] = findSuffix(key, template.prefix)?.split(cellSeparator) ?? [];
    if (row === undefined || column === undefined) continue;
    const entries = entriesById.get(row) ?? new Map<string, string>();
    entriesById.set(row, entries.set(column, value));
  }
  return Array.from(entriesById, ([id, entries]) => ({ id, entries }));
}

function propertyRows(node: ReportNode, template: TableTemplate): TableRow[] {
  const valuesByLabel = new Map<string, string>();
  for (const [key, { value }] of node.latest) {
    const label = template.fixedRows.get(key) ?? findSuffix(key, template.prefix);
    if (label !== undefined) valuesByLabel.set(label, value);
  }
  return Array.from(valuesByLabel, ([label, value]) => ({
    id: `label_${label}`,
    entries: new Map([
      ["label", label],
      ["value", value],
    ]),
  }));
}

/** An empty prefix is no prefix: it would make every fact a row. */
function findSuffix(key: string, prefix: string): string | undefined {
  return prefix !== "" && key.startsWith(prefix) ? key.slice(prefix.length) : undefined;
}
