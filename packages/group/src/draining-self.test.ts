import { expect, test } from "vitest";
import { groupOf, openWorld, specOf, type World } from "../test/world.ts";

/** A controller on "a", whose update to v2 has ended: "b" is replaced and "a" drained. */
async function openUpdated(): Promise<World> {
  const world = await openWorld({ policy: { self: "a" } });
  await world.commit(groupOf({ LogicalIDs: ["a", "b"] }));
  await world.commit(groupOf({ LogicalIDs: ["a", "b"] }, "v2"));
  await world.clock.advance(30_000);
  return world;
}

test("commitGroup() plans nothing for the instance that it runs on when the spec is the same", async () => {
  const world = await openUpdated();
  const spec = specOf(groupOf({ LogicalIDs: ["a", "b"] }, "v2"));
  const { plan } = await world.controller.commitGroup(spec, { pretend: true });
  expect(plan?.slots.map(({ slot, action }) => [slot, action])).toEqual([
    ["a", "none"],
    ["b", "none"],
  ]);
});

test("status() says that the instance that it runs on stays outdated, until it has another", async () => {
  const world = await openUpdated();
  const why = (): string | undefined =>
    world.status().conditions.find(({ type }) => type === "Progressing")?.message;
  expect(world.status().phase).toBe("converged");
  expect(why()).toBe("i-1 is outdated and stays: this controller runs on it");
  world.instances.kill("i-1");
  await world.clock.advance(30_000);
  expect(world.status().phase).toBe("converged");
  expect(why()).toBe("");
});

test("pause() is refused where nobody but the instance that it runs on is outdated, and others are on the way out", async () => {
  const world = await openWorld({ policy: { self: "a" } });
  await world.commit(groupOf({ LogicalIDs: ["a", "b"] }));
  await world.commit(groupOf({ LogicalIDs: ["a", "b"] }, "v2"));
  await world.clock.advance(30_000);
  world.flavor.onDrain = () => new Promise(() => undefined);
  await world.controller.destroyInstances("g", ["i-3"]);
  expect(world.status().slots.map(({ state }) => state)).toEqual(["outdated", "terminating"]);
  await expect(world.controller.rollout.pause("g")).rejects.toThrow("no update of it is under way");
  expect(await world.controller.rollout.explain("g")).toEqual(["1 on the way out"]);
});

test.for([
  { name: "is drained only", updating: {} },
  { name: "is left as it is", updating: { SkipBeforeInstanceDestroy: "drain" } },
])("commitGroup() says that the instance that it runs on $name", async ({ name, updating }) => {
  const world = await openWorld({ policy: { self: "a" } });
  await world.commit(groupOf({ LogicalIDs: ["a"] }));
  const spec = specOf(groupOf({ LogicalIDs: ["a"] }, "v2", updating));
  const { plan } = await world.controller.commitGroup(spec, { pretend: true });
  expect(plan?.slots.map(({ because }) => because)).toEqual([`this controller runs on it: it ${name}`]);
});

test("planNext() knows the instance that it runs on by its tag, whatever its plugin calls it", async () => {
  const world = await openWorld({ policy: { self: "me" } });
  const list = world.instances.describeInstances.bind(world.instances);
  world.instances.describeInstances = async (query) =>
    (await list(query)).map((instance) => ({ ...instance, logicalId: `cloud-${instance.id}` }));
  await world.commit(groupOf({ Size: 2 }));
  const mine = world.instances.instances.get("i-2");
  if (mine === undefined) throw new Error("there is no i-2");
  world.instances.instances.set("i-2", { ...mine, tags: { ...mine.tags, "infrakit.logical_id": "me" } });
  await world.clock.advance(20_000);
  await world.commit(groupOf({ Size: 2 }, "v2"));
  await world.clock.advance(60_000);
  expect(world.instances.destroyed).toEqual(["i-1"]);
  expect(world.flavor.drained).toEqual(["i-1", "i-2"]);
});

test("commitGroup() does not drain the instance that it runs on again when the spec is the same", async () => {
  const world = await openUpdated();
  await world.commit(groupOf({ LogicalIDs: ["a", "b"] }, "v2"));
  await world.clock.advance(30_000);
  expect(world.flavor.drained).toEqual(["i-2", "i-1"]);
});

test("commitGroup() drains the instance that it runs on again when the version is another", async () => {
  const world = await openUpdated();
  await world.commit(groupOf({ LogicalIDs: ["a", "b"] }, "v3"));
  await world.clock.advance(30_000);
  expect(world.flavor.drained).toEqual(["i-2", "i-1", "i-3", "i-1"]);
});

test("commitGroup() begins no second drain of the instance that it runs on while one is under way", async () => {
  const world = await openWorld({ policy: { self: "a" } });
  await world.commit(groupOf({ LogicalIDs: ["a"] }));
  world.flavor.onDrain = () => new Promise(() => undefined);
  await world.commit(groupOf({ LogicalIDs: ["a"] }, "v2"));
  await world.commit(groupOf({ LogicalIDs: ["a"] }, "v3"));
  expect(world.flavor.drained).toEqual(["i-1"]);
});

