import { RawJson } from "@infrakit/spi/document";
import { describe, expect, test } from "vitest";
import { groupOf, openWorld, type World } from "../test/world.ts";
import { formatGroupProperties, parseGroupProperties } from "./group-properties.ts";

const ids = (world: World): readonly string[] => [...world.instances.instances.keys()];

/** A converged group with this healing. */
async function healing(size: number, properties: object = {}): Promise<World> {
  const world = await openWorld();
  await world.commit({ ...groupOf({ Size: size }), ...properties });
  await world.clock.advance(60_000);
  return world;
}

describe("healing", () => {
  test("replaces a member when it has been unhealthy for half a minute", async () => {
    const world = await healing(3);
    world.flavor.health.set("i-2", "unhealthy");
    await world.clock.advance(25_000);
    expect(world.instances.destroyed).toEqual([]);
    expect(world.status().phase).toBe("progressing");
    expect(world.status().reason).toMatch(
      /^i-2 in slot 1 is unhealthy and is replaced in [0-9.]+ s if it stays so$/,
    );
    await world.clock.advance(20_000);
    expect(ids(world)).toEqual(["i-1", "i-3", "i-4"]);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 3 });
  });

  test("replaces nobody whose health is unknown", async () => {
    const world = await healing(3);
    world.flavor.health.set("i-2", "unknown");
    await world.clock.advance(600_000);
    expect(world.instances.destroyed).toEqual([]);
  });

  test("replaces nobody who was healthy in between", async () => {
    const world = await healing(3);
    for (let round = 0; round < 4; round++) {
      world.flavor.health.set("i-2", "unhealthy");
      await world.clock.advance(20_000);
      world.flavor.health.set("i-2", "healthy");
      await world.clock.advance(20_000);
    }
    expect(world.instances.destroyed).toEqual([]);
  });

  test.for([
    { name: "one at once", maxAtOnce: 1, destroyed: 1 },
    { name: "two at once", maxAtOnce: 2, destroyed: 2 },
  ])("replaces $name when their successors are slow", async ({ maxAtOnce, destroyed }) => {
    const world = await healing(7, { Healing: { After: "25s", MaxAtOnce: maxAtOnce } });
    for (const id of ["i-1", "i-2", "i-3"]) world.flavor.health.set(id, "unhealthy");
    world.flavor.usualHealth = "unknown";
    for (const id of ["i-4", "i-5", "i-6", "i-7"]) world.flavor.health.set(id, "healthy");
    await world.clock.advance(45_000);
    expect(world.instances.destroyed).toHaveLength(destroyed);
  });

  test("replaces nobody when most turn unhealthy together, until they are healthy again", async () => {
    const world = await healing(4);
    world.flavor.usualHealth = "unhealthy";
    await world.clock.advance(600_000);
    expect(world.instances.destroyed).toEqual([]);
    expect(world.status().reason).toContain(
      "4 instances are not known to be healthy: none is replaced for its health, the observer is suspected; if they really are ill, say replace",
    );
    world.flavor.usualHealth = "healthy";
    await world.clock.advance(20_000);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 4 });
  });

  test.for([3, 4, 10, 20])(
    "replaces nobody of %i for what was said before whoever observes them was well again",
    async (size) => {
      const world = await healing(size);
      world.flavor.usualHealth = "unhealthy";
      await world.clock.advance(100_000);
      world.flavor.usualHealth = "healthy";
      await world.clock.advance(100_000);
      expect(world.instances.destroyed).toEqual([]);
      expect(world.status()).toMatchObject({ phase: "converged", ready: size });
    },
  );

  test("replaces whoever is still unhealthy an interval after the others are well again", async () => {
    const world = await healing(4);
    world.flavor.usualHealth = "unhealthy";
    await world.clock.advance(100_000);
    world.flavor.usualHealth = "healthy";
    world.flavor.health.set("i-2", "unhealthy");
    await world.clock.advance(3000);
    expect(world.status().reason).toContain(
      "4 instances are, or were until just now, not known to be healthy: none is replaced for its health",
    );
    await world.clock.advance(22_000);
    expect(world.instances.destroyed).toEqual(["i-2"]);
  });

  test("replaces nobody when nobody is healthy and one of three is gone", async () => {
    const world = await healing(3, { Healing: { MaxAtOnce: 2 } });
    world.flavor.usualHealth = "unhealthy";
    await world.clock.advance(15_000);
    // Its successor takes its time.
    world.instances.fail("provision", () => new Promise(() => undefined));
    world.instances.kill("i-1");
    await world.clock.advance(300_000);
    expect(world.instances.destroyed).toEqual([]);
  });

  test("goes on when an update waits for its canary, of whom nobody can say how it is", async () => {
    const spec = (version: string): object => ({
      ...groupOf({ Size: 5 }, version, { Canary: 1 }),
      Healing: { After: "5s" },
    });
    const world = await openWorld();
    await world.commit(spec("v1"));
    await world.clock.advance(60_000);
    world.flavor.health.set("i-6", "unknown");
    await world.commit(spec("v2"));
    await world.clock.advance(60_000);
    world.flavor.health.set("i-1", "unhealthy");
    await world.clock.advance(60_000);
    expect(ids(world)).toEqual(["i-2", "i-3", "i-4", "i-6", "i-7"]);
  });

  test("does not hold up an update when most are unhealthy", async () => {
    const world = await healing(4);
    world.flavor.usualHealth = "unhealthy";
    await world.clock.advance(60_000);
    world.flavor.healthy = (_, { id }) => Promise.resolve(Number(id.slice(2)) > 4 ? "healthy" : "unhealthy");
    await world.commit(groupOf({ Size: 4 }, "v2"));
    await world.clock.advance(60_000);
    expect(ids(world)).toEqual(["i-5", "i-6", "i-7", "i-8"]);
  });

  test("goes on when the update is paused", async () => {
    const world = await healing(3);
    await world.commit(groupOf({ Size: 3 }, "v2", { MinHealthyTime: "5s" }));
    await world.controller.rollout.pause("g");
    await world.clock.advance(30_000);
    world.flavor.health.set("i-1", "unhealthy");
    await world.clock.advance(60_000);
    expect(ids(world)).toEqual(["i-2", "i-4", "i-5"]);
  });

  test("tries ever more slowly when successors are never healthy", async () => {
    const world = await healing(1);
    world.flavor.usualHealth = "unhealthy";
    await world.clock.advance(3_600_000);
    expect(world.instances.destroyed.length).toBeGreaterThan(5);
    expect(world.instances.destroyed.length).toBeLessThan(30);
    expect(world.status().phase).toBe("stalled");
  });

  test("keeps off those that must not be destroyed", async () => {
    const world = await openWorld({ isProtected: ({ id }) => id === "i-1" });
    await world.commit(groupOf({ Size: 2 }));
    world.flavor.health.set("i-1", "unhealthy");
    await world.clock.advance(300_000);
    expect(world.instances.destroyed).toEqual([]);
  });

  test("is off when it is null", async () => {
    const world = await healing(3, { Healing: null });
    world.flavor.health.set("i-2", "unhealthy");
    await world.clock.advance(600_000);
    expect(world.instances.destroyed).toEqual([]);
  });
});

describe("parseGroupProperties()", () => {
  const written = (given: object): unknown => {
    const properties = RawJson.fromValue({ ...groupOf({ Size: 1 }), ...given });
    return (formatGroupProperties(parseGroupProperties(properties)).parse() as { Healing: unknown }).Healing;
  };

  test.for([
    { name: "nothing is given", given: {}, healing: undefined },
    { name: "it is null", given: { Healing: null }, healing: null },
    {
      name: "all is given",
      given: { Healing: { After: "10s", MaxAtOnce: 2, FreezeAbove: 3 } },
      healing: { After: "10s", MaxAtOnce: 2, FreezeAbove: 3 },
    },
    {
      name: "it never freezes",
      given: { Healing: { FreezeAbove: null } },
      healing: { FreezeAbove: null },
    },
  ])("keeps healing as it is when $name", ({ given, healing: expected }) => {
    expect(written(given)).toEqual(expected);
  });

  test("refuses healing when none may be healed at once", () => {
    expect(() => written({ Healing: { MaxAtOnce: 0 } })).toThrow(
      "Invalid properties: Healing.MaxAtOnce: must not be 0; for no healing give Healing null",
    );
  });
});
