import type { PluginEndpoint } from "../socket/index.ts";

/** Something that happened to a plugin's entry in the plugin directory. */
export interface PluginChange {
  /** `replaced`: another process took the name, or the address changed. Connections must be made anew. */
  readonly kind: "added" | "replaced" | "removed";
  /** The entry as it is now; for `removed` as it was. */
  readonly endpoint: PluginEndpoint;
}

/** What must be told to somebody who knows of `known` and shall know of `observed`: at most one change a name. */
export function planChanges(
  known: readonly PluginEndpoint[],
  observed: readonly PluginEndpoint[],
): readonly PluginChange[] {
  const knownByName = byName(known);
  const observedByName = byName(observed);
  const gone = known.filter(({ name }) => !observedByName.has(name));
  return [
    ...gone.map((endpoint): PluginChange => ({ kind: "removed", endpoint })),
    ...observed.flatMap((endpoint) => changeOf(knownByName.get(endpoint.name), endpoint)),
  ];
}

function byName(endpoints: readonly PluginEndpoint[]): ReadonlyMap<string, PluginEndpoint> {
  return new Map(endpoints.map((endpoint) => [endpoint.name, endpoint]));
}

function changeOf(known: PluginEndpoint | undefined, endpoint: PluginEndpoint): readonly PluginChange[] {
  if (known === undefined) return [{ kind: "added", endpoint }];
  const isSame = known.identity === endpoint.identity && known.path === endpoint.path;
  return isSame ? [] : [{ kind: "replaced", endpoint }];
}
