import { absentList, absentMap, RawJson } from "@infrakit/spi/document";
import { type FlavorPlugin, LocalError } from "@infrakit/spi";
import type { Health, InstanceSpec } from "@infrakit/spi/data";
import { createFakePlugins, FakeFlavor } from "@infrakit/testing";
import { expect, test } from "vitest";
import { comboFlavor, createComboFlavor } from "./combo.ts";
import { createVanillaFlavor, vanillaFlavor } from "./vanilla.ts";

const allocation = { size: 0, logicalIds: ["10.0.0.1", "10.0.0.2"] };
const index = { group: "pets", sequence: 2 };
const instance = { id: "i", logicalId: null, tags: {}, properties: null };
const bare: InstanceSpec = {
  properties: RawJson.fromText('{"Note":"one"}'),
  tags: { "infrakit.group": "pets" },
  init: "",
  logicalId: "10.0.0.2",
  attachments: absentList,
};

function comboOf(flavors: Readonly<Record<string, FlavorPlugin>>): FlavorPlugin {
  return createComboFlavor({ lookup: createFakePlugins({ flavors }) });
}
const vanillas = comboOf({ vanilla: createVanillaFlavor(), "flavor-vanilla": createVanillaFlavor() });

/** Properties that combine flavors of these names, which are told nothing. */
function named(...names: readonly string[]): RawJson {
  return comboFlavor(...names.map((plugin) => ({ plugin, properties: null }))).properties;
}

test.for([
  {
    name: "v0.1 to v0.5",
    properties:
      '{"Flavors":[{"Plugin":"flavor-vanilla","Properties":{"Init":["a"]}},{"Plugin":"flavor-vanilla","Properties":{"Init":["b"]}}]}',
  },
  {
    name: "HEAD",
    properties:
      '[{"Plugin":"vanilla","Properties":{"Init":["a"]}},{"Plugin":"vanilla","Properties":{"Init":["b"]}}]',
  },
  {
    name: "somebody in lower case",
    properties:
      '{"flavors":[{"plugin":"vanilla","properties":{"init":["a"]}},{"plugin":"vanilla","properties":{"init":["b"]}}]}',
  },
])("prepare() reads the properties as $name writes them", async ({ properties }) => {
  const told = RawJson.fromText(properties);
  await expect(vanillas.validate(told, allocation)).resolves.toBeUndefined();
  expect((await vanillas.prepare({ properties: told, spec: bare, allocation, index })).init).toBe("a\nb");
});

test.for([
  { name: "there are none", properties: null },
  { name: "the list is empty", properties: RawJson.fromText("[]") },
  { name: "the object is empty", properties: RawJson.fromText("{}") },
])("prepare() adds nothing when $name", async ({ properties }) => {
  const prepared = await vanillas.prepare({ properties, spec: bare, allocation, index });
  expect(prepared).toEqual(bare);
  expect(await vanillas.healthy(properties, instance)).toBe("healthy");
});

test("prepare() adds what each flavor adds, in order, and nothing twice [differs.fault.combo-init]", async () => {
  const { properties } = comboFlavor(
    vanillaFlavor({ init: ["a"], tags: { x: "1", both: "a" }, attachments: [{ id: "d1", type: "disk" }] }),
    vanillaFlavor({ init: ["b"], tags: { y: "2", both: "b" }, attachments: [{ id: "d2", type: "disk" }] }),
  );
  const spec = { ...bare, init: "base", attachments: [{ id: "d0", type: "disk" }] };
  expect(await vanillas.prepare({ properties, spec, allocation, index })).toEqual({
    properties: bare.properties,
    tags: { "infrakit.group": "pets", x: "1", y: "2", both: "b" },
    init: "base\na\nb",
    logicalId: "10.0.0.2",
    attachments: ["d0", "d1", "d2"].map((id) => ({ id, type: "disk" })),
  });
});

test("prepare() gives each flavor the spec as it was when others have changed theirs", async () => {
  const seen: InstanceSpec[] = [];
  const writer = new FakeFlavor();
  writer.onPrepare = ({ spec }) => {
    seen.push(spec);
    return { ...spec, init: "a whole script", attachments: [{ id: "other", type: "disk" }] };
  };
  const spec = { ...bare, init: "base", attachments: [{ id: "d0", type: "disk" }] };
  const prepared = await comboOf({ writer }).prepare({
    properties: named("writer", "writer"),
    spec,
    allocation,
    index,
  });
  expect(seen).toEqual([spec, spec]);
  // What takes the place of the base instead of following it is not a repetition of it.
  expect(prepared.init).toBe("base\na whole script\na whole script");
  expect(prepared.attachments.map(({ id }) => id)).toEqual(["d0", "other", "other"]);
});

test("prepare() writes an empty map and list when the spec has none, as Go does", async () => {
  const spec = { ...bare, tags: absentMap };
  const prepared = await vanillas.prepare({ properties: named("vanilla"), spec, allocation, index });
  expect(prepared.tags).toEqual({});
  expect(prepared.tags).not.toBe(absentMap);
  expect(prepared.attachments).toEqual([]);
  expect(prepared.attachments).not.toBe(absentList);
});

test("prepare() keeps a tag called __proto__ a tag", async () => {
  const properties = RawJson.fromText(
    '[{"Plugin":"vanilla","Properties":{"Tags":{"__proto__":"1","constructor":"2"}}}]',
  );
  const { tags } = await vanillas.prepare({ properties, spec: bare, allocation, index });
  expect(Object.keys(tags)).toEqual(["infrakit.group", "__proto__", "constructor"]);
});

