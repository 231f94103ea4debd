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
 * A host's report as an app expects it of a probe: its own time and window (a plugin's old `TS` would make the whole
 * report old), nodes that say what they are and on which host, and the host's own node, in which the app finds the probe
 * (source: Scope's `app/api_report.go`). The report of a shortcut has no such node.
 */
export function reportForApp(report: Report, publishing: Publishing): Report {
  const { hostname, probeId, now, windowMs } = publishing;
  const whole = report.isShortcut ? report : withHost(report, publishing);
  const tagged = tagReport(whole, { hostname, probeId, now });
  return { ...tagged, timestamp: now, windowNs: windowMs * 1_000_000 };
}

function withHost(report: Report, { hostname, probeId, version, now }: Publishing): Report {
  const facts = { control_probe_id: probeId, host_name: hostname, host_scope_version: version };
  const id = hostNodeId(hostname);
  const node: ReportNode = {
    id,
    topology: "host",
    latest: new Map(Object.entries(facts).map(([key, value]) => [key, { timestamp: now, value }])),
    activeControls: new Map(),
    sets: new Map(),
    adjacency: [],
    parents: new Map(),
    metrics: new Map(),
    children: new Map(),
  };
  const own = emptyReport();
  const host = own.topologies.get("Host");
  const topologies = new Map(own.topologies);
  if (host !== undefined) topologies.set("Host", { ...host, nodes: new Map([[id, node]]) });
  // What clashes with our own node is not said of it: the plugin's fault is told where its report is polled.
  return mergeReports([
    { source: "probe", report: { ...own, topologies } },
    { source: "plugins", report },
  ]).report;
}
