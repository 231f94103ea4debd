import type { TopologyName } from "../report/index.ts";

/** What nodes of one topology may say. The keys become the names that {@link NodeBuilder} takes. */
export interface TopologyDeclaration {
  readonly facts?: Readonly<Record<string, FactDeclaration>>;
  readonly metrics?: Readonly<Record<string, MetricDeclaration>>;
  readonly tables?: Readonly<Record<string, TableDeclaration>>;
}

/** The topologies that a plugin speaks of, as it declares them once. */
export type Topologies = { readonly [Name in TopologyName]?: TopologyDeclaration };

/** How a value is shown: as text, unless it says otherwise. */
export type DataType = "" | "number" | "datetime" | "duration" | "ip" | "link";

/** A fact of a node, such as a count, a name, an address. */
export interface FactDeclaration {
  /** What stands before it. A fact without a label is sent but not shown. */
  readonly label?: string;
  readonly dataType?: DataType;
  /** Characters that are shown at most; absent shows all. */
  readonly truncate?: number;
  /** Lower ones come first; below 10 (the default is 5) it is shown at once, else behind "show more". */
  readonly priority?: number;
}

/** A number that is measured again and again. */
export interface MetricDeclaration {
  readonly label: string;
  /** Default: a plain number with two digits. */
  readonly format?: "" | "filesize" | "integer" | "percent";
  /** Metrics with one group are drawn on one scale. */
  readonly group?: string;
  /** Lower ones come first. Default 5. */
  readonly priority?: number;
  /** The scale, which is wider while a value lies beyond. Default: from 0, to 100 if it is percent. */
  readonly min?: number;
  readonly max?: number;
}

/** A list of names and values, or, with columns, a table of rows. */
export interface TableDeclaration {
  readonly label: string;
  readonly columns?: Readonly<Record<string, ColumnDeclaration>>;
}

export interface ColumnDeclaration {
  readonly label: string;
  readonly dataType?: DataType;
}

/** A button, and what it does. */
export interface ControlDeclaration {
  /** What stands on it. */
  readonly human: string;
  /** Name of an icon of Font Awesome 4: `fa-gears`. */
  readonly icon: string;
  /** What is asked before it is done. Absent: nothing is asked. */
  readonly confirmation?: string;
  /** An integer; lower ones come first. Default: in the order in which they are declared. */
  readonly rank?: number;
  /**
   * Does it. It is called only for nodes of the last report that offer the control.
   * @throws Error whose message is shown to whoever pressed.
   */
  readonly run: (press: ControlPress) => ControlResult | void | Promise<ControlResult | void>;
}

/** That somebody pressed a control. */
export interface ControlPress {
  readonly nodeId: string;
  /** What the caller gave besides. Pages give nothing, programs may. */
  readonly args: ReadonlyMap<string, string>;
  /** Id of the app that the request came through; empty if there was none. */
  readonly appId: string;
}

/** What came of a control. All of it may be left out. */
export interface ControlResult {
  /** Handed to the caller: plain JSON data. */
  readonly value?: unknown;
  /**
   * Ids of the nodes that are different now: a new report is collected, and what it says of them is shown at once
   * instead of at the next request for a report.
   */
  readonly changed?: readonly string[];
  /** Id of a node that is gone now, so that a page can close its view of it. */
  readonly removedNode?: string;
}
