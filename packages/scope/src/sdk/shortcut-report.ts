import { type Report, type ReportNode, type Topology } from "../report/index.ts";

/**
 * What a report says of some nodes, to be shown at once. Who speaks and all controls are repeated: a host may lose
 * the controls that a shortcut leaves out, and Scope's dies of one that does not name its plugin.
 */
export function shortcutReport(report: Report, nodeIds: readonly string[]): Report {
  const wanted = new Set(nodeIds);
  return {
    ...report,
    isShortcut: true,
    topologies: mapTopologies(report, (topology) => ({
      ...topology,
      nodes: new Map([...topology.nodes].filter(([id]) => wanted.has(id))),
    })),
  };
}

/**
 * Says on every node with controls that they are pressed through this probe. Scope knows it only of nodes that it
 * has itself, and shows no control on others.
 */
export function stampProbe(report: Report, probeId: string): Report {
  if (probeId === "") return report;
  return {
    ...report,
    topologies: mapTopologies(report, (topology) => ({
      ...topology,
      nodes: new Map([...topology.nodes].map(([id, node]) => [id, stampNode(node, probeId)])),
    })),
  };
}

function mapTopologies(report: Report, map: (topology: Topology) => Topology): Report["topologies"] {
  return new Map([...report.topologies].map(([name, topology]) => [name, map(topology)]));
}

function stampNode(node: ReportNode, probeId: string): ReportNode {
  const [first] = node.activeControls.values();
  if (first === undefined) return node;
  const fact = { timestamp: first.timestamp, value: probeId };
  return { ...node, latest: new Map([...node.latest, ["control_probe_id", fact]]) };
}
