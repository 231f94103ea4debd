import { compareNaturally } from "./natural-order.ts";
import type { NodeView, World } from "./world.ts";

/** What a view of the graph shows: nodes in reading order, and what ties them. */
export interface Graph {
  readonly nodes: readonly NodeView[];
  readonly edges: readonly Edge[];
}

/** `contains`: from what contains to what is contained. `calls`: from who speaks to whom. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: "contains" | "calls";
}

/**
 * The graph of some nodes: all that they call among themselves, and for each the closest of its parents that is
 * there. A process thus hangs below its container, which hangs below the host.
 */
export function planGraph(nodes: readonly NodeView[], world: World): Graph {
  const shown = new Set(nodes.map((node) => node.key));
  const edges = nodes.flatMap((node): readonly Edge[] => {
    const parent = node.parents.find((key) => shown.has(key) && key !== node.key);
    const calls = node.adjacency.filter((key) => shown.has(key) && key !== node.key);
    return [
      ...(parent === undefined ? [] : [{ from: parent, to: node.key, kind: "contains" as const }]),
      ...calls.map((to) => ({ from: node.key, to, kind: "calls" as const })),
    ];
  });
  return { nodes: sortNodes(nodes, world), edges };
}

/** Nodes of one parent stand together, in the order of their labels; ties are broken by their keys. */
function sortNodes(nodes: readonly NodeView[], world: World): readonly NodeView[] {
  const sortKey = (node: NodeView): string => world.nodesByKey.get(node.parents.at(-1) ?? "")?.label ?? "";
  return nodes
    .map((node) => ({ node, parent: sortKey(node) }))
    .toSorted(
      (a, b) =>
        compareNaturally(a.parent, b.parent) ||
        compareNaturally(a.node.label, b.node.label) ||
        compareNaturally(a.node.key, b.node.key),
    )
    .map(({ node }) => node);
}
