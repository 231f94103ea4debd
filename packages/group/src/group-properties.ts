import type { Allocation } from "@infrakit/spi/data";
import {
  type Codec,
  type DecodeOptions,
  DecodeError,
  duration,
  list,
  mapped,
  member,
  nullable,
  object,
  raw,
  RawJson,
  string,
  unsigned,
} from "@infrakit/spi/document";
import type { PluginSpec } from "./config-hash.ts";

/** How an update goes. At most one of duration and count is given. */
export interface Updating {
  /** How long a new instance must be healthy before the next one is replaced, in milliseconds. */
  readonly durationMs: number;
  /** In how many looks in a row a new instance must be healthy, instead. */
  readonly count: number;
  /** `drain`: instances are destroyed in an update without being drained. */
  readonly skipBeforeInstanceDestroy: "drain" | null;
}

/** What a group is asked to be: the properties of a spec that the default group plugin takes. */
export interface GroupProperties {
  readonly instance: PluginSpec;
  readonly flavor: PluginSpec;
  readonly allocation: Allocation;
  readonly updating: Updating;
}

/** The allocation as it is written: a size that is not given differs from 0. */
interface AllocationDocument {
  readonly size: number | null;
  readonly logicalIds: readonly string[];
}

const pluginSpec: Codec<PluginSpec> = object<PluginSpec>({
  plugin: member("Plugin", string),
  properties: member("Properties", raw),
});

const skipRule: Codec<"drain" | null> = mapped(nullable(string), {
  decode: (word) => {
    if (word === null || word === "drain") return word;
    throw new DecodeError(`expected "drain" or null, found ${JSON.stringify(word)}`);
  },
  encode: (word) => word,
  allowed: ["drain"],
});

const updating: Codec<Updating> = object<Updating>({
  durationMs: member("Duration", duration),
  count: member("Count", unsigned),
  skipBeforeInstanceDestroy: member("SkipBeforeInstanceDestroy", skipRule),
});

const allocationDocument: Codec<AllocationDocument> = object<AllocationDocument>({
  size: member("Size", nullable(unsigned)),
  logicalIds: member("LogicalIDs", list(string)),
});

/** The group's own document; what lies below the plugins' `Properties` is theirs. */
const groupDocument: Codec<
  Omit<GroupProperties, "allocation"> & { readonly allocation: AllocationDocument }
> = object({
  instance: member("Instance", pluginSpec),
  flavor: member("Flavor", pluginSpec),
  allocation: member("Allocation", allocationDocument),
  updating: member("Updating", updating),
});

/** How the properties are written again: parsed, in InfraKit's order, with all defaults. */
const inspected: Codec<GroupProperties> = object<GroupProperties>({
  instance: member("Instance", pluginSpec),
  flavor: member("Flavor", pluginSpec),
  allocation: member(
    "Allocation",
    object<Allocation>({ size: member("Size", unsigned), logicalIds: member("LogicalIDs", list(string)) }),
  ),
  updating: member("Updating", updating),
});

/**
 * Reads the properties of a group. @throws Error with InfraKit's sentence: `Invalid properties: …`,
 * `Allocation must not be blank`, `Only one Allocation method may be used`, `Only one Updating method may be
 * used`.
 */
export function parseGroupProperties(properties: RawJson | null, options?: DecodeOptions): GroupProperties {
  const document = decodeProperties(properties ?? RawJson.fromText("{}"), options);
  const { size, logicalIds } = document.allocation;
  if (size === null && logicalIds.length === 0) throw new Error("Allocation must not be blank");
  if (size !== null && size > 0 && logicalIds.length > 0)
    throw new Error("Only one Allocation method may be used");
  refuseLogicalIds(logicalIds);
  if (document.updating.durationMs > 0 && document.updating.count > 0) {
    throw new Error("Only one Updating method may be used");
  }
  return { ...document, allocation: { size: size ?? 0, logicalIds } };
}

/** Two instances of one logical id would be one and the same to everybody who looks. */
function refuseLogicalIds(logicalIds: readonly string[]): void {
  for (const [index, logicalId] of logicalIds.entries()) {
    const place = `Invalid properties: Allocation.LogicalIDs[${index}]`;
    if (!isPlainText(logicalId)) throw new Error(`${place}: expected text without control characters`);
    if (logicalIds.indexOf(logicalId) < index) throw new Error(`${place}: "${logicalId}" stands there twice`);
  }
}

/** Text that may stand in a name: not blank, and nothing that a terminal would obey. */
export function isPlainText(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return text !== "" && !/[\u0000-\u001f\u007f-\u009f]/.test(text);
}

/** Writes the properties as `Group.InspectGroups` shows them. */
export function formatGroupProperties(properties: GroupProperties): RawJson {
  return RawJson.fromValue(inspected.encode(properties));
}

function decodeProperties(properties: RawJson, options?: DecodeOptions): typeof groupDocument.zero {
  try {
    return properties.decode(groupDocument, options);
  } catch (error) {
    if (error instanceof DecodeError)
      throw new Error(`Invalid properties: ${error.message}`, { cause: error });
    throw error;
  }
}
