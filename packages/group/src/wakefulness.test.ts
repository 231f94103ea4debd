import { ManualClock } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { groupOf, openWorld, type World } from "../test/world.ts";
import { Wakefulness } from "./wakefulness.ts";

describe("Wakefulness", () => {
  test("counts time in which nothing was called back that was due, once, and no other", async () => {
    const clock = new ManualClock();
    const wakefulness = new Wakefulness(clock);
    clock.jump(60_000);
    wakefulness.join();
    expect(wakefulness.sleptMs).toBe(0);
    await clock.advance(60_000);
    clock.jump(1500);
    await clock.advance(10_000);
    expect(wakefulness.sleptMs).toBe(0);
    clock.jump(30_000);
    expect(wakefulness.sleptMs).toBeGreaterThanOrEqual(30_000);
    expect(wakefulness.sleptMs).toBeLessThanOrEqual(31_000);
    const before = wakefulness.sleptMs;
    await clock.advance(60_000);
    expect(wakefulness.sleptMs).toBe(before);
  });

  test("counts before anybody asks when what was due is called back first", async () => {
    const clock = new ManualClock();
    const wakefulness = new Wakefulness(clock);
    wakefulness.join();
    clock.jump(30_000);
    await clock.advance(5000);
    expect(wakefulness.sleptMs).toBeGreaterThanOrEqual(30_000);
  });

  test("leaves no timer when nobody has anything to watch any more", () => {
    const clock = new ManualClock();
    const wakefulness = new Wakefulness(clock);
    wakefulness.join();
    wakefulness.join();
    wakefulness.leave();
    expect(clock.timers).toBe(1);
    wakefulness.leave();
    expect(clock.timers).toBe(0);
    clock.jump(60_000);
    expect(wakefulness.sleptMs).toBe(0);
  });
});

/** In the middle of an update of three, with a second's health for each. */
async function openUpdate(onFailure: string): Promise<World> {
  const updating = { MinHealthyTime: "1s", ProgressDeadline: "10s", OnFailure: onFailure };
  const world = await openWorld();
  await world.commit(groupOf({ Size: 3 }, "v1", updating));
  await world.clock.advance(10_000);
  await world.commit(groupOf({ Size: 3 }, "v2", updating));
  await world.clock.advance(500);
  expect(world.status().phase).toBe("progressing");
  return world;
}

describe("a controller that was stopped for a while", () => {
  test.for(["pause", "rollback"])("goes on with its update, with OnFailure %s", async (onFailure) => {
    const world = await openUpdate(onFailure);
    world.clock.jump(35_000);
    await world.clock.advance(10_000);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 3 });
    expect(world.log.filter((line) => line.startsWith("rolling back"))).toEqual([]);
  });

  test("keeps what it has watched, however often it is stopped", async () => {
    const updating = { MinHealthyTime: "8s", ProgressDeadline: "20s", OnFailure: "rollback" };
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }, "v1", updating));
    await world.clock.advance(30_000);
    await world.commit(groupOf({ Size: 3 }, "v2", updating));
    for (let stops = 0; stops < 5; stops++) {
      await world.clock.advance(7000);
      world.clock.jump(5000);
    }
    await world.clock.advance(10_000);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 3 });
    expect(world.log.filter((line) => line.startsWith("rolling back"))).toEqual([]);
  });

  test("still replaces one that is ill, as it does not take old doubts for new ones", async () => {
    const world = await openWorld();
    await world.commit({ ...groupOf({ Size: 5 }), Healing: { After: "5s", FreezeAbove: "50%" } });
    await world.clock.advance(30_000);
    for (const id of ["i-1", "i-2"]) {
      world.flavor.health.set(id, "unknown");
      await world.clock.advance(60_000);
    }
    world.flavor.health.set("i-3", "unhealthy");
    await world.clock.advance(3000);
    world.clock.jump(5000);
    await world.clock.advance(60_000);
    expect(world.instances.destroyed).toEqual(["i-3"]);
  });

  test("gives its update up when nothing was replaced in the time in which it ran", async () => {
    const world = await openUpdate("pause");
    world.flavor.usualHealth = "unhealthy";
    await world.clock.advance(6000);
    world.clock.jump(35_000);
    await world.clock.advance(2000);
    expect(world.status().phase).toBe("progressing");
    await world.clock.advance(4000);
    expect(world.status()).toMatchObject({ phase: "stalled" });
    expect(world.status().reason).toContain("nothing was replaced within 10 s");
  });

  test("ends nobody who was unhealthy when it was stopped and is well when it goes on", async () => {
    const world = await openWorld();
    await world.commit({ ...groupOf({ Size: 3 }), Healing: { After: "5s" } });
    await world.clock.advance(10_000);
    world.flavor.health.set("i-2", "unhealthy");
    const stateOf = (id: string): unknown =>
      world.status().slots.find(({ instance }) => instance === id)?.state;
    for (let ms = 0; stateOf("i-2") === "healthy" && ms < 10_000; ms += 100) await world.clock.advance(100);
    await world.clock.advance(2000);
    expect(stateOf("i-2")).toBe("unhealthy");
    world.clock.jump(9000);
    world.flavor.health.delete("i-2");
    const healthy = world.flavor.healthy.bind(world.flavor);
    world.flavor.healthy = async (...question) => {
      await new Promise<void>((resolve) => world.clock.callAt(world.clock.now() + 500, resolve));
      return healthy(...question);
    };
    await world.clock.advance(60_000);
    expect(world.instances.destroyed).toEqual([]);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 3 });
  });
});
