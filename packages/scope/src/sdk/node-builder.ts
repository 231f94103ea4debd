import type { TopologyName } from "../report/index.ts";
import type { Topologies, TopologyDeclaration } from "./declaration.ts";

/** The builders of a report: one for each topology that is declared, under its name. */
export type ReportBuilder<Declared extends Topologies, ControlId extends string> = {
  readonly [Name in keyof Declared]: TopologyBuilder<Extract<Declared[Name], TopologyDeclaration>, ControlId>;
};

/** Collects the nodes of a topology. */
export interface TopologyBuilder<Declared extends TopologyDeclaration, ControlId extends string> {
  /**
   * The node with this id: make it with `hostNodeId()` or one of its neighbours, so that what is said appears on the
   * node that Scope itself has for the thing. The same id gives the same node again.
   */
  node(id: string): NodeBuilder<Declared, ControlId>;
}

/**
 * Collects what is said of one thing. Every name is one that was declared. Everything is said anew in each report: what
 * is not repeated is gone, but for the history of metrics.
 */
export interface NodeBuilder<Declared extends TopologyDeclaration, ControlId extends string> {
  /** A fact. A date is written as RFC 3339. */
  fact(name: FactName<Declared>, value: string | number | Date): this;
  /** What was measured now, or at another time. Earlier measurements are kept. */
  metric(name: MetricName<Declared>, value: number, at?: Date): this;
  /** A table of names and values. */
  properties(table: PropertyTableName<Declared>, values: TableCells): this;
  /** A table with columns, its rows by id; they are shown in the order of their ids. Cells may be left out. */
  rows<Table extends RowTableName<Declared>>(
    table: Table,
    rows: Readonly<Record<string, TableRow<Declared, Table>>>,
  ): this;
  /** The controls that can be used on this node now. Those that are not named cannot. */
  controls(...ids: readonly ControlId[]): this;
  /** Values without an order, such as addresses. A text alone is refused: it would be a set of its letters. */
  set(key: string, values: Iterable<string> & object): this;
  /** What it is a part of: `parent("Host", hostNodeId(hostname()))`. */
  parent(topology: TopologyName, nodeId: string): this;
  /** What it talks to: ids of nodes of the same topology. */
  connectTo(...nodeIds: readonly string[]): this;
}

/** Values by name, as they stand in a table. */
export type TableCells = Readonly<Record<string, string | number>>;

/** Names of what may be absent: a topology need not declare facts, or metrics. */
type NameIn<Declared> = Extract<keyof NonNullable<Declared>, string>;

/** The facts that a topology declares. */
export type FactName<Declared> = Declared extends { readonly facts?: infer Facts } ? NameIn<Facts> : never;

/** The metrics that a topology declares. */
export type MetricName<Declared> = Declared extends { readonly metrics?: infer Metrics }
  ? NameIn<Metrics>
  : never;

type TablesOf<Declared> = Declared extends { readonly tables?: infer Tables } ? NonNullable<Tables> : never;

/** The tables that a topology declares without columns. */
export type PropertyTableName<Declared> = Extract<
  {
    [Name in keyof TablesOf<Declared>]: TablesOf<Declared>[Name] extends { readonly columns: object }
      ? never
      : Name;
  }[keyof TablesOf<Declared>],
  string
>;

/** The tables that a topology declares with columns. */
export type RowTableName<Declared> = Extract<
  {
    [Name in keyof TablesOf<Declared>]: "columns" extends keyof TablesOf<Declared>[Name] ? Name : never;
  }[keyof TablesOf<Declared>],
  string
>;

/** A row: cells by the columns that its table declares. */
export type TableRow<Declared, Table extends keyof TablesOf<Declared>> = {
  readonly [Column in ColumnName<TablesOf<Declared>[Table]>]?: string | number | undefined;
};

type ColumnName<Table> = Table extends { readonly columns?: infer Columns } ? NameIn<Columns> : never;
