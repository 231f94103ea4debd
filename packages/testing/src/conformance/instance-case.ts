import { setMaxListeners } from "node:events";
import { type InstancePlugin, type InstanceQuery, LocalError, outcomeOf } from "@infrakit/spi";
import type { InstanceDescription, InstanceSpec, Tags } from "@infrakit/spi/data";
import type { RawJson } from "@infrakit/spi/document";
import { type CaseContext, type ConformanceCase, demand, type Severity, show } from "./conformance-case.ts";
import { caseTag, destroyAll, type Made, seeGone, watch } from "./made-instances.ts";
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
    run: (plugin, context) => {
      const made: Made = {
        ids: new Set(),
        found: new Set(),
        listed: new Set(),
        destroyed: new Set(),
        token: context.token,
        asked: 0,
        unanswered: 0,
      };
      const watched = watch(plugin, made);
      return run({ plugin: watched, own: createOwnInstances(watched, made, context), context });
    },
  };
}

function createOwnInstances(
  plugin: InstancePlugin,
  made: Made,
  context: CaseContext<InstanceInputs>,
): OwnInstances {
  const { signal, token, inputs } = context;
  // A call that is given up says no more whether it has made something.
  const answers = new AbortController();
  setMaxListeners(0, answers.signal);
  let others: Promise<ReadonlySet<string>> | undefined;
  const describe = (query: Partial<InstanceQuery> = {}): Promise<readonly InstanceDescription[]> => {
    const tags = { [caseTag]: token, ...query.tags };
    return plugin.describeInstances({ tags, properties: query.properties ?? false }, { signal });
  };
  context.defer(async (end) => {
    if (made.asked === 0) return;
    context.deferToEnd((last) => seeGone(plugin, made, last));
    // A plugin whose lists never come keeps no call open either.
    end.addEventListener("abort", () => answers.abort());
    await destroyAll(plugin, made, end).finally(() => answers.abort());
  });
  const make = async (spec: InstanceSpec, before: ReadonlySet<string>): Promise<string> => {
    const id = await answered(made, plugin.provision(spec, { signal: answers.signal }));
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
  };
  return {
    async provision(given = {}) {
      const tags = { [caseTag]: token, ...given.tags };
      const { properties } = inputs;
      const spec = { properties, init: "", logicalId: null, attachments: [], ...given, tags };
      const before = await (others ??= listIds(plugin, signal));
      return await unlessEnded(() => make(spec, before), signal);
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

async function listIds(plugin: InstancePlugin, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const all = await plugin.describeInstances({ tags: {}, properties: false }, { signal });
  return new Set(all.map(({ id }) => id));
}

/** Counts a call until the plugin has said what became of it. */
async function answered(made: Made, call: Promise<string>): Promise<string> {
  made.asked++;
  made.unanswered++;
  try {
    const id = await call;
    // Cleaning up may have found it before.
    if (!made.found.delete(id)) made.unanswered--;
    return id;
  } catch (error) {
    if (outcomeOf(error) === "refused") made.unanswered--;
    throw error;
  }
}

/**
 * Begins nothing when the case has ended, and waits no longer than it lasts; an answer is heard all the same.
 * @throws LocalError `aborted` when the case ends before the answer: nobody knows what comes of it
 */
function unlessEnded(begin: () => Promise<string>, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void =>
      reject(new LocalError("aborted", "Provision had not answered when the case was ended"));
    if (signal.aborted) return giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    begin().then(resolve, reject);
  });
}
