import type {
  Control,
  MetadataTemplate,
  MetricTemplate,
  TableTemplate,
  Topology,
  TopologyName,
} from "../report/index.ts";
import type {
  ControlDeclaration,
  FactDeclaration,
  MetricDeclaration,
  TableDeclaration,
  Topologies,
} from "./declaration.ts";
import { tablePrefix } from "./table-key.ts";

/** What is the same in all reports of a plugin: each declared topology, without nodes. */
export type TopologyShells = ReadonlyMap<TopologyName, Topology>;

/** What is needed of a plugin's options. */
export interface Declarations {
  readonly id: string;
  readonly topologies: Topologies;
  readonly controls?: Readonly<Record<string, ControlDeclaration>>;
}

/** In the middle of what is shown at once. */
const defaultPriority = 5;

/**
 * Makes Scope's templates and controls of what is declared. Every topology has all controls: hosts serve those that
 * the last report describes, whichever node they are pressed on.
 */
export function createShells({ id, topologies, controls = {} }: Declarations): TopologyShells {
  const described = mapEntries(controls, toControl);
  return new Map(
    Object.entries(topologies).map(([name, { facts = {}, metrics = {}, tables = {} }]) => [
      name as TopologyName,
      {
        nodes: new Map(),
        controls: described,
        metadataTemplates: mapEntries(shownIn(facts), toMetadataTemplate),
        metricTemplates: mapEntries(metrics, toMetricTemplate),
        tableTemplates: mapEntries(tables, (table, key) => toTableTemplate(table, key, tablePrefix(id, key))),
      },
    ]),
  );
}

function shownIn(
  facts: Readonly<Record<string, FactDeclaration>>,
): Readonly<Record<string, FactDeclaration>> {
  return Object.fromEntries(Object.entries(facts).filter(([, { label }]) => label !== undefined));
}

function mapEntries<From, To>(
  record: Readonly<Record<string, From>>,
  map: (from: From, key: string, index: number) => To,
): ReadonlyMap<string, To> {
  return new Map(Object.entries(record).map(([key, from], index) => [key, map(from, key, index)]));
}

function toControl(
  { human, icon, confirmation, rank }: ControlDeclaration,
  id: string,
  index: number,
): Control {
  return { id, human, icon, ...(confirmation !== undefined && { confirmation }), rank: rank ?? index + 1 };
}

function toMetadataTemplate(fact: FactDeclaration, id: string): MetadataTemplate {
  const { label = "", truncate = 0, dataType = "", priority = defaultPriority } = fact;
  return { id, label, truncate, dataType, priority, from: "latest" };
}

function toMetricTemplate(metric: MetricDeclaration, id: string): MetricTemplate {
  const { label, format = "", group = "", priority = defaultPriority } = metric;
  return { id, label, format, group, priority };
}

function toTableTemplate({ label, columns }: TableDeclaration, id: string, prefix: string): TableTemplate {
  const listed = Object.entries(columns ?? {}).map(([key, column]) => ({
    id: key,
    label: column.label,
    dataType: column.dataType ?? "",
  }));
  const type = columns === undefined ? "property-list" : "multicolumn-table";
  return { id, label, prefix, type, columns: listed, fixedRows: new Map() };
}
