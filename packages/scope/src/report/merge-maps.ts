import { emptyMap } from "./empty.ts";

/** What several say of one thing, in their order. */
export type Told<T> = readonly [T, ...T[]];

/**
 * The entries of all maps; where several have one, what `merge` makes of their values. A map that nothing is added to
 * is returned as it is: most nodes of a large report are told of by one plugin only.
 */
export function mergeMaps<T>(
  maps: readonly ReadonlyMap<string, T>[],
  merge: (values: Told<T>) => T,
): ReadonlyMap<string, T> {
  const [first, ...others] = maps.filter((map) => map.size > 0);
  if (first === undefined) return emptyMap;
  if (others.length === 0) return first;
  const merged = new Map(first);
  const shared = new Map<string, [T, ...T[]]>();
  for (const map of others) {
    for (const [key, value] of map) {
      const known = merged.get(key);
      if (known === undefined) merged.set(key, value);
      else (shared.get(key) ?? share(key, known)).push(value);
    }
  }
  for (const [key, values] of shared) merged.set(key, merge(values));
  return merged;

  function share(key: string, known: T): T[] {
    const values: [T, ...T[]] = [known];
    shared.set(key, values);
    return values;
  }
}
