import { findDirectParents } from "./direct-parent.ts";
import { compareNaturally } from "./natural-order.ts";
import type { NodeView, World } from "./world.ts";

/** Nodes that a node has to do with, under the words for it. */
export interface Relation {
  readonly label: string;
  readonly nodes: readonly NodeView[];
}

/**
 * What contains a node, what it contains, whom it calls and who calls it; empty ones are left out. What is inside
 * something that the node contains is that thing's to list.
 */
export function planRelations(node: NodeView, world: World): readonly Relation[] {
  const all = [...world.nodesByKey.values()];
  const listed = new Set((node.json.children ?? []).map((child) => child.id));
  return [
    { label: "Part of", nodes: find(node.parents, world) },
    {
      label: "Contains",
      nodes: sort(all.filter((other) => isDirectParent(node, other, world) || listed.has(other.id))),
    },
    { label: "Connects to", nodes: sort(find(node.adjacency, world)) },
    { label: "Connected from", nodes: sort(all.filter((other) => other.adjacency.includes(node.key))) },
  ].filter((relation) => relation.nodes.length > 0);
}

function isDirectParent({ key }: NodeView, { parents }: NodeView, world: World): boolean {
  return parents.includes(key) && findDirectParents(parents, world).includes(key);
}

function sort(nodes: readonly NodeView[]): readonly NodeView[] {
  return nodes.toSorted((a, b) => compareNaturally(a.label, b.label));
}

function find(keys: readonly string[], world: World): readonly NodeView[] {
  return keys.flatMap((key) => world.nodesByKey.get(key) ?? []);
}
