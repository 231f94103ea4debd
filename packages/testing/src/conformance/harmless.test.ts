import {
  type CallOptions,
  type ControllerPlugin,
  type L4Plugin,
  LocalError,
  type ManagerPlugin,
  type ResourcePlugin,
} from "@infrakit/spi";
import type { InstanceSpec, L4Route, ResourceSpec, Spec, SpecObject } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { FakeInstances } from "../fake-instances.ts";
import { waits } from "../faults.ts";
import {
  type ConformanceCase,
  type ConformanceResult,
  controllerCases,
  instanceCases,
  l4Cases,
  managerCases,
  resourceCases,
  runConformance,
} from "./index.ts";

async function runAll<Plugin, Inputs>(
  cases: readonly ConformanceCase<Plugin, Inputs>[],
  plugin: Plugin,
  inputs: Inputs,
): Promise<readonly ConformanceResult[]> {
  const results: ConformanceResult[] = [];
  for await (const result of runConformance(cases, plugin, { inputs, deadlineMs: 100 })) results.push(result);
  return results;
}

const spec: Spec = {
  kind: "pool",
  version: "",
  metadata: { id: null, name: "pool/web", tags: {} },
  template: null,
  properties: RawJson.fromText('{"a":1}'),
  options: null,
  depends: [],
};

function createController(objects: Map<string, SpecObject>): ControllerPlugin {
  return {
    plan: async (_operation, wanted) => ({ object: { ...wanted, state: null }, messages: [] }),
    async commit(operation, wanted) {
      const object = { ...wanted, state: null };
      if (operation === "enforce") objects.set(wanted.metadata.name, object);
      else objects.delete(wanted.metadata.name);
      return object;
    },
    describe: async () => [...objects.values()],
    async free(metadata) {
      objects.delete(metadata?.name ?? "");
      return [];
    },
  };
}

test("controllerCases leave an object alone when it was there before", async () => {
  const theirs: SpecObject = { ...spec, state: null };
  const objects = new Map([[spec.metadata.name, theirs]]);
  const results = await runAll(controllerCases, createController(objects), { spec });
  expect(results.filter(({ outcome }) => outcome !== "skipped")).toEqual([]);
  expect(objects.get(spec.metadata.name)).toBe(theirs);
});

test("controllerCases leave nothing behind when a plan makes what it should only describe", async () => {
  const objects = new Map<string, SpecObject>();
  const right = createController(objects);
  const plugin: ControllerPlugin = {
    ...right,
    plan: async (_operation, wanted) => ({ object: await right.commit("enforce", wanted), messages: [] }),
  };
  const [result] = await runAll(controllerCases, plugin, { spec });
  expect(result).toMatchObject({ name: "a plan changes nothing", outcome: "fails" });
  expect([...objects]).toEqual([]);
});

test("l4Cases leave routes and backends alone when they were there before", async () => {
  const theirs: L4Route = {
    port: 80,
    protocol: "HTTP",
    loadBalancerPort: 47_001,
    loadBalancerProtocol: "HTTP",
    certificate: null,
    healthMonitorPath: null,
  };
  const routes = new Map([[47_001, theirs]]);
  const registered = new Set(["i1"]);
  let checks = 0;
  const plugin: L4Plugin = {
    name: async () => "lb1",
    routes: async () => [...routes.values()],
    publish: async (route) => {
      routes.set(route.loadBalancerPort, route);
      return "";
    },
    unpublish: async (port) => {
      if (!routes.delete(port)) throw new Error(`unknown port ${port}`);
      return "";
    },
    configureHealthCheck: async () => {
      checks++;
      return "";
    },
    registerBackends: async (ids) => {
      for (const id of ids) registered.add(id);
      return "";
    },
    deregisterBackends: async (ids) => {
      for (const id of ids) registered.delete(id);
      return "";
    },
    backends: async () => [...registered],
  };
  await runAll(l4Cases, plugin, { ports: [47_001, 47_002], backends: ["i1", "i2"] });
  expect([...routes]).toEqual([[47_001, theirs]]);
  expect([...registered]).toEqual(["i1"]);
  expect(checks).toBe(0);
});

test("managerCases change nothing when a manager enforces what it is given and nothing else", async () => {
  let specs: readonly Spec[] = [spec];
  const plugin: ManagerPlugin = {
    isLeader: async () => true,
    leaderLocation: async () => null,
    specs: async () => specs,
    inspect: async () => [],
    enforce: async (wanted) => void (specs = wanted),
    terminate: async () => void (specs = []),
  };
  await runAll(managerCases, plugin, {});
  expect(specs).toEqual([spec]);
});

