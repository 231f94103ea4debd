import type { GroupSpec } from "@infrakit/spi/data";
import { JsonSource, list, member, object, RawJson, rootKey, string, unsigned } from "@infrakit/spi/document";
import { isJsonObject, memberKey } from "../json-text.ts";

/**
 * The size of a group read from its spec and written into it, for group plugins up to v0.5: they have no
 * `Group.Size`, but what they say of their specs and take as a commit is the same thing. The sentences are those
 * of InfraKit's group plugin.
 *
 * @module
 */

const allocated = object({
  allocation: member(
    "Allocation",
    object({ size: member("Size", unsigned), logicalIds: member("LogicalIDs", list(string)) }),
  ),
});

/** How many instances a spec asks for. */
export function readSize({ properties }: GroupSpec): number {
  if (properties === null) return 0;
  const { size, logicalIds } = properties.decode(allocated).allocation;
  return logicalIds.length > 0 ? logicalIds.length : size;
}

/** The same spec with another size; all else stays as it was written. */
export function writeSize(spec: GroupSpec, size: number): GroupSpec {
  if (size < 0) throw new Error("size cannot be negative");
  const { properties } = spec;
  if (properties !== null && properties.decode(allocated).allocation.logicalIds.length > 0)
    throw new Error("cannot set size if logic ids are explicitly set");
  return { id: spec.id, properties: replaceAllocation(properties?.text ?? "{}", `{"Size":${size}}`) };
}

function replaceAllocation(text: string, allocation: string): RawJson {
  const source = new JsonSource(text);
  const value = source.root[rootKey];
  const parent = isJsonObject(value) ? value : {};
  const replaced = memberKey(parent, "Allocation");
  const members = Object.keys(parent).map((key) => {
    const part = key === replaced ? allocation : source.textOf(parent, key);
    return `${JSON.stringify(key)}:${part}`;
  });
  if (!Object.hasOwn(parent, replaced)) members.push(`"Allocation":${allocation}`);
  return RawJson.fromChecked(`{${members.join(",")}}`);
}
