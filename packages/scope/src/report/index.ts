/**
 * Reports of Scope's plugins: what they hold, how they are read and written, and how several become one.
 *
 * @module
 */
export { checkPluginSpec, type ExpectedPlugin, type PluginCheck } from "./check-plugin-spec.ts";
export { compareBytes } from "./compare-bytes.ts";
export { emptyReport } from "./empty.ts";
export { encodeReport } from "./encode-report.ts";
export { formatReport } from "./format-report.ts";
export { type MergedReport, mergeReports } from "./merge-reports.ts";
export * from "./node-id.ts";
export { type ParsedReport, parseReport, parseReportBody, type ParseReportOptions } from "./parse-report.ts";
export { renameControls } from "./rename-controls.ts";
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
export type { ReportDialect } from "./report-dialect.ts";
export { ReportError } from "./report-error.ts";
export type { MergeClash, ReportPart } from "./report-part.ts";
export { type Shape, shapes } from "./shape.ts";
export { type TableRow, tableRows } from "./table-rows.ts";
export { type ReportTags, tagReport } from "./tag-report.ts";
export { compareTimes, isTime, zeroTime } from "./time.ts";
export { isTopologyName, nodeTopology, type TopologyName, topologyNames } from "./topology-name.ts";
