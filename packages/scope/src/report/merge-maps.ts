/**
 * The entries of both; where both have one, what `merge` makes of the two. A map that nothing is added to is returned
 * as it is: most nodes of a large report are told of by one plugin only.
 */
export function mergeMaps<T>(
  existing: ReadonlyMap<string, T>,
  incoming: ReadonlyMap<string, T>,
  merge: (existing: T, incoming: T) => T,
): ReadonlyMap<string, T> {
  if (existing.size === 0) return incoming;
  let merged: Map<string, T> | undefined;
  for (const [key, value] of incoming) {
    const known = existing.get(key);
    const next = known === undefined ? value : merge(known, value);
    if (next !== known) merged = (merged ?? new Map(existing)).set(key, next);
  }
  return merged ?? existing;
}
