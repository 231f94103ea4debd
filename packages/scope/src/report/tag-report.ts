import { hostNodeId } from "./node-id.ts";
import type { ActiveControl, Latest, Report, ReportNode } from "./report.ts";
import { sortedSet } from "./sorted-set.ts";
import { nodeTopology, type TopologyName } from "./topology-name.ts";

/** What a host knows that its plugins do not. */
export interface ReportTags {
  readonly hostname: string;
  readonly probeId: string;
  /** RFC 3339: when the tags were true. */
  readonly now: string;
}

/** Topologies of things that are on one host. */
const hosted: ReadonlySet<TopologyName> = new Set(["Process", "Container", "ContainerImage", "Host"]);

/**
 * The report with what a probe adds to it: every node says its topology, things on a host say which, and a node with
 * a control of one of the report's plugins says whom to ask. Which of these controls can be used is true as of now,
 * whatever time the plugin gave: apps go by the newest. A host that a node names itself is believed: a plugin may speak
 * of another machine.
 */
export function tagReport(report: Report, { hostname, probeId, now }: ReportTags): Report {
  const hostId = hostNodeId(hostname);
  // One of each for all nodes: a large report has many.
  const onHost: Latest = { timestamp: now, value: hostId };
  const byProbe: Latest = { timestamp: now, value: probeId };
  const onlyHost = [hostId];
  const topologies = Array.from(report.topologies, ([name, topology]) => {
    const nodes = new Map<string, ReportNode>();
    for (const [id, node] of topology.nodes) nodes.set(id, tagNode(node, name));
    return [name, { ...topology, nodes }] as const;
  });
  return { ...report, topologies: new Map(topologies) };

  function tagNode(node: ReportNode, name: TopologyName): ReportNode {
    const isOnHost = hosted.has(name) && !node.latest.has("host_node_id");
    const { activeControls, isLive } = timeControls(node.activeControls, report, now);
    const latest = isOnHost || isLive ? new Map(node.latest) : undefined;
    if (isOnHost) latest?.set("host_node_id", onHost);
    if (isLive) latest?.set("control_probe_id", byProbe);
    return {
      id: node.id,
      topology: nodeTopology[name],
      latest: latest ?? node.latest,
      activeControls,
      sets: node.sets,
      adjacency: node.adjacency,
      parents: isOnHost ? withHost(node.parents, onlyHost) : node.parents,
      metrics: node.metrics,
      children: node.children,
    };
  }
}

/** Controls of a plugin that takes none are not renamed, and nobody could be asked. */
function isOwnControl(id: string, report: Report): boolean {
  return id.includes("~") && report.plugins.has(id.slice(0, id.indexOf("~")));
}

/** The controls, those of the report's plugins true as of now, and whether one of these can be used. */
function timeControls(
  controls: ReportNode["activeControls"],
  report: Report,
  timestamp: string,
): { readonly activeControls: ReportNode["activeControls"]; readonly isLive: boolean } {
  let timed: Map<string, ActiveControl> | undefined;
  let isLive = false;
  for (const [id, { isDead }] of controls) {
    if (!isOwnControl(id, report)) continue;
    (timed ??= new Map(controls)).set(id, { timestamp, isDead });
    isLive ||= !isDead;
  }
  return { activeControls: timed ?? controls, isLive };
}

function withHost(parents: ReportNode["parents"], onlyHost: readonly string[]): ReportNode["parents"] {
  const known = parents.get(nodeTopology.Host);
  const hosts = known === undefined ? onlyHost : sortedSet([...known, ...onlyHost]);
  return new Map(parents).set(nodeTopology.Host, hosts);
}
