import type { Edge } from "./graph-model.ts";

/** A graph's skeleton: each node once, below the one that contains it or that spoke to it first. */
export interface Forest {
  readonly roots: readonly string[];
  readonly childrenByKey: ReadonlyMap<string, readonly string[]>;
  /** Every node, parents before their children. */
  readonly order: readonly string[];
}

/**
 * Spans a forest over a graph, breadth first, in the order of the keys. What is contained hangs below its
 * container; of the rest those are roots whom nobody calls. Of a ring the first key is the root.
 */
export function spanForest(keys: readonly string[], edges: readonly Edge[]): Forest {
  const links = linkUp(keys, edges);
  const isRoot = (key: string): boolean => !links.contained.has(key) && !links.called.has(key);
  const isFree = (key: string): boolean => !links.contained.has(key);
  const visited = new Set<string>();
  const childrenByKey = new Map<string, readonly string[]>();
  const order: string[] = [];
  const grow = (root: string): void => {
    visited.add(root);
    const start = order.push(root) - 1;
    for (let index = start; index < order.length; index += 1) {
      const key = order[index] ?? "";
      const children = (links.targets.get(key) ?? []).filter((child) => !visited.has(child));
      childrenByKey.set(key, children);
      for (const child of children) {
        visited.add(child);
        order.push(child);
      }
    }
  };
  const roots: string[] = [];
  for (const mayStart of [isRoot, isFree, () => true])
    for (const key of keys) {
      if (visited.has(key) || !mayStart(key)) continue;
      roots.push(key);
      grow(key);
    }
  return { roots, childrenByKey, order };
}

interface Links {
  /** By key: what may hang below it, in the order of the keys. */
  readonly targets: ReadonlyMap<string, readonly string[]>;
  readonly contained: ReadonlySet<string>;
  readonly called: ReadonlySet<string>;
}

function linkUp(keys: readonly string[], edges: readonly Edge[]): Links {
  const rank = new Map(keys.map((key, index) => [key, index]));
  const contained = new Set(edges.filter(({ kind }) => kind === "contains").map(({ to }) => to));
  const called = new Set(edges.filter(({ kind }) => kind === "calls").map(({ to }) => to));
  const targets = new Map<string, string[]>();
  for (const { from, to, kind } of edges) {
    if (kind === "calls" && contained.has(to)) continue;
    const list = targets.get(from) ?? [];
    list.push(to);
    targets.set(from, list);
  }
  for (const [from, list] of targets)
    targets.set(
      from,
      [...new Set(list)].toSorted((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0)),
    );
  return { targets, contained, called };
}
