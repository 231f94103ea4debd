/** What stands between the row and the column of a cell (source: Scope's `report/table.go`). */
const cellSeparator = "___";

/**
 * What the keys of a table's facts begin with. Ids of plugins and tables have no dot, so no table's prefix begins
 * another's.
 */
export function tablePrefix(pluginId: string, table: string): string {
  return `${pluginId}.${table}.`;
}

/**
 * The key of a cell after the prefix. Hosts cut it at the first separator.
 * @throws Error if they would cut it elsewhere.
 */
export function cellKey(row: string, column: string): string {
  if (row === "" || row.includes(cellSeparator) || row.endsWith("_"))
    throw new Error(
      `Cannot report row ${JSON.stringify(row)} of a table: its id is cut off at the first "${cellSeparator}", so it must not be empty, contain that, or end with "_"`,
    );
  return `${row}${cellSeparator}${column}`;
}
