import { type InstancePlugin, messageOf } from "@infrakit/spi";
import type { InstanceDescription } from "@infrakit/spi/data";
import { show } from "./conformance-case.ts";
import { until } from "./until.ts";

/** Tag that all instances of a case carry, with its token: how they are told from those of others. */
export const caseTag = "infrakit.conformance";

/** What a case has made: the ids that it was told, and whatever carries its tag. */
export interface Made {
  readonly ids: Set<string>;
  /** Those of which the call that made them had not told when cleaning up met them. */
  readonly found: Set<string>;
  /** What was ever listed. */
  readonly listed: Set<string>;
  /** What Destroy was accepted of. */
  readonly destroyed: Set<string>;
  readonly token: string;
  /** How many were asked for. */
  asked: number;
  /** How many instances may have been made, or may still be, of which nobody has told the id. */
  unanswered: number;
}

/** The same plugin; what it lists and destroys is noted. */
export function watch(plugin: InstancePlugin, made: Made): InstancePlugin {
  return {
    validate: (properties, options) => plugin.validate(properties, options),
    provision: (spec, options) => plugin.provision(spec, options),
    label: (id, labels, options) => plugin.label(id, labels, options),
    async destroy(id, reason, options) {
      await plugin.destroy(id, reason, options);
      made.destroyed.add(id);
    },
    async describeInstances(query, options) {
      const all = await plugin.describeInstances(query, options);
      for (const { id } of all) made.listed.add(id);
      return all;
    },
  };
}

/**
 * Destroys what a case has made, also what is not listed, and waits for instances whose Provision has not answered: a slow
 * plugin makes them all the same. That they go is for {@link seeGone} to see.
 */
export async function destroyAll(plugin: InstancePlugin, made: Made, signal: AbortSignal): Promise<void> {
  await until(
    { signal },
    async () => {
      // Who answers while this looks may have made what the look did not see.
      const { unanswered } = made;
      await destroyLeft(plugin, made, signal);
      return unanswered <= 0 ? { is: true } : { came: `${unanswered} whose Provision had not answered` };
    },
    {
      expected: "to destroy all instances that were made",
      because: `look for the tag ${caseTag}=${made.token}: they may yet come`,
    },
  );
}

/** Waits until nothing is left. Some plugins list for a while what is on its way out. @throws Error that names what is left. */
export async function seeGone(plugin: InstancePlugin, made: Made, signal: AbortSignal): Promise<void> {
  const tag = `the tag ${caseTag}=${made.token}`;
  let left: readonly string[] = [...made.ids];
  try {
    await until(
      { signal },
      async () => {
        left = await leftOf(plugin, made, signal);
        return left.length === 0 ? { is: true } : { came: show(left) };
      },
      { expected: "no instance", because: tag },
    );
  } catch (error) {
    const ids = left.length === 0 ? "instances that nobody has named" : left.map((id) => show(id)).join(", ");
    const why = signal.aborted ? "" : `: ${messageOf(error)}`;
    throw new Error(`${ids} with ${tag}${why}`, { cause: error });
  }
}

/** Destroys what is there. What refuses to go is seen at the end. */
async function destroyLeft(plugin: InstancePlugin, made: Made, signal: AbortSignal): Promise<void> {
  const left = await leftOf(plugin, made, signal);
  for (const id of left.filter((one) => !made.ids.has(one))) {
    made.unanswered--;
    made.found.add(id);
    made.ids.add(id);
  }
  await Promise.allSettled(left.map((id) => plugin.destroy(id, "terminate", { signal })));
}

/**
 * Asked for tags that are not there, some plugins list everything: only what is known to be ours is destroyed. Asked
 * without a filter, some list nothing. What was never listed is there until Destroy is accepted.
 */
async function leftOf(plugin: InstancePlugin, made: Made, signal: AbortSignal): Promise<readonly string[]> {
  const { ids, token } = made;
  const tags = { [caseTag]: token };
  const tagged = await plugin.describeInstances({ tags, properties: false }, { signal });
  const all = await plugin.describeInstances({ tags: {}, properties: false }, { signal });
  const isOurs = ({ id, tags: carried }: InstanceDescription): boolean =>
    ids.has(id) || carried[caseTag] === token;
  const listed = [...tagged, ...all].filter(isOurs).map(({ id }) => id);
  const unseen = [...ids].filter((id) => !made.listed.has(id) && !made.destroyed.has(id));
  return [...new Set([...listed, ...unseen])];
}
