import { waits } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { createMemoryJournal, type Journal } from "./index.ts";
import { kill, type Updated, updating, versions } from "../test/updating-world.ts";
import { groupOf, openWorld, type World } from "../test/world.ts";

describe("an update that was stopped", () => {
  const slow = { MinHealthyTime: "5s" };

  /** One of four is replaced, and the next would be when its successor has been healthy for long enough. */
  async function halfway(given: Updated = {}): Promise<World> {
    const world = await updating({ update: slow, ...given }, 3000);
    expect(versions(world)).toEqual([3, 1]);
    return world;
  }

  test.for(["pause", "abort"] as const)("does not spread after %s, nor after a restart", async (word) => {
    const world = await halfway();
    await world.controller.rollout[word]("g");
    await kill("i-1", "i-5")(world);
    expect(versions(world)).toEqual([3, 1]);
    await world.restart();
    await world.controller.setSize("g", 6);
    await kill("i-2")(world);
    expect(versions(world)).toEqual([5, 1]);
    await world.commit(groupOf({ Size: 6 }, "v2", slow));
    await world.clock.advance(120_000);
    expect(versions(world)).toEqual([0, 6]);
    expect(world.status().phase).toBe("converged");
  });

  test.for(["pause", "abort"] as const)("is not over after %s when nobody outdated is left", async (word) => {
    const world = await halfway();
    await world.controller.rollout[word]("g");
    await world.controller.setSize("g", 1);
    await world.clock.advance(60_000);
    expect(versions(world)).toEqual([0, 1]);
    expect(world.status().phase).toBe("paused");
    await world.controller.setSize("g", 3);
    await world.clock.advance(60_000);
    expect(versions(world)).toEqual([2, 1]);
  });

  test("has as many of its version as a slot that was being filled when it was told to wait", async () => {
    const world = await halfway();
    world.instances.kill("i-5");
    await world.controller.rollout.pause("g");
    await world.clock.advance(60_000);
    expect(versions(world)).toEqual([3, 1]);
  });

  test("does not spread when it has failed, and tries again only where it failed", async () => {
    const world = await halfway({ update: { ...slow, OnFailure: "pause" } });
    for (let round = 0; round < 4; round++) {
      world.instances.kill([...world.instances.instances.keys()].at(-1) ?? "");
      await world.clock.advance(2500);
    }
    expect(world.status().phase).toBe("stalled");
    await kill("i-1", "i-2")(world);
    expect(versions(world)).toEqual([3, 1]);
    await world.restart();
    await kill("i-3")(world);
    expect(versions(world)).toEqual([3, 1]);
    await world.controller.rollout.resume("g");
    await world.clock.advance(120_000);
    expect(versions(world)).toEqual([0, 4]);
  });

  test("has as many of its version as it has when it is told to wait, and not as when it had failed before", async () => {
    const world = await halfway();
    world.flavor.onDrain = () => Promise.reject(new Error("still serving"));
    await world.clock.advance(5000);
    expect(world.status().phase).toBe("stalled");
    world.flavor.onDrain = () => Promise.resolve();
    world.instances.kill("i-3");
    await world.clock.advance(8000);
    expect(versions(world)).toEqual([1, 3]);
    await world.controller.rollout.pause("g");
    await kill("i-5", "i-6")(world);
    expect(versions(world)).toEqual([1, 3]);
  });

  test("gives up the newcomers that it has beyond the size, and no proven member, when it is aborted", async () => {
    const surging = { MaxSurge: 1, MaxUnavailable: 0, MinHealthyTime: "1h" };
    const world = await updating({ update: surging, allocation: { Size: 3 } }, 5000);
    expect(versions(world)).toEqual([3, 1]);
    await world.controller.rollout.abort("g");
    await world.clock.advance(30_000);
    expect(world.instances.destroyed).toEqual(["i-4"]);
    expect(world.status()).toMatchObject({ phase: "paused", desired: 3 });
  });

  test("gives up the newcomer that has proven itself for the shorter time when it is aborted", async () => {
    const surging = { MaxSurge: 1, MaxUnavailable: 0, MinHealthyTime: "10s" };
    const world = await updating({ update: surging, allocation: { Size: 3 } }, 0);
    while (world.instances.destroyed.length === 0) await world.clock.advance(1000);
    world.flavor.health.set("i-5", "unknown");
    await world.clock.advance(2000);
    expect([...world.instances.instances.keys()]).toEqual(["i-1", "i-2", "i-4", "i-5"]);
    await world.controller.rollout.abort("g");
    await world.clock.advance(5000);
    expect(world.instances.destroyed).toEqual(["i-3", "i-5"]);
  });

  test("gives up the unhealthy first, and no healthy newcomer, when it is paused and the group made smaller", async () => {
    const surging = { MaxSurge: 1, MaxUnavailable: 0, MinHealthyTime: "1h" };
    const world = await updating({ update: surging }, 5000);
    expect(versions(world)).toEqual([4, 1]);
    await world.controller.rollout.pause("g");
    world.flavor.health.set("i-1", "unhealthy");
    await world.clock.advance(12_000);
    await world.controller.setSize("g", 3);
    await world.clock.advance(2000);
    expect(world.instances.destroyed).toEqual(["i-1"]);
  });

  test.for<{ readonly name: string; readonly disturb: (world: World) => unknown }>([
    { name: "is lost", disturb: kill("i-1") },
    { name: "is added", disturb: ({ controller }) => controller.setSize("g", 5) },
  ])(
    "has none of its version that failed with its first victim: who $name is made as before",
    async ({ disturb }) => {
      const world = await openWorld();
      await world.commit(groupOf({ Size: 4 }, "v1", slow));
      await world.clock.advance(60_000);
      const { fault, release } = waits();
      world.instances.fail("destroy", () => {
        world.instances.fail("describeInstances", fault);
        return Promise.reject(new Error("locked"));
      });
      await world.commit(groupOf({ Size: 4 }, "v2", slow));
      await world.clock.advance(1000);
      release();
      await world.clock.advance(60_000);
      await disturb(world);
      await world.clock.advance(60_000);
      expect(versions(world)).toEqual([world.status().desired, 0]);
    },
  );

  test("gives up a newcomer that was on its way when it was aborted", async () => {
    const surging = { MaxSurge: 1, MaxUnavailable: 0, MinHealthyTime: "5s" };
    const world = await updating({ update: surging, allocation: { Size: 2 } }, 3000);
    const { fault, release } = waits();
    world.instances.fail("provision", fault);
    await world.clock.advance(3000);
    expect(versions(world)).toEqual([1, 1]);
    await world.controller.rollout.abort("g");
    release();
    await world.clock.advance(60_000);
    expect(world.instances.calls.provision).toBe(4);
    expect(versions(world)).toEqual([1, 1]);
  });

  test("does not spread when the controller dies as soon as it has saved that it waits", async () => {
    const memory = createMemoryJournal();
    let left = Infinity;
    const save: Journal["save"] = (record) =>
      left-- > 0 ? memory.save(record) : Promise.reject(new Error("no space left"));
    const world = await halfway({ options: { journal: { ...memory, save } } });
    left = 1;
    await world.controller.rollout.pause("g");
    world.instances.kill("i-1");
    left = Infinity;
    await world.restart();
    await world.clock.advance(60_000);
    expect(versions(world)).toEqual([3, 1]);
  });

  test("has its outdated members healed as they were before it", async () => {
    const world = await halfway();
    await world.controller.rollout.pause("g");
    world.flavor.health.set("i-1", "unhealthy");
    await world.clock.advance(120_000);
    expect(world.instances.destroyed).toContain("i-1");
    expect(versions(world)).toEqual([3, 1]);
  });

  test("makes what is missing of what is committed when the group never converged to anything", async () => {
    const world = await openWorld();
    world.flavor.usualHealth = "unhealthy";
    await world.commit(groupOf({ Size: 2 }, "v1", slow));
    await world.commit(groupOf({ Size: 2 }, "v2", slow));
    await world.controller.rollout.pause("g");
    await world.clock.advance(5000);
    for (const id of world.instances.instances.keys()) world.instances.kill(id);
    await world.clock.advance(60_000);
    expect(versions(world)).toEqual([0, 2]);
  });
});

describe("healing", () => {
  test("replaces an outdated member when the update waits for one of whom nobody knows how it is", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 4 }));
    await world.clock.advance(60_000);
    world.flavor.health.set("i-5", "unknown");
    await world.commit(groupOf({ Size: 4 }, "v2"));
    await world.clock.advance(60_000);
    expect(versions(world)).toEqual([3, 1]);
    world.flavor.health.set("i-1", "unhealthy");
    await world.clock.advance(60_000);
    expect(world.instances.destroyed).toEqual(["i-4", "i-1"]);
  });
});
