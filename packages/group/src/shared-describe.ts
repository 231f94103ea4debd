import { groupTag, type InstanceDescription } from "@infrakit/spi/data";
import { messageOf, type PluginLookup } from "@infrakit/spi";
import { callWithin } from "./deadline.ts";
import type { Clock, Logger } from "./seams.ts";

/** How long a list of everything may take before the groups ask one by one. */
const wideDeadlineMs = 10_000;

/** How long a plugin that cannot list everything, or has too much to list, is not asked for it again. */
const retryAfterMs = 600_000;

/** What a call costs beside the instances that it lists, in instances. */
const callCost = 20;

/** What the lists of all groups of a controller are made with. */
export interface SharedDescribeOptions {
  readonly plugins: PluginLookup;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends all waits. */
  readonly signal?: AbortSignal;
}

/** Which list will do for a group at rest. */
export interface ListWish {
  /** The list must have been sent after this time. */
  readonly sentAfter: number;
  /** How long ago at most: it is as if the group had looked that much earlier, and so will it the next time. */
  readonly maxAgeMs: number;
}

/** The instances of one group out of a list of everything. */
export interface SharedList {
  /** When the describe was sent. */
  readonly sentAt: number;
  readonly instances: readonly InstanceDescription[];
}

/** Everything that a plugin listed, by group. */
interface WideList {
  readonly sentAt: number;
  readonly byGroup: ByGroup;
}

/** The groups of one plugin. */
interface Sharing {
  /** How many instances each group has. */
  readonly sizes: Map<string, number>;
  /** The last list that was asked for; `null` if it failed. */
  list: Promise<WideList | null> | undefined;
  sentAt: number;
  refusedUntil: number;
}

/**
 * Lists the instances of many groups with one call: groups with the same plugin name and type that are at rest look
 * at about the same time. The call is sent with empty tags, and who belongs to which group is told here by the exact
 * tag. It pays when everything that the plugin has costs less than a call for each group, so a plugin whose list is
 * huge, or that fails to list everything, is asked group by group.
 */
export class SharedDescribe {
  readonly #options: SharedDescribeOptions;
  readonly #sharings = new Map<string, Sharing>();

  constructor(options: SharedDescribeOptions) {
    this.#options = options;
  }

  /** A group of a plugin has been seen to have so many instances. */
  join(plugin: string, group: string, size: number): void {
    const sharing = this.#sharings.get(plugin) ?? newSharing();
    this.#sharings.set(plugin, sharing);
    sharing.sizes.set(group, size);
  }

  /** A group is not looked at any more. */
  leave(plugin: string, group: string): void {
    const sharing = this.#sharings.get(plugin);
    sharing?.sizes.delete(group);
    if (sharing?.sizes.size === 0) this.#sharings.delete(plugin);
  }

  /** The instances of a group in such a list; `null` if the group has to ask by itself. */
  async list(plugin: string, group: string, { sentAfter, maxAgeMs }: ListWish): Promise<SharedList | null> {
    const sharing = this.#sharings.get(plugin);
    const now = this.#options.clock.now();
    if (sharing === undefined || sharing.sizes.size < 2 || now < sharing.refusedUntil) return null;
    const isFresh = sharing.sentAt > sentAfter && sharing.sentAt >= now - maxAgeMs;
    if (!isFresh || sharing.list === undefined) {
      // A list sent at this very moment may be older than what happened at it.
      if (now <= sentAfter) return null;
      sharing.sentAt = now;
      sharing.list = this.#listAll(plugin, sharing);
    }
    const wide = await sharing.list;
    return wide === null ? null : { sentAt: wide.sentAt, instances: wide.byGroup.get(group) ?? [] };
  }

  async #listAll(plugin: string, sharing: Sharing): Promise<WideList | null> {
    const { clock, logger } = this.#options;
    const sentAt = clock.now();
    try {
      const instances = await this.#describeAll(plugin);
      if (instances.length > worth(sharing.sizes)) sharing.refusedUntil = clock.now() + retryAfterMs;
      return { sentAt, byGroup: groupByTag(instances) };
    } catch (error) {
      sharing.refusedUntil = clock.now() + retryAfterMs;
      logger.info({ plugin, error: messageOf(error) }, "cannot list all groups at once, asking one by one");
      return null;
    }
  }

  #describeAll(plugin: string): Promise<readonly InstanceDescription[]> {
    const deadline = { ...this.#options, afterMs: wideDeadlineMs, what: "DescribeInstances" };
    return callWithin(
      deadline,
      () => this.#options.plugins.instance(plugin),
      (found, options) => found.describeInstances({ tags: {}, properties: true }, options),
    );
  }
}

function newSharing(): Sharing {
  return { sizes: new Map(), list: undefined, sentAt: -Infinity, refusedUntil: -Infinity };
}

/**
 * How long a list of everything may be to cost less than one call for each group: with 1,000 groups of 10 instances,
 * 29,980, a third of which are theirs.
 */
function worth(sizes: ReadonlyMap<string, number>): number {
  let instances = 0;
  for (const size of sizes.values()) instances += size;
  return instances + callCost * (sizes.size - 1);
}

type ByGroup = ReadonlyMap<string, readonly InstanceDescription[]>;

/** Lists that were sorted by group. A plugin that repeats itself may give the very same list again. */
const groupsByList = new WeakMap<readonly InstanceDescription[], ByGroup>();

function groupByTag(instances: readonly InstanceDescription[]): ByGroup {
  const known = groupsByList.get(instances);
  if (known !== undefined) return known;
  const byGroup = new Map<string, InstanceDescription[]>();
  for (const instance of instances) {
    const group = instance.tags[groupTag];
    if (group === undefined) continue;
    const own = byGroup.get(group);
    if (own === undefined) byGroup.set(group, [instance]);
    else own.push(instance);
  }
  groupsByList.set(instances, byGroup);
  return byGroup;
}
