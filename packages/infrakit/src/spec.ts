import { isPlainText, parseGroupProperties } from "@infrakit/group";
import { parsePluginName } from "@infrakit/spi";
import type { GroupSpec } from "@infrakit/spi/data";
import {
  type Codec,
  DecodeError,
  decodeJson,
  type JsonParent,
  list,
  member,
  object,
  raw,
  type RawJson,
  string,
  type UnknownMembers,
} from "@infrakit/spi/document";
import { kinds } from "./kinds/index.ts";

/** How strictly specs are read. */
export interface SpecOptions {
  /** What happens to a member that a group or a kind of ours does not know. Default `refuse`. */
  readonly unknownMembers?: UnknownMembers;
}

/** A group as it was read. */
export interface ReadSpec extends GroupSpec {
  /** What the document calls it: its id, or a path whose last part is its id. */
  readonly name: string;
}

/** `{"ID":"web","Properties":{…}}` */
const plain: Codec<GroupSpec> = object<GroupSpec>({
  id: member("ID", string),
  properties: member("Properties", raw),
});

interface TypedSpec {
  readonly kind: string;
  readonly version: string;
  readonly metadata: { readonly id: string; readonly name: string; readonly tags: RawJson | null };
  readonly template: string;
  readonly properties: RawJson | null;
}

/** `{"kind":"group","metadata":{"name":"web"},"properties":{…}}`, Go's `types.Spec`. */
const typed: Codec<TypedSpec> = object<TypedSpec>({
  kind: member("kind", string),
  version: member("version", string),
  metadata: member(
    "metadata",
    object({ id: member("id", string), name: member("name", string), tags: member("tags", raw) }),
  ),
  template: member("template", string),
  properties: member("properties", raw),
});

/** One spec in either form. */
const groupSpec: Codec<ReadSpec> = {
  zero: { ...plain.zero, name: "" },
  decode(parent, key, source) {
    const spec = isTyped(parent[key])
      ? fromTyped(typed.decode(parent, key, source))
      : fromPlain(plain.decode(parent, key, source));
    const fault = faultOfId(spec.id);
    if (fault !== null) throw new DecodeError(fault, { path: spec.at.id });
    inside(spec.at.properties, () => checkProperties(spec.properties, source.unknownMembers));
    return { id: spec.id, name: spec.name, properties: spec.properties };
  },
  encode: (spec) => plain.encode(spec),
  // What the members must be is checked beyond this.
  schema: () => ({ anyOf: [plain.schema(), typed.schema()] }),
};

const groupSpecs: Codec<readonly ReadSpec[]> = {
  ...list(groupSpec),
  decode: (parent, key, source) => {
    // What a file is that holds nothing, or only comments.
    if (parent[key] === null) return [];
    return Array.isArray(parent[key])
      ? list(groupSpec).decode(parent, key, source)
      : [groupSpec.decode(parent, key, source)];
  },
  schema: () => ({ anyOf: [groupSpec.schema(), list(groupSpec).schema()] }),
};

/**
 * Reads the specs of groups from JSON: one, or a list. Both of InfraKit's forms are taken. Members that a group
 * does not know are refused, and so are those that the kinds which come with InfraKit do not know; what is told to
 * other plugins is theirs.
 * @throws DecodeError or Error that says which part is wrong.
 */
export function parseSpecs(
  text: string,
  { unknownMembers = "refuse" }: SpecOptions = {},
): readonly ReadSpec[] {
  const specs = decodeJson(text, groupSpecs, { unknownMembers });
  if (specs.length === 0) throw new DecodeError("there is no spec in it");
  return specs;
}

function isTyped(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const names = Object.keys(value as JsonParent).map((name) => name.toLowerCase());
  return names.includes("kind") && !names.includes("id");
}

interface Located extends ReadSpec {
  /** What its parts are called in this form. */
  readonly at: { readonly id: string; readonly properties: string };
}

function fromPlain(spec: GroupSpec): Located {
  return { ...spec, name: spec.id, at: { id: "ID", properties: "Properties" } };
}

/** A group `stack/name` is the group `name` of a stack; an id that is given wins. */
function fromTyped({ kind, metadata, template, properties }: TypedSpec): Located {
  if (kind !== "group") {
    throw new DecodeError(`"${kind}" is not supported; only specs of kind "group" are`, { path: "kind" });
  }
  if (template !== "") {
    const why = "templates are not supported; write the properties themselves";
    throw new DecodeError(why, { path: "template" });
  }
  const at = { id: "metadata.name", properties: "properties" };
  const { id, name } = metadata;
  if (id !== "") return { id, name: id, properties, at: { ...at, id: "metadata.id" } };
  return { id: name.split("/").at(-1) ?? "", name, properties, at };
}

/** `null` if there is none. */
function faultOfId(id: string): string | null {
  if (id === "") return "must not be blank";
  return isPlainText(id) ? null : "must not contain control characters";
}

function checkProperties(properties: RawJson | null, unknownMembers: UnknownMembers): void {
  const { instance, flavor } = parseProperties(properties, unknownMembers);
  for (const [role, { plugin, properties: told }] of Object.entries({ Instance: instance, Flavor: flavor })) {
    inside(role, () => {
      if (plugin === "") throw new DecodeError("name a plugin", { path: "Plugin" });
      const kind = kinds.find(({ name }) => name === parsePluginName(plugin).lookup);
      if (unknownMembers === "refuse") inside("Properties", () => kind?.checkProperties?.(told));
    });
  }
}

/** The sentences of the controller are for the wire; here the place of a fault is known better. */
function parseProperties(properties: RawJson | null, unknownMembers: UnknownMembers) {
  try {
    return parseGroupProperties(properties, { unknownMembers });
  } catch (error) {
    if (error instanceof DecodeError) throw error;
    if (error instanceof Error && error.cause instanceof DecodeError) throw error.cause;
    throw new DecodeError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function inside(part: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw error instanceof DecodeError ? error.under(part) : error;
  }
}
