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

/** Writes a report in Scope's JSON, members in Scope's order, what is empty left out. */
export function formatReport(report: Report, dialect: ReportDialect = "both"): string {
  const topologies = topologyNames.map((name) => {
    const topology = report.topologies.get(name);
    return [name, topology && topologyToWire(topology, dialect)] as const;
  });
  return JSON.stringify({
    TS: report.timestamp,
    ...Object.fromEntries(topologies),
    Window: report.windowNs,
    Shortcut: report.isShortcut || undefined,
    Plugins: [...report.plugins.values()].sort((a, b) => compareBytes(a.id, b.id)).map(pluginToWire),
  });
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

function topologyToWire(topology: Topology, dialect: ReportDialect): object {
  const { shape, tag, label, labelPlural: label_plural } = topology;
  return {
    shape,
    tag,
    label,
    label_plural,
    nodes: mapToWire(topology.nodes, (node) => nodeToWire(node, dialect)),
    controls: mapToWire(topology.controls, controlToWire),
    metadata_templates: mapToWire(topology.metadataTemplates, metadataTemplateToWire),
    metric_templates: mapToWire(topology.metricTemplates, metricTemplateToWire),
    table_templates: mapToWire(topology.tableTemplates, tableTemplateToWire),
  };
}
