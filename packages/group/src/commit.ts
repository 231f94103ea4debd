import type { GroupSpec } from "@infrakit/spi/data";
import { formatGroupProperties, type GroupProperties } from "./group-properties.ts";
import type { Desired } from "./plan/index.ts";

/** A spec with its properties read. */
export interface Commit {
  readonly spec: GroupSpec;
  readonly properties: GroupProperties;
}

/** A commit of these properties, with the spec that says so in full. */
export function commitOf(spec: GroupSpec, properties: GroupProperties): Commit {
  return { spec: { ...spec, properties: formatGroupProperties(properties) }, properties };
}

/** Only what instances are made from is undone: the group keeps its size, and updates as it does now. */
export function rollbackOf(
  { spec, properties }: Commit,
  { properties: { instance, flavor } }: Commit,
): Commit {
  return commitOf(spec, { ...properties, instance, flavor });
}

/** The same group of another size. */
export function resizedOf({ spec, properties }: Commit, size: number): Commit {
  return commitOf(spec, { ...properties, allocation: { ...properties.allocation, size } });
}

/**
 * Instances are found through their plugin and told apart by number or by logical id: a commit that changes
 * either would lose sight of those that are there. @throws if it does.
 */
export function refuseOtherKind(before: CommittedKind, next: CommittedKind): void {
  const cannot = `Cannot commit group "${next.commit.spec.id}"`;
  const plugin = before.commit.properties.instance.plugin;
  const nextPlugin = next.commit.properties.instance.plugin;
  if (plugin !== nextPlugin) {
    const why = `its instances belong to plugin "${plugin}", not "${nextPlugin}"`;
    throw new Error(`${cannot}: ${why}; destroy or free the group first`);
  }
  const [slots, nextSlots] = [before.desired.slots, next.desired.slots];
  if (slots.kind !== nextSlots.kind) {
    throw new Error(
      `${cannot}: it cannot change between Size and LogicalIDs; destroy or free the group first`,
    );
  }
  if (slots.kind === "named" && nextSlots.kind === "named") {
    const isSame = JSON.stringify(slots.logicalIds) === JSON.stringify(nextSlots.logicalIds);
    if (!isSame) throw new Error("Logical ID changes to a quorum is not currently supported");
  }
}

/** A commit, and what is wanted by it. */
interface CommittedKind {
  readonly commit: Commit;
  readonly desired: Desired;
}
