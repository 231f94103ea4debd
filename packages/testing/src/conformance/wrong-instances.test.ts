import type { InstancePlugin } from "@infrakit/spi";
import type { InstanceDescription, InstanceSpec, Tags } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { FakeInstances } from "../fake-instances.ts";
import { describeConformance } from "../vitest.ts";
import { instanceCases, type InstanceInputs, runCase } from "./index.ts";

const refused = RawJson.fromText('{"bad":true}');
const inputs: InstanceInputs = { properties: RawJson.fromText('{"a":1}'), refused: [refused] };

function createFake(): FakeInstances {
  const fake = new FakeInstances();
  fake.judge = (properties) => (properties?.equals(refused) === true ? "bad is true" : null);
  return fake;
}

describeConformance("FakeInstances", instanceCases, () => ({ plugin: createFake(), inputs }));

/** A plugin that is right but for what is given. */
function but(wrong: (right: FakeInstances) => Partial<InstancePlugin>): InstancePlugin {
  const right = createFake();
  const plugin: InstancePlugin = {
    validate: (properties) => right.validate(properties),
    provision: (spec) => right.provision(spec),
    label: (id, labels) => right.label(id, labels),
    destroy: (id, reason) => right.destroy(id, reason),
    describeInstances: (query) => right.describeInstances(query),
  };
  return { ...plugin, ...wrong(right) };
}

/** A plugin that makes something else of each spec. */
function making(change: (spec: InstanceSpec) => InstanceSpec): InstancePlugin {
  return but((right) => ({ provision: (spec) => right.provision(change(spec)) }));
}

/** A plugin that changes the tags of what it makes. */
function tagging(change: (tags: Tags) => Tags): InstancePlugin {
  return making((spec) => ({ ...spec, tags: change(spec.tags) }));
}

/** A plugin that refuses some specs. */
function refusing(isRefused: (spec: InstanceSpec) => boolean): InstancePlugin {
  return but((right) => ({
    provision: (spec) => (isRefused(spec) ? Promise.reject(new Error("unsupported")) : right.provision(spec)),
  }));
}

/** A plugin that filters by its own rule. */
function filtering(matches: (instance: InstanceDescription, wanted: Tags) => boolean): InstancePlugin {
  return but((right) => ({
    describeInstances: async ({ tags, properties }) =>
      (await right.describeInstances({ tags: {}, properties })).filter((one) => matches(one, tags)),
  }));
}

/** A plugin that drops tags whose name or value is such. */
function dropping(isDropped: (name: string, value: string) => boolean): InstancePlugin {
  return tagging((tags) =>
    Object.fromEntries(Object.entries(tags).filter(([name, value]) => !isDropped(name, value))),
  );
}

const entriesOf = Object.entries;
const isEqual = ({ tags }: InstanceDescription, [name, value]: readonly [string, string]): boolean =>
  tags[name] === value;

