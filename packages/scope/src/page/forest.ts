import type { Edge } from "./edge.ts";

/** What contains what: each node once, below the one that contains it. */
export interface Forest {
  readonly roots: readonly string[];
  readonly childrenByKey: ReadonlyMap<string, readonly string[]>;
  /** Every node, parents before their children. */
  readonly order: readonly string[];
}

/**
 * Spans a forest over a graph by what contains what, in the order of the keys. Of nodes that contain each other in
 * a ring, which is nonsense, the first key is the root.
 */
export function spanForest(keys: readonly string[], edges: readonly Edge[]): Forest {
  const contains = edges.filter(({ kind }) => kind === "contains");
  const parents = new Map(contains.map(({ from, to }) => [to, from]));
  const contentByKey = new Map<string, string[]>();
  for (const key of keys) {
    const parent = parents.get(key);
    if (parent === undefined) continue;
    const content = contentByKey.get(parent) ?? [];
    content.push(key);
    contentByKey.set(parent, content);
  }
  return grow(keys, parents, contentByKey);
}

function grow(
  keys: readonly string[],
  parents: ReadonlyMap<string, string>,
  contentByKey: ReadonlyMap<string, readonly string[]>,
): Forest {
  const visited = new Set<string>();
  const childrenByKey = new Map<string, readonly string[]>();
  const roots: string[] = [];
  const order: string[] = [];
  const visit = (key: string): void => {
    visited.add(key);
    order.push(key);
  };
  const plant = (root: string): void => {
    roots.push(root);
    let next = order.length;
    visit(root);
    for (; next < order.length; next += 1) {
      const key = order[next] ?? "";
      const children = (contentByKey.get(key) ?? []).filter((child) => !visited.has(child));
      childrenByKey.set(key, children);
      children.forEach(visit);
    }
  };
  for (const key of keys) if (!parents.has(key)) plant(key);
  for (const key of keys) if (!visited.has(key)) plant(key);
  return { roots, childrenByKey, order };
}
