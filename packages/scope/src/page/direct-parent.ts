import type { World } from "./world.ts";

/**
 * Of what contains a node, what contains it directly: what contains none of the others. A process is in its container,
 * not in the host around that; but it is both in its service and in its host, of which none contains the other. The
 * first one, which is the closest, counts always: there is one also where they contain each other, which is nonsense.
 */
export function findDirectParents(parents: readonly string[], world: World): readonly string[] {
  const indirect = new Set(parents.flatMap((key) => world.nodesByKey.get(key)?.parents ?? []));
  return parents.filter((key, index) => index === 0 || !indirect.has(key));
}
