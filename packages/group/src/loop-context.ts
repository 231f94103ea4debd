import type { GroupSpec, GroupStatus, InstanceDescription } from "@infrakit/spi/data";
import type { PluginLookup } from "@infrakit/spi";
import type { ControllerPolicy } from "./desired-group.ts";
import { formatGroupProperties, type GroupProperties } from "./group-properties.ts";
import type { Clock, Journal, Logger, Random } from "./seams.ts";
import type { SharedDescribe } from "./shared-describe.ts";

/** What all groups of a controller share. */
export interface LoopContext {
  readonly plugins: PluginLookup;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly policy: ControllerPolicy;
  /** Lists that many groups ask for. */
  readonly shared: SharedDescribe;
  readonly isProtected: (instance: InstanceDescription) => boolean;
  /** Told of every status that differs from the one before. */
  readonly onStatus?: (id: string, status: GroupStatus) => void;
  /** Does something to a group after all that was asked of it before. */
  readonly queue: (id: string, work: () => Promise<void>) => Promise<void>;
  /** Told when a group that was destroyed is proven gone. */
  readonly onGone: (id: string) => void;
}

/** A spec with its properties read. */
export interface Commit {
  readonly spec: GroupSpec;
  readonly properties: GroupProperties;
}

/** Only what instances are made from is undone: the group keeps its size, and updates as it does now. */
export function rollbackOf(
  { spec, properties }: Commit,
  { properties: { instance, flavor } }: Commit,
): Commit {
  const undone = { ...properties, instance, flavor };
  return { spec: { ...spec, properties: formatGroupProperties(undone) }, properties: undone };
}
