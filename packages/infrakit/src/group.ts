import {
  defaultHealing,
  defaultLimits,
  defaultUpdating,
  formatGroupProperties,
  type HealingProperties,
  type LimitsProperties,
  type PluginSpec,
  type Updating,
} from "@infrakit/group";
import { vanillaFlavor } from "@infrakit/plugins/flavor/vanilla";
import type { GroupSpec } from "@infrakit/spi/data";
import { refuseUnmeantParts } from "./group-parts.ts";
import { type Members, refuseUnmeant } from "./refuse-unmeant.ts";
import { withDefaults } from "./with-defaults.ts";

/** A group as a program writes it down. Exactly one of `size` and `logicalIds` is given. */
export interface Group {
  readonly id: string;
  /** How many equal instances there shall be. */
  readonly size?: number;
  /** One instance for each of these names. */
  readonly logicalIds?: readonly string[];
  /** What an instance is, such as `processInstance({ command: "redis-server" })`. */
  readonly instance: PluginSpec;
  /** What its role is. Default `vanillaFlavor()`, which adds nothing. */
  readonly flavor?: PluginSpec;
  /** How an update goes. By default the next instance is replaced as soon as the last one is healthy. */
  readonly updating?: Partial<Updating>;
  /** When members are replaced for their health: by default after 30 s, one at a time; `null` for never. */
  readonly healing?: Partial<HealingProperties> | null;
  /** How patient the group is with instances that fail. */
  readonly limits?: Partial<LimitsProperties>;
}

const members: Members<Group> = {
  id: "value",
  size: "value",
  logicalIds: "value",
  instance: "value",
  flavor: "value",
  updating: "value",
  healing: "value or null",
  limits: "value",
};

/**
 * Writes a group as the document that is committed.
 * @throws Error if its size is not clear, or a member is misspelt or has a value that means nothing.
 */
export function groupSpec(group: Group): GroupSpec {
  const cannot = `Cannot write group "${group.id}"`;
  refuseUnmeant(cannot, group, members);
  refuseUnmeantParts(cannot, group);
  const { id, size, logicalIds = [], instance, flavor = vanillaFlavor(), updating, healing, limits } = group;
  if ((size === undefined) === (logicalIds.length === 0)) {
    throw new Error(`${cannot}: give either size or logicalIds`);
  }
  const properties = formatGroupProperties({
    instance,
    flavor,
    allocation: { size: size ?? 0, logicalIds },
    updating: withDefaults(defaultUpdating, updating),
    healing: healing === null ? null : withDefaults(defaultHealing, healing),
    limits: withDefaults(defaultLimits, limits),
  });
  return { id, properties };
}
