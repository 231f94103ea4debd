import { LocalError } from "@infrakit/spi";
import { waits } from "@infrakit/testing";
import { expect, test } from "vitest";
import { groupOf, openWorld, specOf } from "../test/world.ts";

test("setSize() keeps the new properties when a commit is under way", async () => {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 2 }));
  const [before] = world.hashes();
  await Promise.all([
    world.controller.commitGroup(specOf(groupOf({ Size: 2 }, "v2"))),
    world.controller.setSize("g", 3),
  ]);
  await world.clock.advance(60_000);
  expect(world.hashes()).toHaveLength(3);
  expect(world.hashes()).not.toContain(before);
});

test("commitGroup() stops its update when a drain never ends", async () => {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 2 }));
  world.flavor.onDrain = () => new Promise(() => undefined);
  await world.commit(groupOf({ Size: 2 }, "v2"));
  await world.clock.advance(620_000);
  expect(world.status()).toMatchObject({
    phase: "stalled",
    reason:
      "the update failed and replaces nobody more: instance i-2 could not be replaced: Drain did not answer within 600 s; resume it or commit again to go on",
  });
});

test("commitGroup() stops its update when a drain is given up by its connection", async () => {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 2 }));
  world.flavor.onDrain = () => Promise.reject(new LocalError("deadline_exceeded", "no answer within 15 s"));
  await world.commit(groupOf({ Size: 2 }, "v2"));
  await world.clock.advance(300_000);
  expect(world.flavor.drained).toEqual(["i-2"]);
  expect(world.status().phase).toBe("stalled");
});

test("commitGroup() goes on with its update when an instance leaves by itself as it is drained", async () => {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 3 }));
  world.flavor.onDrain = ({ id }) => Promise.resolve(world.instances.kill(id));
  await world.commit(groupOf({ Size: 3 }, "v2"));
  await world.clock.advance(60_000);
  expect([...world.instances.instances.keys()]).toEqual(["i-4", "i-5", "i-6"]);
  expect(world.status().phase).toBe("converged");
});

test("commitGroup() goes on with its update when the instance that stopped it is gone", async () => {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 2 }));
  world.flavor.onDrain = ({ id }) =>
    id === "i-2" ? Promise.reject(new Error("still serving")) : Promise.resolve();
  await world.commit(groupOf({ Size: 2 }, "v2"));
  await world.clock.advance(10_000);
  expect(world.status().phase).toBe("stalled");
  world.instances.kill("i-2");
  await world.clock.advance(30_000);
  expect([...world.instances.instances.keys()]).toEqual(["i-3", "i-4"]);
});

test("commitGroup() replaces nobody more before a list shows whether who could not be destroyed is there", async () => {
  const world = await openWorld();
  const update = { OnFailure: "continue", MinHealthyTime: "5s" };
  await world.commit(groupOf({ Size: 3 }, "v1", update));
  await world.clock.advance(30_000);
  const { fault, release } = waits();
  // Told twice, its plugin says of the second time only that there is no such instance.
  world.instances.fail("destroy", async (call) => {
    await call();
    world.instances.fail("describeInstances", fault);
    throw new Error("not found");
  });
  await world.commit(groupOf({ Size: 3 }, "v2", update));
  await world.clock.advance(1000);
  expect(world.flavor.drained).toEqual(["i-3"]);
  release();
  await world.clock.advance(4000);
  expect(world.flavor.drained).toEqual(["i-3"]);
  expect(world.status()).toMatchObject({ desired: 3, restarts: 0 });
  await world.clock.advance(60_000);
  expect(world.status().phase).toBe("converged");
});

test("status() is not converged while the last successor is unhealthy", async () => {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 2 }));
  await world.clock.advance(20_000);
  world.flavor.health.set("i-3", "healthy");
  world.flavor.usualHealth = "unhealthy";
  await world.commit(groupOf({ Size: 2 }, "v2"));
  await world.clock.advance(60_000);
  expect(world.status()).toMatchObject({ phase: "progressing", ready: 1 });
  world.flavor.usualHealth = "healthy";
  await world.clock.advance(20_000);
  expect(world.status()).toMatchObject({ phase: "converged", ready: 2 });
});

test("commitGroup() updates all members when asking for health takes longer than a round", async () => {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 20 }));
  await world.clock.advance(30_000);
  world.flavor.healthy = () =>
    new Promise((resolve) => void world.clock.callAt(world.clock.now() + 3000, () => resolve("healthy")));
  await world.commit(groupOf({ Size: 20 }, "v2"));
  await world.clock.advance(600_000);
  expect(world.instances.destroyed).toHaveLength(20);
});
