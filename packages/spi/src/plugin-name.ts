/** A plugin's name in two parts. */
export interface PluginName {
  /** The socket's name. */
  readonly lookup: string;
  /** The object behind the socket; empty if there is only one. It may contain slashes itself. */
  readonly type: string;
}

/** Splits a name at its first slash, as InfraKit does: `simulator/compute` → `simulator`, `compute`. */
export function parsePluginName(name: string): PluginName {
  const slash = name.indexOf("/");
  return slash < 0
    ? { lookup: name, type: "" }
    : { lookup: name.slice(0, slash), type: name.slice(slash + 1) };
}

/** The inverse of {@link parsePluginName}. */
export function formatPluginName({ lookup, type }: PluginName): string {
  return type === "" ? lookup : `${lookup}/${type}`;
}
