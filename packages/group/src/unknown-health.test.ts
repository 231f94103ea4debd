import type { Health } from "@infrakit/spi/data";
import { describe, expect, test } from "vitest";
import { groupOf, openWorld, specOf, type World } from "../test/world.ts";
import { eventsBetween, noMemory, remember } from "./group-events.ts";

/** A group of three, the flavor of which has not answered about the third. */
async function openUnanswered(): Promise<{ readonly world: World; readonly answer: () => Promise<void> }> {
  const world = await openWorld();
  const healthy = world.flavor.healthy.bind(world.flavor);
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  world.flavor.healthy = async (properties, instance) => {
    if (instance.id === "i-3") await promise;
    return await healthy(properties, instance);
  };
  await world.commit(groupOf({ Size: 3 }));
  await world.clock.advance(5000);
  return {
    world,
    answer: async () => {
      resolve();
      await world.clock.settle();
    },
  };
}

function leave(world: World): void {
  world.flavor.healthy = () => Promise.reject(new Error("plugin not found:plain"));
}

describe("a group whose members are all there", () => {
  test("has not converged before each of them was answered for", async () => {
    const { world, answer } = await openUnanswered();
    expect(world.status()).toMatchObject({
      phase: "waiting",
      ready: 2,
      reason: "the health of 1 is not known: the flavor has not answered yet",
    });
    expect(await world.controller.describeGroup("g")).toMatchObject({ converged: false });
    await answer();
    expect(world.status()).toMatchObject({ phase: "converged", ready: 3, reason: "" });
    expect(await world.controller.describeGroup("g")).toMatchObject({ converged: true });
  });

  test("has converged when one of them is unhealthy and nobody is to heal it", async () => {
    const world = await openWorld();
    world.flavor.health.set("i-3", "unhealthy");
    await world.commit({ ...groupOf({ Size: 3 }), Healing: null });
    await world.clock.advance(5000);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 2 });
  });

  test("says so and no more when its flavor is away, and makes and ends nobody", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    leave(world);
    await world.clock.advance(600_000);
    expect(world.status()).toMatchObject({
      phase: "waiting",
      ready: 0,
      reason: "the health of 3 is not known: plugin not found:plain",
    });
    expect(await world.controller.rollout.explain("g")).toEqual([
      "the health of 3 is not known: plugin not found:plain",
    ]);
    expect(world.instances.calls.provision).toBe(3);
    expect(world.instances.destroyed).toEqual([]);
  });

  test.for<readonly [answer: unknown, told: string]>([
    [undefined, "undefined"],
    [null, "null"],
    [true, "true"],
    ["well", '"well"'],
  ])("says what its flavor answered when that is no health: %s", async ([answer, told]) => {
    const world = await openWorld();
    world.flavor.healthy = () => Promise.resolve(answer as Health);
    await world.commit(groupOf({ Size: 2 }));
    await world.clock.advance(1000);
    expect(world.status()).toMatchObject({
      phase: "waiting",
      reason: `the health of 2 is not known: the flavor answered ${told} instead of "healthy", "unhealthy" or "unknown"`,
    });
  });

  test("says of each why its health is not known when its flavor is back and does not know it", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    leave(world);
    await world.clock.advance(20_000);
    world.flavor.healthy = async (_, { id }) => {
      if (id === "i-3") throw new Error("plugin not found:plain");
      return await Promise.resolve(id === "i-1" ? "unknown" : "healthy");
    };
    await world.clock.advance(20_000);
    expect(world.status().reason).toBe("the health of 2 is not known: plugin not found:plain");
    world.flavor.healthy = (_, { id }) => Promise.resolve(id === "i-1" ? "unknown" : "healthy");
    await world.clock.advance(20_000);
    expect(world.status().reason).toBe("the health of 1 is not known: the flavor does not know it");
  });

  test("shares a list with others though its flavor is away", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.controller.commitGroup({ ...specOf(groupOf({ Size: 3 })), id: "h" });
    leave(world);
    await world.clock.advance(60_000);
    const before = world.instances.calls.describeInstances;
    await world.clock.advance(600_000);
    // One list serves both, once in an interval.
    expect(world.instances.calls.describeInstances - before).toBeLessThanOrEqual(62);
    expect(world.status().phase).toBe("waiting");
  });

  test("has no update to abort when all that it waits for is their health", async () => {
    const { world } = await openUnanswered();
    await expect(world.controller.rollout.abort("g")).rejects.toThrow("no update of it is under way");
  });

  test("is nothing to go back to before it was known how they are", async () => {
    const { world } = await openUnanswered();
    await world.commit(groupOf({ Size: 3 }, "v2"));
    await expect(world.controller.rollout.rollback("g")).rejects.toThrow("no other version is known");
  });
});

test("eventsBetween() tells once that a group has converged whose flavor is away for a while", async () => {
  let memory = noMemory;
  const told: string[] = [];
  const world = await openWorld({
    onStatus: (id, status) => {
      for (const { type, message } of eventsBetween(id, memory, status)) {
        if (type === "converged") told.push(message);
      }
      memory = remember(memory, status);
    },
  });
  const healthy = world.flavor.healthy.bind(world.flavor);
  await world.commit(groupOf({ Size: 3 }));
  await world.clock.advance(5000);
  leave(world);
  await world.clock.advance(60_000);
  world.flavor.healthy = healthy;
  await world.clock.advance(60_000);
  expect(world.status().phase).toBe("converged");
  expect(told).toEqual(["3 of 3 ready"]);
});
