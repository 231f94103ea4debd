import { LocalError, type PluginLookup } from "@infrakit/spi";
import { createFakePlugins, FakeFlavor, FakeInstances } from "@infrakit/testing";
import { expect, test } from "vitest";
import { type MeasuredCall, measurePlugins } from "./measure-plugins.ts";

const spec = { properties: null, tags: {}, init: "", logicalId: null, attachments: [] };
const instance = { id: "i-1", logicalId: null, tags: {}, properties: null };
const allocation = { size: 1, logicalIds: [] };

/** Fakes behind a meter whose clock ticks once a look. */
function open() {
  const calls: MeasuredCall[] = [];
  const [instances, flavor] = [new FakeInstances(), new FakeFlavor()];
  const found = createFakePlugins({ instances: { box: instances }, flavors: { plain: flavor } });
  let now = 0;
  const meter = { now: () => (now += 250), onCall: (call: MeasuredCall) => void calls.push(call) };
  return { calls, instances, plugins: measurePlugins(found, meter) };
}

test("measurePlugins() measures every call of an instance plugin and gives its answer", async () => {
  const { calls, instances, plugins } = open();
  const box = await plugins.instance("box");
  await box.validate(null);
  const id = await box.provision(spec);
  await box.label(id, { a: "b" });
  expect(await box.describeInstances({ tags: {}, properties: false })).toMatchObject([
    { id, tags: { a: "b" } },
  ]);
  await box.destroy(id, "terminate");
  expect(instances.destroyed).toEqual([id]);
  const names = ["Validate", "Provision", "Label", "DescribeInstances", "Destroy"];
  expect(calls).toEqual(
    names.map((name) => ({ plugin: "box", method: `Instance.${name}`, seconds: 0.25, outcome: "done" })),
  );
});

test("measurePlugins() measures every call of a flavor and gives its answer", async () => {
  const { calls, plugins } = open();
  const plain = await plugins.flavor("plain");
  await plain.validate(null, allocation);
  const index = { group: "g", sequence: 0 };
  expect(await plain.prepare({ properties: null, spec, allocation, index })).toEqual(spec);
  expect(await plain.healthy(null, instance)).toBe("healthy");
  await plain.drain(null, instance);
  expect(calls.map(({ plugin, method }) => `${plugin} ${method}`)).toEqual(
    ["Validate", "Prepare", "Healthy", "Drain"].map((name) => `plain Flavor.${name}`),
  );
});

test.for([
  ["refused", new Error("no")],
  ["unknown", new LocalError("deadline_exceeded", "too late")],
] as const)("measurePlugins() passes an error on when a call is %s", async ([outcome, error]) => {
  const { calls, instances, plugins } = open();
  instances.fail("provision", () => Promise.reject(error));
  await expect((await plugins.instance("box")).provision(spec)).rejects.toBe(error);
  expect(calls).toMatchObject([{ method: "Instance.Provision", outcome }]);
});

test("measurePlugins() passes on the hints of those who give some, and measures none", async () => {
  const { calls, instances, plugins } = open();
  const id = await instances.provision(spec);
  const stop = new AbortController();
  const hints = (await plugins.instance("box")).changes?.({ signal: stop.signal })[Symbol.asyncIterator]();
  const first = hints?.next();
  instances.kill(id);
  expect(await first).toEqual({ done: false, value: { id } });
  stop.abort();
  const lookup = { instance: async () => ({}) } as unknown as PluginLookup;
  const quiet = await measurePlugins(lookup, { now: () => 0, onCall: () => undefined }).instance("quiet");
  expect("changes" in quiet).toBe(false);
  expect(calls).toEqual([]);
});

test("measurePlugins() knows who shares its fate, and who lists at once, as well as what it measures does", () => {
  const isOwn = (name: string): boolean => name === "own";
  const lookup = { sharesFate: isOwn, listsAtOnce: isOwn } as unknown as PluginLookup;
  const plugins = measurePlugins(lookup, { now: () => 0, onCall: () => undefined });
  expect([plugins.sharesFate?.("own"), plugins.sharesFate?.("other")]).toEqual([true, false]);
  expect([plugins.listsAtOnce?.("own"), plugins.listsAtOnce?.("other")]).toEqual([true, false]);
});
