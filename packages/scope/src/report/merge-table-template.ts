import { compareBytes } from "./compare-bytes.ts";
import type { TableTemplate } from "./report.ts";

/** Of each text the greater in byte order, of columns and rows the longer: so Scope makes one of two that differ. */
export function mergeTableTemplates(existing: TableTemplate, incoming: TableTemplate): TableTemplate {
  return {
    id: greater(existing.id, incoming.id),
    label: greater(existing.label, incoming.label),
    prefix: greater(existing.prefix, incoming.prefix),
    type: greater(existing.type, incoming.type),
    columns: incoming.columns.length > existing.columns.length ? incoming.columns : existing.columns,
    fixedRows: incoming.fixedRows.size > existing.fixedRows.size ? incoming.fixedRows : existing.fixedRows,
  };
}

function greater(a: string, b: string): string {
  return compareBytes(a, b) < 0 ? b : a;
}