test("openGroupController() does not drain the instance that it runs on again when that was done", async () => {
  const world = await openUpdated();
  await world.restart();
  await world.clock.advance(30_000);
  expect(world.flavor.drained).toEqual(["i-2", "i-1"]);
  expect(world.status().phase).toBe("converged");
});

test("openGroupController() leaves the update stopped when the drain of its own instance had failed", async () => {
  const world = await openWorld({ policy: { self: "a" } });
  await world.commit(groupOf({ LogicalIDs: ["a", "b"] }));
  world.flavor.onDrain = ({ logicalId }) =>
    logicalId === "a" ? Promise.reject(new Error("still serving")) : Promise.resolve();
  await world.commit(groupOf({ LogicalIDs: ["a", "b"] }, "v2"));
  await world.clock.advance(30_000);
  await world.restart();
  await world.clock.advance(30_000);
  expect(world.flavor.drained).toEqual(["i-2", "i-1"]);
  expect(world.status()).toMatchObject({
    phase: "stalled",
    reason:
      "the update failed and replaces nobody more: instance i-1 could not be replaced: still serving; resume it or commit again to go on",
  });
});

test.for([
  { name: "is drained", update: { MaxSurge: 1, MaxUnavailable: 0 } },
  { name: "is left alone", update: { MaxSurge: 2, SkipBeforeInstanceDestroy: "drain" } },
])("an update with MaxSurge gives back its slots when self in a sized group $name", async ({ update }) => {
  const world = await openWorld({ policy: { self: "me" } });
  const { instances } = world.instances;
  await world.commit(groupOf({ Size: 3 }, "v1", update));
  await world.clock.advance(60_000);
  for (const [id, each] of instances)
    if (id === "i-2") instances.set(id, { ...each, tags: { ...each.tags, "infrakit.logical_id": "me" } });
  await world.clock.advance(20_000);
  await world.commit(groupOf({ Size: 3 }, "v2", update));
  await world.clock.advance(600_000);
  expect(world.status()).toMatchObject({ phase: "converged", desired: 3 });
  expect([...instances.keys()]).toHaveLength(3);
  expect(instances.has("i-2")).toBe(true);
});

test("an update with MaxSurge makes nobody for self in a sized group, and drains it although nobody may be missing", async () => {
  const update = { MaxSurge: 2, MaxUnavailable: 0 };
  const world = await openWorld({ policy: { self: "me" } });
  const { instances } = world.instances;
  await world.commit(groupOf({ Size: 3 }, "v1", update));
  await world.clock.advance(60_000);
  const mine = instances.get("i-2");
  if (mine === undefined) throw new Error("there is no i-2");
  instances.set("i-2", { ...mine, tags: { ...mine.tags, "infrakit.logical_id": "me" } });
  await world.clock.advance(20_000);
  await world.commit(groupOf({ Size: 3 }, "v2", update));
  await world.clock.advance(600_000);
  expect(world.status()).toMatchObject({ phase: "converged", desired: 3 });
  expect([...instances.keys()]).toEqual(["i-2", "i-4", "i-5"]);
  expect(world.flavor.drained.at(-1)).toBe("i-2");
});

test("an update drains self only when all others are healthy, however many may be missing", async () => {
  const group = (version: string): object =>
    groupOf({ LogicalIDs: ["a", "b", "c"] }, version, { MaxUnavailable: 3 });
  const world = await openWorld({ policy: { self: "b" } });
  await world.commit(group("v1"));
  await world.clock.advance(60_000);
  let isWell = false;
  world.flavor.healthy = async (_, { id }) => (isWell || id === "i-2" ? "healthy" : "unknown");
  await world.commit(group("v2"));
  await world.clock.advance(60_000);
  expect(world.flavor.drained).toEqual(["i-3", "i-1"]);
  isWell = true;
  await world.clock.advance(60_000);
  expect(world.flavor.drained.at(-1)).toBe("i-2");
  expect(world.status().phase).toBe("converged");
});

test("an update of two that both say that they are self drains one and ends", async () => {
  const world = await openWorld({ policy: { self: "me" } });
  const { instances } = world.instances;
  await world.commit(groupOf({ Size: 3 }));
  await world.clock.advance(60_000);
  for (const [id, each] of instances)
    if (id !== "i-3") instances.set(id, { ...each, tags: { ...each.tags, "infrakit.logical_id": "me" } });
  await world.clock.advance(20_000);
  await world.commit(groupOf({ Size: 3 }, "v2"));
  await world.clock.advance(600_000);
  expect(world.status().phase).toBe("converged");
  expect(world.instances.destroyed).toEqual(["i-3"]);
  expect(world.flavor.drained.filter((id) => id !== "i-3")).toHaveLength(1);
});

test("an update of nobody but self says that nobody is left to be replaced", async () => {
  const world = await openWorld({ policy: { self: "a" } });
  await world.commit(groupOf({ LogicalIDs: ["a"] }, "v1", { Canary: 1 }));
  await world.clock.advance(60_000);
  await world.commit(groupOf({ LogicalIDs: ["a"] }, "v2", { Canary: 1 }));
  await world.clock.advance(60_000);
  expect(world.status().reason).toBe(
    "the update waits for a word, and has nobody to replace; promote it to go on",
  );
});
