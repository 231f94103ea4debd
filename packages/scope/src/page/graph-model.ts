import { planCalls } from "./call-graph.ts";
import { findDirectParents } from "./direct-parent.ts";
import type { Edge } from "./edge.ts";
import { compareNaturally } from "./natural-order.ts";
import type { NodeView, World } from "./world.ts";

/** What a view of the graph shows: nodes in reading order, and what ties them. */
export interface Graph {
  readonly nodes: readonly NodeView[];
  readonly edges: readonly Edge[];
}

/**
 * The graph of some nodes: all that they call among themselves, and for each its direct parents that
 * are there, the closest first. A process thus hangs below its container, which hangs below the host.
 */
export function planGraph(nodes: readonly NodeView[], world: World): Graph {
  const shown = new Set(nodes.map((node) => node.key));
  const edges = nodes.flatMap((node): readonly Edge[] => {
    const shownParents = node.parents.filter((key) => shown.has(key) && key !== node.key);
    const parents = findDirectParents(shownParents, world);
    const calls = node.adjacency.filter((key) => shown.has(key) && key !== node.key);
    return [
      ...parents.map((from, index) => ({ from, to: node.key, kind: containment(index) })),
      ...calls.map((to) => ({ from: node.key, to, kind: "calls" as const })),
    ];
  });
  return { nodes: sortNodes(nodes, edges, world), edges };
}

/** A node can be drawn below one parent only. */
function containment(index: number): Edge["kind"] {
  return index === 0 ? "contains" : "alsoContains";
}

/** Nodes of one parent stand together, callers before those whom they call, then in the order of their labels. */
function sortNodes(nodes: readonly NodeView[], edges: readonly Edge[], world: World): readonly NodeView[] {
  const { depths } = planCalls(
    nodes.map((node) => node.key),
    edges,
  );
  return nodes
    .map((node) => ({
      node,
      parent: world.nodesByKey.get(node.parents.at(-1) ?? "")?.label ?? "",
      depth: depths.get(node.key) ?? 0,
    }))
    .toSorted(
      (a, b) =>
        compareNaturally(a.parent, b.parent) ||
        a.depth - b.depth ||
        compareNaturally(a.node.label, b.node.label) ||
        compareNaturally(a.node.key, b.node.key),
    )
    .map(({ node }) => node);
}
