/**
 * What `GET /api/report` and `GET /api/plugins` answer, as far as the page reads it. It is Scope's own JSON: the
 * host writes it complete, Scope's app leaves empty members out or says `null`, so every member may lack.
 */
export type ReportJson = Readonly<Record<string, unknown>>;

/** One kind of thing. */
export interface TopologyJson {
  readonly shape?: string;
  readonly label?: string;
  readonly label_plural?: string;
  readonly nodes?: MembersJson<NodeJson>;
  readonly controls?: MembersJson<ControlJson>;
  readonly metadata_templates?: MembersJson<MetadataTemplateJson>;
  readonly metric_templates?: MembersJson<MetricTemplateJson>;
  readonly table_templates?: MembersJson<TableTemplateJson>;
}

/** Things by their ids. */
export type MembersJson<Value> = Readonly<Record<string, Value>> | null;

/** One thing. */
export interface NodeJson {
  readonly latest?: MembersJson<LatestJson>;
  readonly latestControls?: MembersJson<{ readonly value?: { readonly dead?: boolean } }>;
  readonly sets?: MembersJson<readonly string[]>;
  readonly adjacency?: readonly string[] | null;
  readonly parents?: MembersJson<readonly string[]>;
  readonly metrics?: MembersJson<MetricJson>;
  readonly children?: readonly { readonly id?: string }[] | null;
}

/** A fact. */
export interface LatestJson {
  readonly timestamp?: string;
  readonly value?: string;
}

/** A measured value over time. */
export interface MetricJson {
  readonly samples?: readonly { readonly date: string; readonly value: number }[] | null;
  readonly min?: number;
  readonly max?: number;
}

/** A button. */
export interface ControlJson {
  readonly human?: string;
  readonly icon?: string;
  readonly confirmation?: string;
  readonly rank?: number;
  readonly probeId?: string;
}

/** How a fact is shown. */
export interface MetadataTemplateJson {
  readonly label?: string;
  readonly truncate?: number;
  readonly dataType?: string;
  readonly priority?: number;
  readonly from?: string;
}

/** How a metric is shown. */
export interface MetricTemplateJson {
  readonly label?: string;
  readonly format?: string;
  readonly group?: string;
  readonly priority?: number;
}

/** How a table is read out of the facts. */
export interface TableTemplateJson {
  readonly label?: string;
  readonly prefix?: string;
  readonly type?: string;
  readonly columns?: readonly ColumnJson[] | null;
  readonly fixedRows?: MembersJson<string>;
}

/** A column of a table. */
export interface ColumnJson {
  readonly id: string;
  readonly label?: string;
  readonly dataType?: string;
}

/** A plugin as `GET /api/plugins` lists it. */
export interface PluginJson {
  readonly id: string;
  readonly label?: string;
  readonly description?: string;
  readonly interfaces?: readonly string[] | null;
  readonly api_version?: string;
  /** `ok` or `error: <text>`; absent before the first report. */
  readonly status?: string;
  readonly path?: string;
  /** Why its file's name is no id; such a socket is never asked. */
  readonly refusal?: string;
}
