import type { Allocation } from "@infrakit/spi/data";
import {
  type Codec,
  type DecodeOptions,
  DecodeError,
  list,
  member,
  nullable,
  object,
  raw,
  RawJson,
  string,
  unsigned,
} from "@infrakit/spi/document";
import { amountOf } from "./amount.ts";
import type { PluginSpec } from "./config-hash.ts";
import { type HealingProperties, healing, refuseImpossibleHealing } from "./healing.ts";
import { type LimitsProperties, limits, refuseImpossibleLimits } from "./limits.ts";
import { refuseImpossibleUpdating, type Updating, updating } from "./updating.ts";

/** What a group is asked to be: the properties of a spec that the default group plugin takes. */
export interface GroupProperties {
  readonly instance: PluginSpec;
  readonly flavor: PluginSpec;
  readonly allocation: Allocation;
  readonly updating: Updating;
  /** `null`: nobody is replaced for its health. */
  readonly healing: HealingProperties | null;
  readonly limits: LimitsProperties;
}

/** Most members of a group: each plan goes through all of its slots. */
const maxSize = 100_000;

/** The allocation as it is written: a size that is not given differs from 0. */
interface AllocationDocument {
  readonly size: number | null;
  readonly logicalIds: readonly string[];
}

const pluginSpec: Codec<PluginSpec> = object<PluginSpec>({
  plugin: member("Plugin", string),
  properties: member("Properties", raw),
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
  healing: member("Healing", healing, { omitZero: true }),
  limits: member("Limits", limits, { omitZero: true }),
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
  healing: member("Healing", healing, { omitZero: true }),
  limits: member("Limits", limits, { omitZero: true }),
});

/**
 * Reads the properties of a group. @throws Error with InfraKit's sentence: `Invalid properties: …`,
 * `Allocation must not be blank`, `Only one Allocation method may be used`, `Only one Updating method may be
 * used`.
 */
export function parseGroupProperties(properties: RawJson | null, options?: DecodeOptions): GroupProperties {
  const document = decodeProperties(properties ?? RawJson.fromText("{}"), options);
  const { size, logicalIds } = document.allocation;
  refuseTooMany("Size", size ?? 0);
  if (size === null && logicalIds.length === 0) throw new Error("Allocation must not be blank");
  if (size !== null && size > 0 && logicalIds.length > 0)
    throw new Error("Only one Allocation method may be used");
  refuseTooMany("LogicalIDs", logicalIds.length);
  refuseLogicalIds(logicalIds);
  refuseImpossibleHealing(document.healing);
  const count = logicalIds.length > 0 ? logicalIds.length : (size ?? 0);
  const surge = Math.ceil(amountOf(document.updating.maxSurge, count));
  refuseImpossibleLimits(document.limits, { size: count, surge, isNamed: logicalIds.length > 0 });
  refuseImpossibleUpdating(document.updating, logicalIds.length > 0);
  return { ...document, allocation: { size: size ?? 0, logicalIds } };
}

function refuseTooMany(name: string, count: number): void {
  if (count <= maxSize) return;
  throw new Error(`Invalid properties: Allocation.${name}: expected at most ${maxSize}, found ${count}`);
}

/** Two instances of one logical id would be one and the same to everybody who looks. */
function refuseLogicalIds(logicalIds: readonly string[]): void {
  const before = new Set<string>();
  for (const [index, logicalId] of logicalIds.entries()) {
    const place = `Invalid properties: Allocation.LogicalIDs[${index}]`;
    if (logicalId === "") throw new Error(`${place}: must not be blank`);
    if (!isPlainText(logicalId)) throw new Error(`${place}: expected text without control characters`);
    if (before.has(logicalId)) throw new Error(`${place}: "${logicalId}" stands there twice`);
    before.add(logicalId);
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
