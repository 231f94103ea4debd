import {
  bootstrapHash,
  configHashTag,
  findSlotTag,
  groupTag,
  type Health,
  type InstanceDescription,
  legacyConfigHashTag,
  logicalIdTag,
} from "@infrakit/spi/data";
import { type CallOptions, messageOf, type PluginLookup } from "@infrakit/spi";
import { callWithin } from "./deadline.ts";
import type { GroupProperties } from "./group-properties.ts";
import type { Member } from "./plan/index.ts";
import type { Clock, Logger } from "./seams.ts";

/** Whom to ask about a group's instances. */
export interface Observer {
  readonly plugins: PluginLookup;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends all waits. */
  readonly signal?: AbortSignal;
  /** Instances that must never be destroyed by us. */
  readonly isProtected: (instance: InstanceDescription) => boolean;
}

/** How long a describe may take. Nothing waits for it but the next plan of its group. */
const describeDeadlineMs = 60_000;

/**
 * Lists the instances of a group. Only those that carry exactly the group's tag are its own, whatever the
 * plugin answers. @throws if the plugin is absent or its answer is not whole: then nothing is known.
 */
export async function describeMembers(
  observer: Pick<Observer, "plugins" | "clock" | "signal">,
  group: { readonly id: string; readonly properties: GroupProperties },
  withProperties: boolean,
): Promise<readonly InstanceDescription[]> {
  const query = { tags: { [groupTag]: group.id }, properties: withProperties };
  const deadline = { ...observer, afterMs: describeDeadlineMs, what: "DescribeInstances" };
  const listed = await callWithin(
    deadline,
    () => observer.plugins.instance(group.properties.instance.plugin),
    (plugin, options) => plugin.describeInstances(query, options),
  );
  const own = listed.filter(({ tags }) => tags[groupTag] === group.id);
  refuseTwins(own);
  return own.map(withLogicalId);
}

/** The members of a group as they are now. @throws if they cannot be listed. */
export async function findMembers(
  observer: Pick<Observer, "plugins" | "clock" | "signal" | "isProtected">,
  group: { readonly id: string; readonly properties: GroupProperties },
): Promise<readonly Member[]> {
  const instances = await describeMembers(observer, group, false);
  return instances.map((instance) => memberOf(instance, observer.isProtected));
}

/** A list that names an instance twice is not to be relied on. */
function refuseTwins(instances: readonly InstanceDescription[]): void {
  const ids = new Set<string>();
  for (const { id } of instances) {
    if (ids.has(id)) throw new Error(`the plugin lists instance "${id}" twice`);
    ids.add(id);
  }
}

/** What matters of an instance to a plan. */
export function memberOf(instance: InstanceDescription, isProtected: Observer["isProtected"]): Member {
  const { id, logicalId, tags } = instance;
  const hash = tags[configHashTag] ?? tags[legacyConfigHashTag] ?? "";
  return {
    id,
    logicalId,
    logicalIdTag: tags[logicalIdTag] ?? null,
    slot: findSlotTag(tags),
    hash,
    isBootstrap: hash === bootstrapHash,
    isProtected: isProtected(instance),
  };
}

/** What a flavor says of an instance; `error` tells why it could not be asked. */
export interface HealthAnswer {
  readonly health: Health;
  readonly error: string | null;
}

/** Whose health is asked for, and of which flavor. */
export interface HealthQuestion {
  readonly properties: GroupProperties;
  readonly instance: InstanceDescription;
}

/** Asks a flavor for the health of one instance. A flavor that is absent or fails does not know. */
export async function askHealth(
  plugins: Pick<PluginLookup, "flavor">,
  { properties, instance }: HealthQuestion,
  options: CallOptions,
): Promise<HealthAnswer> {
  try {
    const flavor = await plugins.flavor(properties.flavor.plugin);
    const answer: unknown = await flavor.healthy(properties.flavor.properties, instance, options);
    return { health: healthIn(answer), error: null };
  } catch (thrown) {
    return { health: "unknown", error: messageOf(thrown) };
  }
}

/** What a flavor in this process answers need not be what its type says. */
function healthIn(answer: unknown): Health {
  if (answer === "healthy" || answer === "unhealthy" || answer === "unknown") return answer;
  throw new Error(
    `the flavor answered ${String(JSON.stringify(answer))} instead of "healthy", "unhealthy" or "unknown"`,
  );
}

/** Plugins that do not keep logical ids themselves still keep the tag. */
function withLogicalId(instance: InstanceDescription): InstanceDescription {
  const logicalId = instance.logicalId ?? instance.tags[logicalIdTag] ?? null;
  return logicalId === instance.logicalId ? instance : { ...instance, logicalId };
}
