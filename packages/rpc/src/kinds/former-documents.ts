import type { MetadataPlugin } from "@infrakit/spi";
import { absentList, compareBytes, type Path } from "@infrakit/spi/document";
import { unnamed } from "../hosted-objects.ts";

/** A document, and where in it something is. */
interface Found {
  readonly plugin: MetadataPlugin;
  readonly path: Path;
}

/**
 * All documents of a plugin as clients up to v0.5 see them, whose requests name no object: the names are the first
 * steps of paths, beside those into the document that has none.
 */
export function formerDocuments(byName: ReadonlyMap<string, MetadataPlugin>): MetadataPlugin {
  const base = byName.get(unnamed);
  const names = [...byName.keys()].filter((name) => name !== unnamed);
  const find = (path: Path): Found | undefined => {
    const [first = unnamed, ...rest] = path;
    const named = first === unnamed ? undefined : byName.get(first);
    if (named !== undefined) return { plugin: named, path: rest };
    return base && { plugin: base, path };
  };
  return {
    async keys(path, options) {
      const found = find(path);
      const below = found === undefined ? absentList : await found.plugin.keys(found.path, options);
      return path.length > 0 || names.length === 0 ? below : [...names, ...below].sort(compareBytes);
    },
    async get(path, options) {
      const found = find(path);
      return found === undefined ? null : found.plugin.get(found.path, options);
    },
  };
}
