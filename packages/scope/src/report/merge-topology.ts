import { emptyTopology } from "./empty.ts";
import { mergeMaps } from "./merge-maps.ts";
import { areMergeable, mergeNode } from "./merge-node.ts";
import { mergeTableTemplates } from "./merge-table-template.ts";
import type { Topology, ReportNode } from "./report.ts";
import type { MergeClash, ReportPart } from "./report-part.ts";
import { shapes } from "./shape.ts";
import { nodeTopology, type TopologyName } from "./topology-name.ts";

/** One topology of all parts. A node that cannot be merged is left out and added to the clashes. */
export function mergeTopologies(
  name: TopologyName,
  parts: readonly ReportPart[],
  clashes: MergeClash[],
): Topology {
  const nodes = new Map<string, ReportNode>();
  const strays: [source: string, id: string, node: ReportNode][] = [];
  let frame: Topology = { ...emptyTopology, ...shapes[name] };
  for (const { source, report } of parts) {
    const topology = report.topologies.get(name);
    if (topology === undefined) continue;
    frame = mergeFrames(frame, topology);
    for (const [id, node] of topology.nodes) {
      if (isStray(node, name)) strays.push([source, id, node]);
      else addNode(nodes, id, node);
    }
  }
  // Last, so that a part which knows the right topology wins, wherever it stands.
  for (const [source, id, node] of strays) {
    const existing = nodes.get(id);
    if (existing === undefined || areMergeable(existing, node)) addNode(nodes, id, node);
    else clashes.push({ source, why: explainClash(name, existing, node) });
  }
  return { ...frame, nodes };
}

/** Calls itself something else than what its topology holds. */
function isStray({ topology }: ReportNode, name: TopologyName): boolean {
  return topology !== undefined && topology !== nodeTopology[name];
}

function addNode(nodes: Map<string, ReportNode>, id: string, node: ReportNode): void {
  const existing = nodes.get(id);
  nodes.set(id, existing === undefined ? node : mergeNode(existing, node));
}

function explainClash(name: TopologyName, existing: ReportNode, node: ReportNode): string {
  const [given, wanted] = [JSON.stringify(node.topology), JSON.stringify(existing.topology)];
  return `Cannot merge node ${JSON.stringify(node.id)} of ${name}: its topology is ${given}, others say ${wanted}; leave it out`;
}

/** All but the nodes. */
function mergeFrames(existing: Topology, incoming: Topology): Topology {
  return {
    ...existing,
    ...mergeLooks(existing, incoming),
    controls: mergeMaps(existing.controls, incoming.controls, (_, later) => later),
    metadataTemplates: mergeMaps(existing.metadataTemplates, incoming.metadataTemplates, higherPriority),
    metricTemplates: mergeMaps(existing.metricTemplates, incoming.metricTemplates, higherPriority),
    tableTemplates: mergeMaps(existing.tableTemplates, incoming.tableTemplates, mergeTableTemplates),
  };
}

type Looks = Pick<Topology, "shape" | "tag" | "label" | "labelPlural">;

/** The first that says something wins; both forms of the label are of one. */
function mergeLooks(existing: Topology, incoming: Topology): Looks {
  const { label, labelPlural } = existing.label === undefined ? incoming : existing;
  const looks = {
    shape: existing.shape ?? incoming.shape,
    tag: existing.tag ?? incoming.tag,
    label,
    labelPlural,
  };
  return Object.fromEntries(Object.entries(looks).filter(([, look]) => look !== undefined));
}

function higherPriority<T extends { readonly priority: number }>(existing: T, incoming: T): T {
  return incoming.priority > existing.priority ? incoming : existing;
}
