import type { NodeView } from "./world.ts";

/** What a user asked to see. */
export interface Filter {
  /** Words, all of which must be found in a node's names, ids or facts. */
  readonly text: string;
  readonly withControlsOnly: boolean;
}

/** The nodes that a filter lets through, in their order. Case does not matter. */
export function filterNodes(nodes: readonly NodeView[], filter: Filter): readonly NodeView[] {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0 && !filter.withControlsOnly) return nodes;
  return nodes.filter((node) => {
    if (filter.withControlsOnly && !node.hasControls) return false;
    return words.length === 0 || hasAll(searchText(node), words);
  });
}

function hasAll(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}

/** Made once a node: a report of 1,000 nodes is searched at every key. */
const texts = new WeakMap<NodeView, string>();

function searchText(node: NodeView): string {
  const made = texts.get(node) ?? makeText(node);
  texts.set(node, made);
  return made;
}

function makeText(node: NodeView): string {
  const latest = Object.values(node.json.latest ?? {}).map((fact) => fact.value ?? "");
  const sets = Object.values(node.json.sets ?? {}).flat();
  return [node.label, node.detail, node.id, node.kind.label, ...latest, ...sets].join("\n").toLowerCase();
}
