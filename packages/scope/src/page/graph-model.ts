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
  return { nodes: sortNodes(nodes, edges, world), edges };
}

/** Nodes of one parent stand together, callers before those whom they call, then in the order of their labels. */
function sortNodes(nodes: readonly NodeView[], edges: readonly Edge[], world: World): readonly NodeView[] {
  const depths = callDepths(nodes, edges);
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

/** How many calls away nodes are from those whom nobody calls. Nodes of a ring that nobody calls count as 0. */
function callDepths(nodes: readonly NodeView[], edges: readonly Edge[]): ReadonlyMap<string, number> {
  const calleesByKey = new Map<string, string[]>();
  const called = new Set<string>();
  for (const { from, to, kind } of edges) {
    if (kind !== "calls") continue;
    called.add(to);
    const callees = calleesByKey.get(from) ?? [];
    callees.push(to);
    calleesByKey.set(from, callees);
  }
  const queue = nodes.map((node) => node.key).filter((key) => !called.has(key));
  const depths = new Map(queue.map((key) => [key, 0]));
  // The queue grows while it is read: breadth first.
  for (const key of queue)
    for (const callee of calleesByKey.get(key) ?? []) {
      if (depths.has(callee)) continue;
      depths.set(callee, (depths.get(key) ?? 0) + 1);
      queue.push(callee);
    }
  return depths;
}
