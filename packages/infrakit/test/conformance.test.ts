import type { GroupPlugin } from "@infrakit/spi";
import type { GroupDescription, InstanceDescription } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { FakeInstances } from "@infrakit/testing";
import { groupCases, type GroupInputs, runCase } from "@infrakit/testing/conformance";
import { describeConformance, type OpenedPlugin } from "@infrakit/testing/vitest";
import { startInfrakit } from "@infrakit/infrakit";
import { expect, onTestFinished, test } from "vitest";

function groupOf(version: string): RawJson {
  const instance = { Plugin: "fake", Properties: { version } };
  return RawJson.fromValue({ Instance: instance, Flavor: { Plugin: "vanilla", Properties: {} } });
}

async function open(): Promise<
  OpenedPlugin<GroupPlugin, GroupInputs> & { readonly instances: FakeInstances }
> {
  const instances = new FakeInstances();
  const infrakit = await startInfrakit({
    plugins: { instances: { fake: instances } },
    policy: { pollIntervalMs: 20 },
  });
  const inputs = { properties: groupOf("v1"), changed: groupOf("v2"), instances };
  return { plugin: infrakit.controller, instances, inputs, close: () => infrakit.close() };
}

describeConformance("the group controller", groupCases, open);

/** What is wrong with a group plugin: the methods that do something else than those of the right one. */
type Wrong = (right: GroupPlugin, instances: FakeInstances) => Partial<GroupPlugin>;

/** A group plugin that describes something else. */
function describing(change: (group: GroupDescription) => GroupDescription): Wrong {
  return (right) => ({ describeGroup: async (id) => change(await right.describeGroup(id)) });
}

/** A group plugin that destroys all instances of a group after it has done as it was told. */
function restarting(method: "commitGroup" | "freeGroup"): Wrong {
  return (right, instances) => {
    const end = (id: string): void => {
      for (const one of instances.instances.values())
        if (one.tags["infrakit.group"] === id) instances.kill(one.id);
    };
    if (method === "freeGroup") return { freeGroup: async (id) => right.freeGroup(id).then(() => end(id)) };
    return {
      commitGroup: async (spec, options) => {
        const result = await right.commitGroup(spec, options);
        if (options?.pretend !== true) end(spec.id);
        return result;
      },
    };
  };
}

function untagged(one: InstanceDescription): InstanceDescription {
  return { ...one, tags: {} };
}

/** For each case a group plugin with one fault. */
const wrong: Readonly<Record<string, Wrong>> = {
  "a commit of a new group makes its instances": describing((group) => ({
    ...group,
    instances: group.instances.map(untagged),
  })),
  "a describe never lists too many while the group converges": describing((group) => ({
    ...group,
    instances: [...group.instances, ...group.instances.slice(0, 1)],
  })),
  "a commit of the same spec changes nothing": restarting("commitGroup"),
  "a bigger group keeps its instances": restarting("commitGroup"),
  "a smaller group keeps as many instances as it shall have": restarting("commitGroup"),
  "size tells and changes how many there shall be": () => ({ setSize: async () => {} }),
  "a negative size is refused": (right) => ({
    setSize: (id, size) => right.setSize(id, Math.max(0, size)),
  }),
  "one instance is made for each logical id": describing((group) => ({
    ...group,
    instances: group.instances.map((one) => ({ ...one, logicalId: null })),
  })),
  "logical ids of a group cannot be changed": (right) => ({
    commitGroup: (spec, options) =>
      right.commitGroup(spec, options).catch(() => ({ details: "Noop", plan: null })),
  }),
  "an update replaces the instances": (right) => ({
    commitGroup: async (spec, options) => {
      const isUpdate = spec.properties?.text.includes("v2") === true;
      return right.commitGroup(spec, { ...options, pretend: isUpdate || options?.pretend === true });
    },
  }),
  "destroying an instance makes the group smaller": (_right, instances) => ({
    destroyInstances: async (_, ids) => {
      for (const id of ids) instances.kill(id);
    },
  }),
  "a commit that pretends changes nothing": (right) => ({ commitGroup: (spec) => right.commitGroup(spec) }),
  "inspect gives a spec that can be committed again": (right) => ({
    inspectGroups: async () =>
      (await right.inspectGroups()).map(({ id, properties }) => ({
        id,
        properties: RawJson.fromText(properties?.text.replace("v1", "v3") ?? "null"),
      })),
  }),
  "free leaves the instances alone": restarting("freeGroup"),
  "destroy ends the instances": (right) => ({ destroyGroup: (id) => right.freeGroup(id) }),
  "an instance that dies is replaced": (right) => {
    let frozen: GroupDescription | undefined;
    return {
      describeGroup: async (id) => {
        const group = await right.describeGroup(id);
        if (group.converged) frozen ??= group;
        return frozen ?? group;
      },
    };
  },
  "two groups leave each other alone": (right, instances) => ({
    destroyGroup: async (id) => {
      await right.destroyGroup(id);
      for (const one of instances.instances.keys()) instances.kill(one);
    },
  }),
  "a group that is not watched is refused in InfraKit's words": (right) => ({
    size: (id) => right.size(id).catch(() => 0),
  }),
  "a spec that cannot be is refused in InfraKit's words": (right) => ({
    commitGroup: (spec, options) =>
      right.commitGroup(spec, options).catch(() => Promise.reject(new Error("bad spec"))),
  }),
  "plugins that are not there are refused in InfraKit's words": (right) => ({
    commitGroup: (spec, options) =>
      right.commitGroup(spec, options).catch(() => Promise.reject(new Error("no such plugin"))),
  }),
  "destroy leaves no instance with the tag of the group": (right) => ({
    destroyGroup: (id) => right.freeGroup(id),
  }),
};

test.for(groupCases.map((one) => [one.name, one] as const))(
  "%s: it fails when a group plugin does otherwise",
  async ([name, one]) => {
    const change = wrong[name];
    if (change === undefined) throw new Error(`no group plugin is wrong in that "${name}"`);
    const { plugin: right, instances, inputs, close } = await open();
    onTestFinished(() => close?.());
    const kept: GroupPlugin = {
      commitGroup: (spec, options) => right.commitGroup(spec, options),
      freeGroup: (id) => right.freeGroup(id),
      describeGroup: (id) => right.describeGroup(id),
      destroyGroup: (id) => right.destroyGroup(id),
      inspectGroups: () => right.inspectGroups(),
      destroyInstances: (id, ids) => right.destroyInstances(id, ids),
      size: (id) => right.size(id),
      setSize: (id, size) => right.setSize(id, size),
    };
    const plugin = { ...kept, ...change(right, instances) };
    const result = await runCase(one, plugin, { inputs, deadlineMs: 400 });
    expect(result).toMatchObject({ name, outcome: "fails" });
    expect(result.message).toMatch(/^expected /);
  },
);
