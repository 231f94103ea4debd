import { LocalError, type PluginLookup } from "@infrakit/spi";
import { createFakePlugins, FakeFlavor, FakeInstances } from "@infrakit/testing";
import { expect, test } from "vitest";
import { type CallMeter, type MeasuredCall, measurePlugins } from "./measure-plugins.ts";
import { OpenCalls } from "./open-calls.ts";

const spec = { properties: null, tags: {}, init: "", logicalId: null, attachments: [] };
const instance = { id: "i-1", logicalId: null, tags: {}, properties: null };
const allocation = { size: 1, logicalIds: [] };

/** Fakes behind a meter whose clock ticks once a look. */
function openMeter() {
  const calls: MeasuredCall[] = [];
  const [instances, flavor] = [new FakeInstances(), new FakeFlavor()];
  const found = createFakePlugins({ instances: { box: instances }, flavors: { plain: flavor } });
  let now = 0;
  const open = new OpenCalls();
  const meter = { now: () => (now += 250), onCall: (call: MeasuredCall) => void calls.push(call), open };
  return { calls, instances, open, plugins: measurePlugins(found, meter) };
}

/** A meter for those who do not look at it. */
const unread: CallMeter = { now: () => 0, onCall: () => undefined, open: new OpenCalls() };

test("measurePlugins() measures every call of an instance plugin and gives its answer", async () => {
  const { calls, instances, plugins } = openMeter();
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
  const { calls, plugins } = openMeter();
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
  const { calls, instances, plugins } = openMeter();
  instances.fail("provision", () => Promise.reject(error));
  await expect((await plugins.instance("box")).provision(spec)).rejects.toBe(error);
  expect(calls).toMatchObject([{ method: "Instance.Provision", outcome }]);
});

test("measurePlugins() passes on the hints of those who give some, and measures none", async () => {
  const { calls, instances, plugins } = openMeter();
  const id = await instances.provision(spec);
  const stop = new AbortController();
  const hints = (await plugins.instance("box")).changes?.({ signal: stop.signal })[Symbol.asyncIterator]();
  const first = hints?.next();
  instances.kill(id);
  expect(await first).toEqual({ done: false, value: { id } });
  stop.abort();
  const lookup = { instance: async () => ({}) } as unknown as PluginLookup;
  const quiet = await measurePlugins(lookup, unread).instance("quiet");
  expect("changes" in quiet).toBe(false);
  expect(calls).toEqual([]);
});

test("measurePlugins() knows who shares its fate, and who lists at once, as well as what it measures does", () => {
  const isOwn = (name: string): boolean => name === "own";
  const lookup = { sharesFate: isOwn, listsAtOnce: isOwn } as unknown as PluginLookup;
  const plugins = measurePlugins(lookup, unread);
  expect([plugins.sharesFate?.("own"), plugins.sharesFate?.("other")]).toEqual([true, false]);
  expect([plugins.listsAtOnce?.("own"), plugins.listsAtOnce?.("other")]).toEqual([true, false]);
});

test("measurePlugins() holds a call as long as it is open, and says what it is about", async () => {
  const { instances, open, plugins } = openMeter();
  let fail: (error: Error) => void = () => undefined;
  instances.fail("destroy", () => new Promise((_, reject) => (fail = reject)));
  const box = await plugins.instance("box");
  const ended = box.destroy("i-1", "terminate");
  await expect
    .poll(() => [...open])
    .toEqual([{ plugin: "box", method: "Instance.Destroy", about: "i-1", startedAt: 250 }]);
  fail(new Error("no"));
  await expect(ended).rejects.toThrow("no");
  expect([...open]).toEqual([]);
});

test.for([
  ["a numbered slot", { tags: { "infrakit.group": "web", "infrakit.slot": "2-abcdefgh" } }, "slot 2 of web"],
  ["a logical id", { tags: { "infrakit.group": "web" }, logicalId: "db-1" }, "slot db-1 of web"],
  ["no group", { tags: {} }, ""],
] as const)("measurePlugins() says for which place one is made when it has %s", async ([, part, about]) => {
  const { instances, open, plugins } = openMeter();
  const seen: string[] = [];
  instances.fail("provision", async () => void seen.push(...[...open].map((call) => call.about)));
  await (await plugins.instance("box")).provision({ ...spec, ...part });
  expect(seen).toEqual([about]);
});
