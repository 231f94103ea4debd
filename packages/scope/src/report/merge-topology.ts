import { mergeMaps } from "./merge-maps.ts";
import { areMergeable, mergeNodes } from "./merge-node.ts";
import { mergeTableTemplates } from "./merge-table-template.ts";
import type { Topology, ReportNode } from "./report.ts";
import type { MergeClash, ReportPart } from "./report-part.ts";
import { shapes } from "./shape.ts";
import { nodeTopology, type TopologyName } from "./topology-name.ts";

/** A node that calls itself something else than what its topology holds. */
interface Stray {
  readonly source: string;
  readonly node: ReportNode;
}

/** One topology of all parts. A node that cannot be merged is left out and added to the clashes. */
export function mergeTopologies(
  name: TopologyName,
  parts: readonly ReportPart[],
  clashes: MergeClash[],
): Topology {
  const told: Topology[] = [];
  const strays: Stray[] = [];
  for (const { source, report } of parts) {
    const topology = report.topologies.get(name);
    if (topology === undefined) continue;
    const own = [...topology.nodes.values()].filter((node) => isStray(node, name));
    for (const node of own) strays.push({ source, node });
    told.push(own.length === 0 ? topology : without(topology, own));
  }
  const topology = {
    ...mergeFrames(name, told),
    nodes: mergeMaps(
      told.map((each) => each.nodes),
      mergeNodes,
    ),
  };
  if (strays.length === 0) return topology;
  const nodes = new Map(topology.nodes);
  // Last, so that a part which knows the right topology wins, wherever it stands.
  for (const { source, node } of strays) {
    const existing = nodes.get(node.id);
    if (existing === undefined) nodes.set(node.id, node);
    else if (areMergeable(existing, node)) nodes.set(node.id, mergeNodes([existing, node]));
    else clashes.push({ source, why: explainClash(name, existing, node) });
  }
  return { ...topology, nodes };
}

function isStray({ topology }: ReportNode, name: TopologyName): boolean {
  return topology !== undefined && topology !== nodeTopology[name];
}

function without(topology: Topology, some: readonly ReportNode[]): Topology {
  const nodes = new Map(topology.nodes);
  for (const { id } of some) nodes.delete(id);
  return { ...topology, nodes };
}

function explainClash(name: TopologyName, existing: ReportNode, node: ReportNode): string {
  const [given, wanted] = [JSON.stringify(node.topology), JSON.stringify(existing.topology)];
  return `Cannot merge node ${JSON.stringify(node.id)} of ${name}: its topology is ${given}, others say ${wanted}; leave it out`;
}

/** All but the nodes. */
function mergeFrames(name: TopologyName, told: readonly Topology[]): Omit<Topology, "nodes"> {
  return {
    ...told.reduce<Looks>(mergeLooks, shapes[name]),
    controls: mergeMaps(
      told.map((each) => each.controls),
      (controls) => controls.reduce((_, later) => later),
    ),
    metadataTemplates: mergeMaps(
      told.map((each) => each.metadataTemplates),
      (templates) => templates.reduce(higherPriority),
    ),
    metricTemplates: mergeMaps(
      told.map((each) => each.metricTemplates),
      (templates) => templates.reduce(higherPriority),
    ),
    tableTemplates: mergeMaps(
      told.map((each) => each.tableTemplates),
      (templates) => templates.reduce(mergeTableTemplates),
    ),
  };
}

type Looks = Pick<Topology, "shape" | "tag" | "label" | "labelPlural">;

/** The first that says something wins; both forms of the label are of one. */
function mergeLooks(existing: Looks, incoming: Looks): Looks {
  const { label, labelPlural } = existing.label === undefined ? incoming : existing;
  const looks = {
    shape: existing.shape ?? incoming.shape,
    tag: existing.tag ?? incoming.tag,
    label,
    labelPlural,
  };
  return {
    ...existing,
    ...Object.fromEntries(Object.entries(looks).filter(([, look]) => look !== undefined)),
  };
}

function higherPriority<T extends { readonly priority: number }>(existing: T, incoming: T): T {
  return incoming.priority > existing.priority ? incoming : existing;
}
