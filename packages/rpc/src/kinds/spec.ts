import type { Spec, SpecDependency, SpecMetadata, SpecObject } from "@infrakit/spi/data";
import {
  type Codec,
  list,
  map,
  type Member,
  member,
  nullable,
  object,
  raw,
  type RawJson,
  string,
} from "@infrakit/spi/document";

/**
 * Go's `types.Spec` and what belongs to it. Unlike all else on the wire, their names begin with small letters.
 *
 * @module
 */

/** Go's `types.Metadata`. */
export const specMetadata: Codec<SpecMetadata> = object({
  id: optional("id", nullable(string)),
  name: member("name", string),
  tags: member("tags", map(string)),
});

const dependency: Codec<SpecDependency> = object({
  kind: member("kind", string),
  name: member("name", string),
  bind: member("bind", map(string)),
});

const listed = list(dependency);

/** Go leaves out an empty list, whoever made it. */
const dependencies: Codec<readonly SpecDependency[]> = {
  ...listed,
  encode: (value) => (value.length === 0 ? undefined : listed.encode(value)),
};

const members = {
  kind: member("kind", string),
  version: member("version", string),
  metadata: member("metadata", specMetadata),
  template: optional("template", nullable(string)),
  properties: member<RawJson | null>("properties", raw),
  options: optional("options", raw),
  depends: member("depends", dependencies),
};

/** Go's `types.Spec`. */
export const spec: Codec<Spec> = object(members);

/** Go's `types.Object`: a spec with one more member. */
export const specObject: Codec<SpecObject> = object({ ...members, state: optional("state", raw) });

/** Several specs. Go writes `[]` for none that somebody listed, `null` for none at all. */
export const specs: Codec<readonly Spec[]> = list(spec);

/** Several objects, like {@link specs}. */
export const specObjects: Codec<readonly SpecObject[]> = list(specObject);

function optional<T>(wireName: string, codec: Codec<T | null>): Member<T | null> {
  return member<T | null>(wireName, codec, { omitZero: true });
}
