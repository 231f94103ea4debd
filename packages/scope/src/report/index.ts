/**
 * Reports of Scope's plugins: what they hold, how they are read and written, and how several become one.
 *
 * @module
 */
export type {
  ActiveControl,
  Control,
  Latest,
  MetadataTemplate,
  Metric,
  MetricTemplate,
  PluginSpec,
  Report,
  ReportNode,
  Sample,
  TableColumn,
  TableTemplate,
  Topology,
} from "./report.ts";
export { type TopologyName, topologyNames } from "./topology-name.ts";
