import type { TopologyName } from "./topology-name.ts";

/**
 * What a plugin, or a host that merged several, says of the world (source: Scope's `report/report.go`). Keys that
 * come from plugins are keys of maps, so that no name, not even `__proto__`, means anything else.
 *
 * Times are RFC 3339 texts with a zone, exactly as they were sent: they carry nanoseconds, a number would not.
 */
export interface Report {
  /** When it was made; absent if the plugin did not say. */
  readonly timestamp?: string;
  /** How long it looked, in nanoseconds. */
  readonly windowNs?: number;
  /** An answer to a control that shall be shown at once. */
  readonly isShortcut: boolean;
  /** The plugins that speak here: one in a plugin's own report, all of them in a merged one. By id. */
  readonly plugins: ReadonlyMap<string, PluginSpec>;
  /** Only topologies that were sent. */
  readonly topologies: ReadonlyMap<TopologyName, Topology>;
}

/** Who a plugin says it is. */
export interface PluginSpec {
  readonly id: string;
  /** For people; need not be unique. */
  readonly label: string;
  readonly description?: string;
  /** `reporter`, and `controller` if it takes controls. Others are kept. Absent if the plugin sent none. */
  readonly interfaces?: readonly string[];
  /** `"1"`. */
  readonly apiVersion?: string;
  /** `ok` or `error: <text>`; set by the host, never believed from a plugin. */
  readonly status?: string;
}

/** One kind of thing: its nodes, how to show them, and what can be done to them. All maps are by id. */
export interface Topology {
  /** `circle`, `hexagon`, …; the host has its own for every topology that Scope knows. */
  readonly shape?: string;
  readonly tag?: string;
  readonly label?: string;
  readonly labelPlural?: string;
  readonly nodes: ReadonlyMap<string, ReportNode>;
  readonly controls: ReadonlyMap<string, Control>;
  readonly metadataTemplates: ReadonlyMap<string, MetadataTemplate>;
  readonly metricTemplates: ReadonlyMap<string, MetricTemplate>;
  readonly tableTemplates: ReadonlyMap<string, TableTemplate>;
}

/** One thing. */
export interface ReportNode {
  /** Its key in the topology; a plugin's own `id` is not believed. */
  readonly id: string;
  /** `process`, `container_image`, …; two that differ cannot be merged. */
  readonly topology?: string;
  /** Facts, each with the time of its last change. Without `active_controls`, which is {@link activeControls}. */
  readonly latest: ReadonlyMap<string, Latest>;
  /** Per control whether it can be used now, whichever of the three forms it was sent in. */
  readonly activeControls: ReadonlyMap<string, ActiveControl>;
  readonly sets: ReadonlyMap<string, readonly string[]>;
  /** Ids of the nodes that it talks to. */
  readonly adjacency: readonly string[];
  /** By the nodes' name of a topology (`host`, `container_image`): ids. */
  readonly parents: ReadonlyMap<string, readonly string[]>;
  readonly metrics: ReadonlyMap<string, Metric>;
  /** By id. */
  readonly children: ReadonlyMap<string, ReportNode>;
}

/** A fact. A counter is one too, as `count_<key>`. */
export interface Latest {
  readonly timestamp: string;
  readonly value: string;
}

/** Whether a control can be used on a node, since when. */
export interface ActiveControl {
  readonly timestamp: string;
  readonly isDead: boolean;
}

/** A measured value over time, oldest first. */
export interface Metric {
  readonly samples: readonly Sample[];
  readonly min: number;
  readonly max: number;
}

export interface Sample {
  readonly date: string;
  readonly value: number;
}

/** A button. */
export interface Control {
  readonly id: string;
  readonly human: string;
  /** Name of an icon of Font Awesome: `fa-gears`. */
  readonly icon: string;
  /** The question before it is done. */
  readonly confirmation?: string;
  /** An integer; lower ones come first. */
  readonly rank: number;
  /** The probe that shall be asked instead of the node's own. */
  readonly probeId?: string;
}

/** How a fact is shown. */
export interface MetadataTemplate {
  readonly id: string;
  readonly label: string;
  /** Characters; 0 shows all. */
  readonly truncate: number;
  /** `""`, `number`, `datetime`, `duration`, `ip` or `link`. */
  readonly dataType: string;
  /** Below 10 it is shown at once. */
  readonly priority: number;
  /** `latest`, `sets` or `counters`; `""` tries them in that order. */
  readonly from: string;
}

/** How a metric is shown. */
export interface MetricTemplate {
  readonly id: string;
  readonly label: string;
  /** `""`, `filesize`, `integer` or `percent`. */
  readonly format: string;
  readonly group: string;
  readonly priority: number;
}

/** How a table is read out of the facts: `<prefix><label>`, or `<prefix><row>___<column>`. */
export interface TableTemplate {
  readonly id: string;
  readonly label: string;
  readonly prefix: string;
  /** `property-list` or `multicolumn-table`; `""` means the first. */
  readonly type: string;
  readonly columns: readonly TableColumn[];
  /** Key of a fact → label of its row. */
  readonly fixedRows: ReadonlyMap<string, string>;
}

export interface TableColumn {
  readonly id: string;
  readonly label: string;
  readonly dataType: string;
}
