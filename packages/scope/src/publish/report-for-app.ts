import {
  emptyReport,
  hostNodeId,
  mergeReports,
  type Report,
  type ReportNode,
  tagReport,
} from "../report/index.ts";

/** Who publishes, and when. */
export interface Publishing {
  readonly hostname: string;
  readonly probeId: string;
  readonly version: string;
  /** RFC 3339, UTC. */
  readonly now: string;
  /** How long a report stands for. */
  readonly windowMs: number;
}

/**
 * A host's report as an app expects it of a probe: with its own time and window (a plugin's old `TS` would make the whole
 * report old), and with the host's own node, in which the app finds the probe (source: Scope's `app/api_report.go`). A
 * shortcut has no such node, but says of its nodes what they are, which a whole report does already.
 */
export function reportForApp(report: Report, publishing: Publishing): Report {
  const { now, windowMs } = publishing;
  const told = report.isShortcut ? tagReport(report, publishing) : withHost(report, publishing);
  return { ...told, timestamp: now, windowNs: windowMs * 1_000_000 };
}

/** Merges the one topology that has something new: reports are large. */
function withHost(report: Report, publishing: Publishing): Report {
  const others = new Map(report.topologies);
  const host = others.get("Host");
  others.delete("Host");
  // What clashes with our own node is not said of it: the plugin's fault is told where its report is polled.
  const { report: merged } = mergeReports([
    { source: "probe", report: tagReport(hostReport(publishing), publishing) },
    { source: "plugins", report: { ...report, topologies: new Map(host && [["Host", host]]) } },
  ]);
  return { ...report, topologies: new Map([...merged.topologies, ...others]) };
}

function hostReport({ hostname, probeId, version, now }: Publishing): Report {
  const facts = { control_probe_id: probeId, host_name: hostname, host_scope_version: version };
  const id = hostNodeId(hostname);
  const node: ReportNode = {
    id,
    latest: new Map(Object.entries(facts).map(([key, value]) => [key, { timestamp: now, value }])),
    activeControls: new Map(),
    sets: new Map(),
    adjacency: [],
    parents: new Map(),
    metrics: new Map(),
    children: new Map(),
  };
  const { topologies, ...own } = emptyReport();
  const host = topologies.get("Host");
  return { ...own, topologies: new Map(host && [["Host", { ...host, nodes: new Map([[id, node]]) }]]) };
}