test("instanceCases destroy no instance that was there before when a plugin gives its id out again", async () => {
  const plugin = new FakeInstances();
  await plugin.provision({
    properties: null,
    tags: { role: "theirs" },
    init: "",
    logicalId: null,
    attachments: [],
  });
  const [theirs] = [...plugin.instances.keys()];
  // As a plugin that counts in memory does after it was started again.
  plugin.provision = async () => theirs ?? "";
  const results = await runAll(instanceCases, plugin, { properties: null });
  expect([...plugin.instances.keys()]).toEqual([theirs]);
  expect(results.filter(({ outcome }) => outcome === "holds").map(({ name }) => name)).not.toContain(
    "provision gives an id that describe lists",
  );
});

/** A plugin that makes an instance `lists` lists after the call has failed. */
function createLate(lists: number): FakeInstances {
  const plugin = new FakeInstances();
  const right = plugin.describeInstances.bind(plugin);
  const make = plugin.provision.bind(plugin);
  let late: { readonly spec: InstanceSpec; lists: number } | undefined;
  plugin.provision = async (wanted: InstanceSpec) => {
    late = { spec: wanted, lists };
    throw new LocalError("deadline_exceeded", "no answer");
  };
  plugin.describeInstances = async (query) => {
    if (late !== undefined && late.lists-- === 0) await make(late.spec);
    return await right(query);
  };
  return plugin;
}

const provisions = instanceCases.filter(({ name }) => name === "provision gives an id that describe lists");

/**
 * A plugin whose first creation ends the run, and answers while cleaning up asks for a list, which does not show yet what
 * was made. Given up, it makes nothing, and nobody could know.
 */
function createStopping(stop: () => void): FakeInstances {
  const plugin = new FakeInstances();
  const right = plugin.describeInstances.bind(plugin);
  const make = plugin.provision.bind(plugin);
  let [lists, answer] = [0, async (): Promise<void> => undefined];
  plugin.provision = (wanted, { signal }: CallOptions = {}) =>
    new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(new LocalError("aborted", "given up")));
      answer = async () => {
        if (signal?.aborted !== true) resolve(await make(wanted));
      };
      stop();
    });
  plugin.describeInstances = async (query) => {
    const listed = await right(query);
    if (++lists !== 3) return listed;
    await answer();
    await new Promise(setImmediate);
    return listed;
  };
  return plugin;
}

test.for([
  ["it is to make an instance", "provision gives an id that describe lists"],
  ["it is to refuse that", "a provision that is refused leaves nothing behind"],
])("instanceCases hear the answer of a Provision when they are told to stop while %s", async ([, name]) => {
  const run = new AbortController();
  const plugin = createStopping(() => run.abort());
  const refused = [RawJson.fromText("1"), RawJson.fromText("2")];
  const options = { inputs: { properties: null, refused }, signal: run.signal };
  const cases = instanceCases.filter((one) => one.name === name);
  const results: ConformanceResult[] = [];
  for await (const result of runConformance(cases, plugin, options)) results.push(result);
  const message = expect.stringContaining("Provision had not answered when the case was ended") as string;
  expect(results).toEqual([
    { name, severity: "must", outcome: "fails", message, ms: expect.any(Number) as number },
  ]);
  expect([plugin.calls.provision, plugin.highest, plugin.instances.size]).toEqual([1, 1, 0]);
});

test("instanceCases destroy also those of which they hear while they destroy others", async () => {
  const run = new AbortController();
  const plugin = new FakeInstances();
  const [make, destroy] = [plugin.provision.bind(plugin), plugin.destroy.bind(plugin)];
  const { fault, release } = waits();
  let calls = 0;
  plugin.provision = async (wanted) => {
    if (calls++ === 0) return await make(wanted);
    if (calls === 20) run.abort();
    return (await fault(() => make(wanted))) as string;
  };
  plugin.destroy = async (id, reason) => {
    release();
    await new Promise(setImmediate);
    await destroy(id, reason);
  };
  const crowds = instanceCases.filter(({ name }) => name === "20 provisions at once make 20 instances");
  const options = { inputs: { properties: null }, signal: run.signal };
  for await (const result of runConformance(crowds, plugin, options))
    expect(result).not.toHaveProperty("isLeft");
  expect([plugin.highest, plugin.instances.size]).toEqual([20, 0]);
});

test("instanceCases give up the call of a Provision that never answers when cleaning up has ended", async () => {
  const plugin = new FakeInstances();
  let given: AbortSignal | undefined;
  plugin.provision = (_, { signal }: CallOptions = {}) => {
    given = signal;
    return new Promise(() => undefined);
  };
  await runAll(provisions, plugin, { properties: null });
  expect(given?.aborted).toBe(true);
});

test("instanceCases destroy what was made too late when the call of a Provision was given up", async () => {
  const plugin = createLate(3);
  const results = await runAll(provisions, plugin, { properties: null });
  expect(results).toMatchObject([{ outcome: "fails", message: "no answer" }]);
  expect(plugin.highest).toBe(1);
  expect([...plugin.instances.keys()]).toEqual([]);
});