/** For each case a plugin with one fault that only it is for. */
const wrong: Readonly<Record<string, () => InstancePlugin>> = {
  "validate accepts the properties of this run": () =>
    but(() => ({ validate: () => Promise.reject(new Error("cannot be")) })),
  "validate refuses what cannot be provisioned": () => but(() => ({ validate: async () => {} })),
  "a provision that is refused leaves nothing behind": () =>
    but((right) => ({
      provision: async (spec) => {
        if (spec.properties?.equals(refused) !== true) return right.provision(spec);
        await right.provision({ ...spec, properties: null });
        throw new Error("bad is true");
      },
    })),
  "validate and provision agree on a member that nobody knows": () =>
    refusing(({ properties }) => properties?.text.includes("InfrakitConformance") === true),
  "describe lists the same with and without properties": () =>
    but((right) => ({
      describeInstances: async (query) =>
        (await right.describeInstances(query)).map((one) =>
          query.properties ? { ...one, tags: { ...one.tags, state: "running" } } : one,
        ),
    })),
  "big integers in properties come back digit by digit": () =>
    making((spec) => ({ ...spec, properties: RawJson.fromValue(spec.properties?.parse()) })),
  "provision gives an id that describe lists": () => but(() => ({ describeInstances: async () => [] })),
  "each provision makes another instance": () =>
    but((right) => ({
      provision: async (spec) => [...right.instances.keys()][0] ?? (await right.provision(spec)),
    })),
  "20 provisions at once make 20 instances": () =>
    but((right) => ({
      provision: (spec) =>
        right.instances.size < 15 ? right.provision(spec) : Promise.reject(new Error("too many")),
    })),
  "describe lists every instance once": () =>
    but((right) => ({
      describeInstances: async (query) => {
        const all = await right.describeInstances(query);
        return [...all, ...all.slice(0, 1)];
      },
    })),
  "destroy ends an instance and no other": () =>
    but((right) => ({
      destroy: async (id, reason) => {
        await right.destroy(id, reason);
        right.instances.clear();
      },
    })),
  "destroy takes the reason of a rolling update": () =>
    but((right) => ({
      destroy: (id, reason) =>
        reason === "terminate" ? right.destroy(id, reason) : Promise.reject(new Error("reason?")),
    })),
  "destroy of an unknown id is refused": () =>
    but((right) => ({
      destroy: async (id, reason) => {
        if (right.instances.has(id)) await right.destroy(id, reason);
      },
    })),
  "destroy of an unknown id harms nobody": () =>
    but((right) => ({
      destroy: async (id, reason) => {
        const isKnown = right.instances.has(id);
        await right.destroy(isKnown ? id : ([...right.instances.keys()][0] ?? id), reason);
      },
    })),
  "destroy of an instance that is gone is refused": () =>
    but((right) => {
      const known = new Set<string>();
      return {
        destroy: async (id, reason) => {
          if (!known.has(id)) await right.destroy(id, reason);
          known.add(id);
        },
      };
    }),
  "provision takes a script": () => refusing(({ init }) => init !== ""),
  "provision takes an attachment": () => refusing(({ attachments }) => attachments.length > 0),
  "tags of a group come back as they were given": () => dropping((name) => name === "infrakit.group"),
  "tags come back with an empty value": () => dropping((_, value) => value === ""),
  "tags come back with names that are numbers": () => dropping((name) => /^\d+$/.test(name)),
  "tags come back with text of all languages": () =>
    // oxlint-disable-next-line no-control-regex -- all that is not ASCII
    dropping((name) => /[^\u0000-\u007f]/.test(name)),
  "tags come back with what HTML escapes": () =>
    tagging((tags) =>
      Object.fromEntries(entriesOf(tags).map(([name, value]) => [name, value.replace("<", "\\u003c")])),
    ),
  "tags come back with quotes, slashes and line ends": () =>
    tagging((tags) =>
      Object.fromEntries(entriesOf(tags).map(([name, value]) => [name, value.replace("\n", " ")])),
    ),
  "tags come back with names that JavaScript reserves": () => dropping((name) => name === "__proto__"),
  "a logical id comes back": () =>
    making((spec) => {
      const { "infrakit.logical_id": _, ...tags } = spec.tags;
      return { ...spec, logicalId: null, tags };
    }),
  "a logical id is described as such": () => making((spec) => ({ ...spec, logicalId: null })),
  "a filter of several tags asks for all of them": () =>
    filtering((one, { "infrakit.conformance": token, ...tags }) => {
      const isOurs = token === undefined || isEqual(one, ["infrakit.conformance", token]);
      const wanted = entriesOf(tags);
      return isOurs && (wanted.length === 0 || wanted.some((tag) => isEqual(one, tag)));
    }),
  "a filter compares whole values": () =>
    filtering((one, tags) => entriesOf(tags).every(([name, value]) => one.tags[name]?.startsWith(value))),
  "a filter tells an empty tag from one that is not there": () =>
    filtering((one, tags) => entriesOf(tags).every(([name, value]) => (one.tags[name] ?? "") === value)),
  "a filter that no instance meets finds none": () =>
    but((right) => ({
      describeInstances: async ({ tags, properties }) => {
        const found = await right.describeInstances({ tags, properties });
        return found.length > 0 ? found : right.describeInstances({ tags: {}, properties });
      },
    })),
  "without a filter all instances are listed": () =>
    but((right) => ({
      describeInstances: async (query) =>
        entriesOf(query.tags).length === 0 ? [] : right.describeInstances(query),
    })),
  "label adds a tag and keeps the others": () =>
    but((right) => ({
      label: async (id, labels) => {
        const { "infrakit.conformance": token = "" } = right.instances.get(id)?.tags ?? {};
        const one = right.instances.get(id);
        if (one === undefined) throw new Error(`not found ${id}`);
        right.instances.set(id, { ...one, tags: { "infrakit.conformance": token, ...labels } });
      },
    })),
  "label replaces a tag of one instance only": () =>
    but((right) => ({
      label: async (id, labels) => {
        await right.label(id, {});
        for (const other of right.instances.keys()) await right.label(other, labels);
      },
    })),
  "an instance is found by a label": () =>
    but((right) => {
      const made = new Map<string, Tags>();
      return {
        provision: async (spec) => {
          const id = await right.provision(spec);
          made.set(id, spec.tags);
          return id;
        },
        describeInstances: async ({ tags, properties }) =>
          (await right.describeInstances({ tags: {}, properties })).filter(({ id }) =>
            entriesOf(tags).every(([name, value]) => made.get(id)?.[name] === value),
          ),
      };
    }),
  "labels that are given at once all stay": () =>
    but((right) => ({
      label: async (id, labels) => {
        const before = right.instances.get(id);
        await Promise.resolve();
        if (before === undefined) throw new Error(`not found ${id}`);
        right.instances.set(id, { ...before, tags: { ...before.tags, ...labels } });
      },
    })),
  "label of an unknown id is refused": () =>
    but((right) => ({
      label: async (id, labels) => {
        if (right.instances.has(id)) await right.label(id, labels);
      },
    })),
};

test.for(instanceCases.map((one) => [one.name, one] as const))(
  "%s: it fails when a plugin does otherwise",
  async ([name, one]) => {
    const plugin = wrong[name];
    if (plugin === undefined) throw new Error(`no plugin is wrong in that "${name}"`);
    const result = await runCase(one, plugin(), { inputs, deadlineMs: 100 });
    expect(result).toMatchObject({ name, outcome: "fails" });
    expect(result.message).toMatch(/^expected |^cannot be$|^too many$|^reason\?$|^unsupported$/);
  },
);
