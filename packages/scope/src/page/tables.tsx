import { FactValue } from "./fact-list.tsx";
import type { JSX } from "./preact.ts";
import { planTables, type TableView } from "./table.ts";
import { formatFact } from "./value-format.ts";
import type { NodeView } from "./world.ts";

/** Tables of a node. */
export function Tables({ node, now }: { readonly node: NodeView; readonly now: number }): JSX.Element {
  return (
    <>
      {planTables(node).map((table) => (
        <Table key={`${node.key} ${table.id}`} table={table} now={now} />
      ))}
    </>
  );
}

function Table({ table, now }: { readonly table: TableView; readonly now: number }): JSX.Element {
  return (
    <section aria-label={table.label}>
      <h3>{table.label}</h3>
      <div class="table-box" tabIndex={0} role="group" aria-label={`Table ${table.label}`}>
        <table>
          <thead>
            <tr>
              {table.columns.map((column) => (
                <th key={column.id} scope="col">
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <tr key={row.id}>
                {row.cells.map((value, index) => (
                  <td key={table.columns[index]?.id ?? index}>
                    <Cell value={value} dataType={table.columns[index]?.dataType ?? ""} now={now} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {table.hidden > 0 ? <p class="note">{`${table.hidden} more were left out by the plugin`}</p> : null}
    </section>
  );
}

interface CellProps {
  readonly value: string;
  readonly dataType: string;
  readonly now: number;
}

function Cell({ value, dataType, now }: CellProps): JSX.Element {
  return <FactValue text={formatFact(value, dataType, now)} value={value} dataType={dataType} />;
}