test("instanceCases destroy what is still being made when one of many is refused", async () => {
  const plugin = new FakeInstances();
  const right = plugin.describeInstances.bind(plugin);
  const make = plugin.provision.bind(plugin);
  const { fault, release } = waits();
  let lists = 0;
  let calls = 0;
  plugin.provision = async (wanted) => {
    if (calls++ === 0) throw new Error("wrong: too many");
    return (await fault(() => make(wanted))) as string;
  };
  plugin.describeInstances = (query) => {
    if (lists++ === 3) release();
    return right(query);
  };
  const crowds = instanceCases.filter(({ name }) => name === "20 provisions at once make 20 instances");
  expect(await runAll(crowds, plugin, { properties: null })).toMatchObject([{ message: "wrong: too many" }]);
  expect(plugin.highest).toBe(19);
  expect([...plugin.instances.keys()]).toEqual([]);
});

test("instanceCases tell by which tag to look when what was made never shows", async () => {
  const [result] = await runAll(provisions, createLate(Infinity), { properties: null });
  expect(result?.message).toMatch(
    /^no answer; cleaning up failed: expected to destroy all .* look for the tag infrakit\.conformance=[a-z0-9]{12}/,
  );
});

test("instanceCases name what is left when a plugin destroys nothing of what it says it did", async () => {
  const plugin = new FakeInstances();
  plugin.destroy = async () => undefined;
  const results = await runAll(provisions, plugin, { properties: null });
  const [id] = [...plugin.instances.keys()];
  expect(results).toMatchObject([{ outcome: "holds" }, { outcome: "fails", isLeft: true }]);
  expect(results[1]?.message).toMatch(
    new RegExp(`^still there: "${id}" with the tag infrakit\\.conformance=[a-z0-9]{12}$`),
  );
});

test("instanceCases destroy what they were told of when a plugin lists nothing", async () => {
  const plugin = new FakeInstances();
  plugin.describeInstances = async () => [];
  const [result, ...others] = await runAll(provisions, plugin, { properties: null });
  expect([result?.outcome, others]).toEqual(["fails", []]);
  expect([...plugin.instances.keys()]).toEqual([]);
});

test("instanceCases name what is left when a plugin lists nothing and destroys nothing", async () => {
  const plugin = new FakeInstances();
  plugin.describeInstances = async () => [];
  plugin.destroy = () => Promise.reject(new Error("not found"));
  const results = await runAll(provisions, plugin, { properties: null });
  const [id] = [...plugin.instances.keys()];
  expect(results[1]?.message).toContain(`still there: "${id}" with the tag`);
});

test("instanceCases wait for no other instance when a plugin has given the same id twice", async () => {
  const plugin = new FakeInstances();
  const make = plugin.provision.bind(plugin);
  let id: string | undefined;
  plugin.provision = async (wanted) => (id ??= await make(wanted));
  const twins = instanceCases.filter(({ name }) => name === "each provision makes another instance");
  const [result, ...others] = await runAll(twins, plugin, { properties: null });
  expect(result?.message).toMatch(/^expected two ids for two instances, came [^;]*$/);
  expect(others).toEqual([]);
});

/** Resources in memory. What is not there cannot be destroyed, and what has changed shows `lag` looks later. */
function createResources(made: Set<string>, lag = 0): ResourcePlugin {
  const shown = new Map<string, { readonly words: string; looks: number }>();
  return {
    commit: async ({ id }, { pretend = false } = {}) => {
      if (!pretend) made.add(id);
      return "";
    },
    destroy: async ({ id }, { pretend = false } = {}) => {
      if (!made.has(id)) throw new Error(`not found ${id}`);
      if (!pretend) made.delete(id);
      return "";
    },
    describeResources: async ({ id }) => {
      const words = made.has(id) ? `${id} is there` : "nothing";
      const last = shown.get(id) ?? { words, looks: 0 };
      const next = last.words === words || last.looks >= lag ? { words, looks: 0 } : last;
      shown.set(id, { ...next, looks: next.looks + 1 });
      return next.words;
    },
  };
}

test.for([0, 2])("resourceCases hold when a plugin is right and shows it %s looks later", async (lag) => {
  const made = new Set<string>();
  const results = await runAll(resourceCases, createResources(made, lag), { properties: null });
  expect(results.filter(({ outcome }) => outcome !== "holds")).toEqual([]);
  expect(made.size).toBe(0);
});

test("resourceCases leave nothing behind when a plugin does what it should pretend", async () => {
  const made = new Set<string>();
  const right = createResources(made);
  const plugin = { ...right, commit: (wanted: ResourceSpec) => right.commit(wanted) };
  const results = await runAll(resourceCases, plugin, { properties: null });
  expect(results[0]).toMatchObject({ name: "a commit that pretends changes nothing", outcome: "fails" });
  expect(made.size).toBe(0);
});
