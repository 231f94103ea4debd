import { hangs, waits } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { groupOf, openWorld, type World } from "../test/world.ts";

describe("restart", () => {
  test("takes up its groups and changes nothing", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.restart();
    await world.clock.advance(60_000);
    expect(world.instances.calls).toMatchObject({ provision: 3, destroy: 0 });
    expect(world.status().phase).toBe("converged");
  });

  test("counts what its predecessor had begun", async () => {
    const world = await openWorld();
    const gate = waits();
    world.instances.fail("provision", gate.fault);
    await world.commit(groupOf({ Size: 1 }));
    await world.restart();
    await world.clock.advance(20_000);
    expect(world.instances.calls.provision).toBe(1);
    gate.release();
    await world.clock.advance(20_000);
    expect(world.instances.highest).toBe(1);
    expect(world.status().phase).toBe("converged");
  });

  test.for([
    { name: "at once when its plugin lists at once", listsAtOnce: true, creations: [2, 2] },
    { name: "after 10 s when lists may be late", listsAtOnce: false, creations: [1, 2] },
  ])("makes anew what ended with its predecessor $name", async ({ listsAtOnce, creations }) => {
    const world = await openWorld();
    world.fate = { isShared: true, listsAtOnce };
    world.instances.fail("provision", hangs());
    await world.commit(groupOf({ Size: 1 }));
    await world.restart();
    await world.clock.advance(1000);
    const soon = world.instances.calls.provision;
    await world.clock.advance(11_000);
    expect([soon, world.instances.calls.provision]).toEqual(creations);
  });

  test("waits for a plugin that is absent, and says so", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 1 }));
    world.isAbsent = true;
    await world.restart();
    expect(world.status()).toMatchObject({
      phase: "waiting",
      reason: "waiting for a list of the instances: plugin not found:fake",
    });
    world.isAbsent = false;
    await world.clock.advance(20_000);
    expect(world.status().phase).toBe("converged");
  });
});

test.for<{ readonly name: string; readonly say: (world: World) => Promise<unknown> }>([
  { name: "the update is undone", say: ({ controller }) => controller.rollout.rollback("g") },
  { name: "the update waits", say: ({ controller }) => controller.rollout.pause("g") },
  { name: "the update is over", say: ({ controller }) => controller.rollout.abort("g") },
])("who was told to go when the controller died with its plugins goes, though $name", async ({ say }) => {
  const world = await openWorld();
  world.fate = { isShared: true, listsAtOnce: true };
  await world.commit(groupOf({ Size: 3 }));
  await world.clock.advance(60_000);
  world.instances.fail("destroy", hangs());
  await world.commit(groupOf({ Size: 3 }, "v2"));
  await say(world);
  expect(world.status().slots.map(({ state }) => state)).toContain("terminating");
  await world.restart();
  await world.clock.advance(60_000);
  expect(world.instances.destroyed).toEqual(["i-3"]);
  expect(world.instances.instances.size).toBe(3);
});

test("who refused to go is a member again when the first list of a successor shows it", async () => {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 4 }));
  await world.clock.advance(60_000);
  const { fault, release } = waits();
  world.instances.fail("destroy", () => {
    world.instances.fail("describeInstances", fault);
    return Promise.reject(new Error("locked"));
  });
  await world.commit(groupOf({ Size: 4 }, "v2"));
  await world.clock.advance(1000);
  await world.restart();
  release();
  await world.clock.advance(30_000);
  expect(world.status().slots.map(({ state }) => state)).toEqual(Array(4).fill("outdated"));
});

test.for<{ readonly name: string; readonly begin: (world: World) => Promise<unknown> }>([
  { name: "a replacement", begin: ({ controller }) => controller.rollout.replace("g", ["i-2"]) },
  {
    name: "a rollback",
    begin: async (world) => {
      await world.commit({ ...groupOf({ Size: 2 }, "v2", { MinHealthyTime: "30s" }), Healing: null });
      await world.clock.advance(10_000);
      await world.controller.rollout.rollback("g");
    },
  },
])("$name is not over after a restart until the last successor is healthy", async ({ begin }) => {
  const world = await openWorld();
  await world.commit({ ...groupOf({ Size: 2 }, "v1", { MinHealthyTime: "30s" }), Healing: null });
  await world.clock.advance(60_000);
  world.flavor.healthy = async (_, { id }) => (id === "i-1" || id === "i-2" ? "healthy" : "unhealthy");
  await begin(world);
  await world.clock.advance(120_000);
  expect(world.status().phase).toBe("progressing");
  await world.restart();
  await world.clock.advance(30_000);
  expect(world.status().phase).toBe("progressing");
});
