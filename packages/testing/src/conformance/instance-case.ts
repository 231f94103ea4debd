import { type InstancePlugin, type InstanceQuery, messageOf, outcomeOf } from "@infrakit/spi";
import type { InstanceDescription, InstanceSpec, Tags } from "@infrakit/spi/data";
import type { RawJson } from "@infrakit/spi/document";
import { type CaseContext, type ConformanceCase, demand, type Severity, show } from "./conformance-case.ts";
import { until } from "./until.ts";

/** What is particular to an instance plugin. */
export interface InstanceInputs {
  /** Properties from which it makes instances. The less an instance costs, the better: a run makes about 60. */
  readonly properties: RawJson | null;
  /** Properties that it must refuse; without them nothing is said about that. */
  readonly refused?: readonly RawJson[];
}

/** A case of an instance plugin. */
export type InstanceCase = ConformanceCase<InstancePlugin, InstanceInputs>;

/** Tag that all instances of a case carry, with its token: how they are told from those of others. */
const caseTag = "infrakit.conformance";

/** The instances that a case makes. They are destroyed when it ends. */
export interface OwnInstances {
  /** Makes one and returns its id; the members of a spec that are not given are those of the case. */
  provision(given?: Partial<InstanceSpec>): Promise<string>;
  /** Those of this case that carry the tags. */
  describe(tags?: Tags, properties?: boolean): Promise<readonly InstanceDescription[]>;
  /** Waits until one is described, and returns that. */
  find(id: string, properties?: boolean): Promise<InstanceDescription>;
}

/** What a case does with its instances. */
type Run = (parts: {
  readonly plugin: InstancePlugin;
  readonly own: OwnInstances;
  readonly context: CaseContext<InstanceInputs>;
}) => Promise<void>;

/** Writes a case down. */
export function instanceCase(severity: Severity, name: string, run: Run): InstanceCase {
  return {
    name,
    severity,
    run: (plugin, context) => run({ plugin, own: createOwnInstances(plugin, context), context }),
  };
}

function createOwnInstances(plugin: InstancePlugin, context: CaseContext<InstanceInputs>): OwnInstances {
  const { signal, token, inputs } = context;
  const made: Made = { ids: new Set(), unanswered: 0, token };
  let others: Promise<ReadonlySet<string>> | undefined;
  const describe = (query: Partial<InstanceQuery> = {}): Promise<readonly InstanceDescription[]> => {
    const tags = { [caseTag]: token, ...query.tags };
    return plugin.describeInstances({ tags, properties: query.properties ?? false }, { signal });
  };
  context.defer((end) => destroyAll(plugin, made, end));
  return {
    async provision(given = {}) {
      const tags = { [caseTag]: token, ...given.tags };
      const { properties } = inputs;
      const spec = { properties, init: "", logicalId: null, attachments: [], ...given, tags };
      const before = await (others ??= listIds(plugin, signal));
      const id = await answered(made, plugin.provision(spec, { signal }));
      demand(id !== "", {
        expected: "the id of the new instance",
        came: "an empty one",
        because: "an instance that has no name can never be destroyed",
      });
      // It is not ours to destroy.
      demand(!before.has(id), {
        expected: "an id that no other instance has",
        came: show(id),
        because: "whoever destroys the one destroys the other",
      });
      made.ids.add(id);
      return id;
    },
    describe: (tags = {}, properties = false) => describe({ tags, properties }),
    find: (id, properties = false) =>
      until(
        context,
        async () => {
          const all = await describe({ properties });
          const found = all.find((instance) => instance.id === id);
          return found === undefined ? { came: show(all.map((other) => other.id)) } : { is: found };
        },
        {
          expected: `instance ${show(id)} to be listed under the tags that it was made with`,
          because: "a group that does not find its instance makes another one, again and again",
        },
      ),
  };
}

/** What a case has made: the ids that it was told, and whatever carries its tag. */
interface Made {
  readonly ids: Set<string>;
  readonly token: string;
  /** How many instances may have been made, or may still be, of which nobody has told the id. */
  unanswered: number;
}

async function listIds(plugin: InstancePlugin, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const all = await plugin.describeInstances({ tags: {}, properties: false }, { signal });
  return new Set(all.map(({ id }) => id));
}

/** Counts a call until the plugin has said what became of it. */
async function answered(made: Made, call: Promise<string>): Promise<string> {
  made.unanswered++;
  try {
    const id = await call;
    // Cleaning up may have found it before.
    if (!made.ids.has(id)) made.unanswered--;
    return id;
  } catch (error) {
    if (outcomeOf(error) === "refused") made.unanswered--;
    throw error;
  }
}

async function destroyAll(plugin: InstancePlugin, made: Made, signal: AbortSignal): Promise<void> {
  const failed = await destroyLeft(plugin, made, signal);
  if (made.unanswered > 0) await destroyLate(plugin, made, signal);
  if (failed === undefined) return;
  // One that was destroyed by the case may be listed for a while: it goes, though destroying it again is refused.
  await until(
    { signal },
    async () => {
      const still = await leftOf(plugin, made, signal);
      return still.length === 0 ? { is: true } : { came: show(still) };
    },
    { expected: "no instance of the case to be left", because: messageOf(failed.reason) },
  );
}

/** Destroys what is there, and gives the reason why something could not be. */
async function destroyLeft(
  plugin: InstancePlugin,
  made: Made,
  signal: AbortSignal,
): Promise<PromiseRejectedResult | undefined> {
  const left = await leftOf(plugin, made, signal);
  for (const id of left) if (!made.ids.has(id)) made.unanswered--;
  for (const id of left) made.ids.add(id);
  const ends = await Promise.allSettled(left.map((id) => plugin.destroy(id, "terminate", { signal })));
  return ends.find((end) => end.status === "rejected");
}

/** Waits for instances whose Provision was given up: a slow plugin makes them all the same. */
async function destroyLate(plugin: InstancePlugin, made: Made, signal: AbortSignal): Promise<void> {
  await until(
    { signal },
    async () => {
      await destroyLeft(plugin, made, signal);
      return made.unanswered <= 0
        ? { is: true }
        : { came: `${made.unanswered} whose Provision has no answer` };
    },
    {
      expected: "to destroy all instances that were made",
      because: `look for the tag ${caseTag}=${made.token}: they may yet come`,
    },
  );
}

/**
 * Asked for tags that are not there, some plugins list everything: only what is known to be ours is destroyed. Asked
 * without a filter, some list nothing.
 */
async function leftOf(
  plugin: InstancePlugin,
  { ids, token }: Made,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const tagged = await plugin.describeInstances(
    { tags: { [caseTag]: token }, properties: false },
    { signal },
  );
  const all = await plugin.describeInstances({ tags: {}, properties: false }, { signal });
  const isOurs = ({ id, tags: carried }: InstanceDescription): boolean =>
    ids.has(id) || carried[caseTag] === token;
  return [...new Set([...tagged, ...all].filter(isOurs).map(({ id }) => id))];
}
