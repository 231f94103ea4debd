import { nodeToWire } from "./format-node.ts";
import {
  controlToWire,
  metadataTemplateToWire,
  metricTemplateToWire,
  tableTemplateToWire,
} from "./format-template.ts";
import type { ReportDialect } from "./report-dialect.ts";
import type { PluginSpec, Report, Topology } from "./report.ts";
import { compareBytes } from "./compare-bytes.ts";
import { mapToWire } from "./to-wire.ts";
import { topologyNames } from "./topology-name.ts";

/** Nodes that are written at a time: some hundred kilobytes at most, unless one is huge. */
const nodesPerPart = 50;

/** Writes a report in Scope's JSON, members in Scope's order, what is empty left out. */
export function formatReport(report: Report, dialect: ReportDialect = "both"): string {
  return [...formatReportParts(report, dialect)].join("");
}

/** The same text, part by part: a large report takes long, and others may have their turn in between. */
export function* formatReportParts(
  report: Report,
  dialect: ReportDialect = "both",
): Generator<string, void, void> {
  const head = membersOf({ TS: report.timestamp });
  yield head === "" ? "{" : `{${head},`;
  for (const name of topologyNames) {
    const topology = report.topologies.get(name);
    if (topology === undefined) continue;
    yield `"${name}":`;
    yield* formatTopology(topology, dialect);
    yield ",";
  }
  yield `${membersOf({
    Window: report.windowNs,
    Shortcut: report.isShortcut || undefined,
    Plugins: [...report.plugins.values()].sort((a, b) => compareBytes(a.id, b.id)).map(pluginToWire),
  })}}`;
}

/** Keys in byte order, as Scope writes these. */
function pluginToWire(spec: PluginSpec): object {
  return {
    api_version: spec.apiVersion,
    description: spec.description,
    id: spec.id,
    interfaces: spec.interfaces,
    label: spec.label,
    status: spec.status,
  };
}

function* formatTopology(topology: Topology, dialect: ReportDialect): Generator<string, void, void> {
  const { shape, tag, label, labelPlural: label_plural } = topology;
  const head = membersOf({ shape, tag, label, label_plural });
  const tail = membersOf({
    controls: mapToWire(topology.controls, controlToWire),
    metadata_templates: mapToWire(topology.metadataTemplates, metadataTemplateToWire),
    metric_templates: mapToWire(topology.metricTemplates, metricTemplateToWire),
    table_templates: mapToWire(topology.tableTemplates, tableTemplateToWire),
  });
  if (topology.nodes.size === 0) return yield `{${joinMembers([head, tail])}}`;
  yield `{${joinMembers([head, '"nodes":{'])}`;
  yield* formatNodes(topology.nodes, dialect);
  yield `${joinMembers(["}", tail])}}`;
}

function* formatNodes(nodes: Topology["nodes"], dialect: ReportDialect): Generator<string, void, void> {
  let before = "";
  let part: [string, object][] = [];
  for (const [id, node] of nodes) {
    part.push([id, nodeToWire(node, dialect)]);
    if (part.length < nodesPerPart) continue;
    yield before + membersOf(Object.fromEntries(part));
    before = ",";
    part = [];
  }
  if (part.length > 0) yield before + membersOf(Object.fromEntries(part));
}

/** The members of an object in JSON, without its braces. */
function membersOf(object: object): string {
  return JSON.stringify(object).slice(1, -1);
}

function joinMembers(members: readonly string[]): string {
  return members.filter((each) => each !== "").join(",");
}
