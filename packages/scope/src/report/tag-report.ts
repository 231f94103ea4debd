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
export function tagReport(report: Report, tags: ReportTags): Report {
  const topologies = Array.from(report.topologies, ([name, topology]) => {
    const nodes = Array.from(topology.nodes, ([id, node]) => [id, tagNode(node, name)] as const);
    return [name, { ...topology, nodes: new Map(nodes) }] as const;
  });
  return { ...report, topologies: new Map(topologies) };

  function tagNode(node: ReportNode, name: TopologyName): ReportNode {
    const isOnHost = hosted.has(name) && !node.latest.has("host_node_id");
    const facts: [string, Latest][] = [];
    const hostId = hostNodeId(tags.hostname);
    if (isOnHost) facts.push(["host_node_id", { timestamp: tags.now, value: hostId }]);
    const owned = [...node.activeControls].filter(([id]) => isOwnControl(id, report));
    if (owned.some(([, { isDead }]) => !isDead))
      facts.push(["control_probe_id", { timestamp: tags.now, value: tags.probeId }]);
    return {
      ...node,
      activeControls:
        owned.length === 0 ? node.activeControls : withTime(node.activeControls, owned, tags.now),
      topology: nodeTopology[name],
      latest: facts.length === 0 ? node.latest : new Map([...node.latest, ...facts]),
      parents: isOnHost ? withHost(node.parents, hostId) : node.parents,
    };
  }
}

/** Controls of a plugin that takes none are not renamed, and nobody could be asked. */
function isOwnControl(id: string, report: Report): boolean {
  return id.includes("~") && report.plugins.has(id.slice(0, id.indexOf("~")));
}

type ActiveControls = ReadonlyMap<string, ActiveControl>;

function withTime(
  controls: ActiveControls,
  owned: readonly (readonly [string, ActiveControl])[],
  timestamp: string,
): ActiveControls {
  return new Map([...controls, ...owned.map(([id, { isDead }]) => [id, { timestamp, isDead }] as const)]);
}

function withHost(
  parents: ReadonlyMap<string, readonly string[]>,
  hostId: string,
): ReadonlyMap<string, readonly string[]> {
  return new Map([
    ...parents,
    [nodeTopology.Host, sortedSet([...(parents.get(nodeTopology.Host) ?? []), hostId])],
  ]);
}