test.for<{ name: string; answers: readonly (Health | Error)[]; health: Health }>([
  { name: "all are healthy", answers: ["healthy", "healthy"], health: "healthy" },
  { name: "one does not know", answers: ["unknown", "healthy"], health: "unknown" },
  { name: "one is unhealthy", answers: ["healthy", "unhealthy"], health: "unhealthy" },
  {
    name: "one is unhealthy and an earlier one unknown",
    answers: ["unknown", "unhealthy"],
    health: "unhealthy",
  },
  {
    name: "one is unhealthy and an earlier one fails",
    answers: [new Error("x"), "unhealthy"],
    health: "unhealthy",
  },
])("healthy() answers $health when $name [differs.combo.health]", async ({ answers, health }) => {
  const flavors = Object.fromEntries(answers.map((answer, at) => [`f${at}`, flavorThatAnswers(answer)]));
  expect(await comboOf(flavors).healthy(named(...Object.keys(flavors)), instance)).toBe(health);
});

test("healthy() fails when one fails and none is unhealthy", async () => {
  const combo = comboOf({
    good: flavorThatAnswers("healthy"),
    bad: flavorThatAnswers(new Error("no answer")),
  });
  await expect(combo.healthy(named("good", "bad"), instance)).rejects.toThrow(/^no answer$/);
});

test("healthy() does not wait for one that hangs when another one says unhealthy", async () => {
  const hanging = Object.assign(new FakeFlavor(), { healthy: () => new Promise<Health>(() => undefined) });
  const combo = comboOf({ hanging, bad: flavorThatAnswers("unhealthy") });
  expect(await combo.healthy(named("hanging", "bad"), instance)).toBe("unhealthy");
});

function flavorThatAnswers(answer: Health | Error): FlavorPlugin {
  const flavor = new FakeFlavor();
  const healthy = (): Promise<Health> =>
    answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  return Object.assign(flavor, { healthy });
}

test("drain() lets all flavors drain when some fail, and gathers why [differs.fault.combo-missing]", async () => {
  const good = new FakeFlavor();
  const bad = new FakeFlavor();
  bad.onDrain = () => Promise.reject(new Error("it is busy"));
  const combo = comboOf({ good, bad });
  const drained = combo.drain(named("bad", "missing", "good", "bad"), instance);
  await expect(drained).rejects.toThrow(/^it is busy, plugin not found:missing, it is busy$/);
  expect(good.drained).toEqual(["i"]);
  expect(bad.drained).toEqual(["i", "i"]);
});

test("drain() throws the very error when there is one", async () => {
  const lost = new LocalError("connection_lost", "the plugin went away");
  const bad = new FakeFlavor();
  bad.onDrain = () => Promise.reject(lost);
  await expect(comboOf({ bad }).drain(named("bad"), instance)).rejects.toBe(lost);
});

test.for([
  {
    name: "a flavor is missing",
    properties: '[{"Plugin":"vanilla"},{"Plugin":"nope"}]',
    message: "plugin not found:nope",
  },
  {
    name: "a flavor refuses its own",
    properties: '[{"Plugin":"vanilla","Properties":{"Tags":{"infrakit.slot":"3"}}}]',
    message: 'Cannot set the tag "infrakit.slot": only the group may; choose another name',
  },
  {
    name: "it is combined with itself",
    properties: '[{"Plugin":"vanilla"},{"Plugin":"combo","Properties":[{"Plugin":"vanilla"}]}]',
    message: '[1].Plugin: cannot combine flavor "combo" with itself; list its flavors here instead',
  },
  {
    name: "it is combined with itself by another spelling",
    properties: '{"Flavors":[{"Plugin":"combo/."}]}',
    message: '[0].Plugin: cannot combine flavor "combo" with itself; list its flavors here instead',
  },
  {
    name: "they are text",
    properties: '"vanilla"',
    message: "expected a list, found a string",
  },
  {
    name: "a name is a number",
    properties: '{"Flavors":[{"Plugin":7}]}',
    message: "Flavors[0].Plugin: expected a string, found a number",
  },
])(
  "validate() refuses the properties when $name [differs.combo.validate]",
  async ({ properties, message }) => {
    const told = RawJson.fromText(properties);
    await expect(vanillas.validate(told, allocation)).rejects.toMatchObject({ message });
  },
);

test("prepare() ends when combos of different names name each other", async () => {
  const flavors: Record<string, FlavorPlugin> = { vanilla: createVanillaFlavor() };
  const lookup = createFakePlugins({ flavors });
  flavors["odd"] = createComboFlavor({ lookup, name: "odd" });
  flavors["even"] = createComboFlavor({ lookup, name: "even" });
  const nested = (depth: number): string =>
    depth === 0
      ? '{"Plugin":"vanilla","Properties":{"Init":["x"]}}'
      : `{"Plugin":"${depth % 2 === 0 ? "even" : "odd"}","Properties":[${nested(depth - 1)}]}`;
  const properties = RawJson.fromText(`[${nested(100)}]`);
  const combo = createComboFlavor({ lookup });
  const spec = { ...bare, init: "base" };
  expect((await combo.prepare({ properties, spec, allocation, index })).init).toBe("base\nx");
});

test("comboFlavor() writes the document that the flavor reads", () => {
  expect(comboFlavor().properties.text).toBe("[]");
  const { plugin, properties } = comboFlavor(vanillaFlavor({ init: ["a"] }), {
    plugin: "mine/x",
    properties: null,
  });
  expect(plugin).toBe("combo");
  expect(properties.text).toBe(
    '[{"Plugin":"vanilla","Properties":{"Init":["a"]}},{"Plugin":"mine/x","Properties":null}]',
  );
});
