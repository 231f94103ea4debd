import { createGroupMetadata, type GroupController, type Journal } from "@infrakit/group";
import type { MetadataPlugin } from "@infrakit/spi";
import type { GroupStatus } from "@infrakit/spi/data";
import type { RawJson } from "@infrakit/spi/document";
import { type DamagedGroup, damagedGroupsToWire } from "./damaged-group.ts";
import { createGroupEventPlugin } from "./group-event-plugin.ts";
import type { GroupEventFeed } from "./group-event-feed.ts";
import { type HostedObjects, unnamed } from "./kinds/kind.ts";
import { type SlowCall, slowCallsToWire } from "./slow-call.ts";
import type { GroupChange } from "./status-feed.ts";
import { systemClock } from "./system-clock.ts";

/** What a group controller is served with. */
export interface GroupObjectsOptions {
  readonly feed: GroupEventFeed;
  readonly slow: () => readonly SlowCall[];
  readonly damaged: () => readonly DamagedGroup[];
  readonly controller: () => GroupController | undefined;
}

/** What a group controller is served as. Its events are there before it is. */
export function groupObjects({ feed, slow, damaged, controller }: GroupObjectsOptions): HostedObjects {
  let metadata: HostedObjects["metadata"];
  const added = {
    [slowCallsName]: () => slowCallsToWire(slow()),
    [damagedGroupsName]: () => damagedGroupsToWire(damaged()),
  };
  return {
    event: { [unnamed]: createGroupEventPlugin(feed) },
    get group() {
      const opened = controller();
      return opened === undefined ? {} : { [unnamed]: opened };
    },
    get rollout() {
      const opened = controller();
      return opened === undefined ? {} : { [unnamed]: opened.rollout };
    },
    get metadata() {
      const opened = controller();
      if (opened === undefined) return {};
      return (metadata ??= { [unnamed]: withAdded(createGroupMetadata(opened, systemClock), added) });
    },
  };
}

/** Under which name the document of groups says which plugins are slow. */
export const slowCallsName = "calls";

/** Under which name the document of groups says which groups are not kept because their records are damaged. */
export const damagedGroupsName = "damaged";

/** What is added is not listed: InfraKit's document has two names only. */
function withAdded(
  groups: MetadataPlugin,
  added: Readonly<Record<string, (() => RawJson) | undefined>>,
): MetadataPlugin {
  return {
    keys: (path) => groups.keys(path),
    async get(path) {
      const [name = "", ...below] = path;
      const read = below.length === 0 && Object.hasOwn(added, name) ? added[name] : undefined;
      return read === undefined ? await groups.get(path) : read();
    },
  };
}

/**
 * Tells what becomes of the groups of a controller. A group is gone when its record is removed; what is removed without
 * having been there was a commit that was refused.
 */
export function tellChanges(
  journal: Journal,
  tell: (change: GroupChange) => void,
): { readonly journal: Journal; readonly onStatus: (id: string, status: GroupStatus) => void } {
  const kept = new Set<string>();
  return {
    journal: {
      async load() {
        const records = await journal.load();
        for (const { id } of records) kept.add(id);
        return records;
      },
      async save(record) {
        await journal.save(record);
        kept.add(record.id);
      },
      async remove(id) {
        await journal.remove(id);
        if (kept.delete(id)) tell({ id, status: null });
      },
    },
    onStatus: (id, status) => tell({ id, status }),
  };
}
