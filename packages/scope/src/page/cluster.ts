import type { CallGraph } from "./call-graph.ts";

/** Nodes that call each other, in layers: callers above those whom they call. A node for itself is one layer. */
export type Cluster = readonly (readonly string[])[];

/** Puts siblings that call each other together, in the order of their first ones. */
export function planClusters(siblings: readonly string[], calls: CallGraph): readonly Cluster[] {
  const left = new Set(siblings);
  const clusters: Cluster[] = [];
  for (const key of siblings)
    if (left.has(key)) clusters.push(planLayers(takeConnected(key, left, calls), calls));
  return clusters;
}

/** Takes a node, and whoever is connected with it, out of those that are left. */
function takeConnected(
  start: string,
  left: Set<string>,
  { calleesByKey, callersByKey }: CallGraph,
): readonly string[] {
  const connected = [start];
  left.delete(start);
  // The list grows while it is read.
  for (const key of connected)
    for (const other of [...(calleesByKey.get(key) ?? []), ...(callersByKey.get(key) ?? [])])
      if (left.delete(other)) connected.push(other);
  return connected;
}

/** In each layer nodes stand below the middle of their callers, so that few lines cross. */
function planLayers(keys: readonly string[], { depths, callersByKey }: CallGraph): Cluster {
  const layers = new Map<number, string[]>();
  for (const key of keys) {
    const depth = depths.get(key) ?? 0;
    const layer = layers.get(depth) ?? [];
    layer.push(key);
    layers.set(depth, layer);
  }
  const positions = new Map<string, number>();
  const middle = (key: string): number => {
    const placed = (callersByKey.get(key) ?? []).flatMap((caller) => positions.get(caller) ?? []);
    return placed.reduce((sum, position) => sum + position, 0) / (placed.length || 1);
  };
  return [...layers]
    .toSorted(([a], [b]) => a - b)
    .map(([, layer]) => {
      const ordered = layer
        .map((key) => ({ key, at: middle(key) }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ key }) => key);
      ordered.forEach((key, index) => positions.set(key, index / Math.max(1, ordered.length - 1)));
      return ordered;
    });
}
