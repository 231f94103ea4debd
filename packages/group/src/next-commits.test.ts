import type { Health } from "@infrakit/spi/data";
import type { RawJson } from "@infrakit/spi/document";
import { describe, expect, test } from "vitest";
import { updating, versions } from "../test/updating-world.ts";
import { groupOf, openWorld, type World } from "../test/world.ts";

const isOf = (version: string, properties: RawJson | null): boolean =>
  properties?.text.includes(`"${version}"`) === true;

/** Creations of v2 take 5 s and are refused then; whoever is not of v1 is unhealthy. */
function breakNext({ clock, instances, flavor }: World): void {
  const provision = instances.provision.bind(instances);
  instances.provision = async (spec) => {
    if (!isOf("v2", spec.properties)) return await provision(spec);
    await new Promise<void>((resolve) => void clock.callAt(clock.now() + 5000, resolve));
    throw new Error("no such image");
  };
  flavor.healthy = async (_, { properties }) => (isOf("v1", properties) ? "healthy" : "unhealthy");
}

/** A group that was of v1, all of that health, and has lost all its members to v2 when v3 is committed. */
async function openEmptied(group: (version: string) => object, health: Health = "healthy"): Promise<World> {
  const world = await openWorld();
  world.flavor.healthy = async () => health;
  await world.commit(group("v1"));
  await world.clock.advance(60_000);
  breakNext(world);
  await world.commit(group("v2"));
  await world.clock.advance(2000);
  expect(world.instances.instances.size).toBe(0);
  await world.commit(group("v3"));
  return world;
}

describe("a commit of another version that finds all slots empty", () => {
  const undone = { OnFailure: "rollback", ProgressDeadline: "30s" };

  test.for([{ isRestarted: false }, { isRestarted: true }])(
    "is rolled back when it fails, restarted: $isRestarted",
    async ({ isRestarted }) => {
      const world = await openEmptied((version) => groupOf({ Size: 1 }, version, undone));
      if (isRestarted) await world.restart();
      await world.clock.advance(600_000);
      expect(world.status()).toMatchObject({ phase: "converged", ready: 1 });
      expect(versions(world)).toEqual([1, 0]);
    },
  );

  test("is not what the group converged to before anybody is healthy", async () => {
    const world = await openEmptied((version) => ({
      ...groupOf({ LogicalIDs: ["a", "b"] }, version, { ...undone, MaxUnavailable: "100%" }),
      Healing: null,
    }));
    await world.clock.advance(20_000);
    expect(world.status()).toMatchObject({ phase: "progressing", ready: 0 });
    await world.controller.rollout.rollback("g");
    await world.clock.advance(60_000);
    expect(versions(world)).toEqual([2, 0]);
  });
});

test("a commit of the same version during a rollback does not make it wait behind canaries", async () => {
  const update = { Canary: 1, MinHealthyTime: "10s" };
  const world = await updating({ update });
  await world.controller.rollout.promote("g");
  await world.clock.advance(21_000);
  await world.controller.rollout.rollback("g");
  await world.clock.advance(5000);
  expect(versions(world)[1]).toBeGreaterThan(0);
  await world.commit(groupOf({ Size: 4 }, "v1", update));
  await world.clock.advance(300_000);
  expect(world.status()).toMatchObject({ phase: "converged", ready: 4 });
  expect(versions(world)).toEqual([4, 0]);
});

describe("a commit of what the group converged to last, in the middle of an update,", () => {
  test.for(["commit", "rollback"])("is not over before all are proven, by %s", async (how) => {
    const group = (version: string): object => groupOf({ Size: 3 }, version, { MinHealthyTime: "30s" });
    const world = await openWorld();
    await world.commit(group("v1"));
    await world.clock.advance(60_000);
    breakNext(world);
    await world.commit(group("v2"));
    await world.clock.advance(20_000);
    if (how === "commit") await world.commit(group("v1"));
    else await world.controller.rollout.rollback("g");
    await world.clock.advance(10_000);
    expect(world.status()).toMatchObject({ phase: "progressing", ready: 3 });
    await world.clock.advance(30_000);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 3 });
  });

  test("waits behind no canaries", async () => {
    const update = { Canary: 1, MinHealthyTime: "10s" };
    const world = await updating({ update });
    await world.controller.rollout.promote("g");
    await world.clock.advance(21_000);
    await world.commit(groupOf({ Size: 4 }, "v1", update));
    await world.clock.advance(300_000);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 4 });
    expect(versions(world)).toEqual([4, 0]);
  });

  test("says why the update had failed, also when it is committed once more", async () => {
    const group = (version: string): object =>
      groupOf({ Size: 3 }, version, { MinHealthyTime: "10s", ProgressDeadline: "20s" });
    const world = await openWorld();
    await world.commit(group("v1"));
    await world.clock.advance(60_000);
    breakNext(world);
    await world.commit(group("v2"));
    await world.clock.advance(60_000);
    expect(world.status().phase).toBe("stalled");
    await world.commit(group("v1"));
    await world.commit(group("v1"));
    await world.clock.advance(60_000);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 3 });
    expect(world.status().conditions.map(({ reason }) => reason)).toContain("RolledBack");
  });
});

test("a second commit in a group that never converged is an update until all are healthy", async () => {
  const group = (version: string): object => ({
    ...groupOf({ Size: 2 }, version, { MaxUnavailable: 2 }),
    Healing: null,
  });
  const world = await openEmptied(group, "unknown");
  await world.clock.advance(60_000);
  expect(world.status()).toMatchObject({ phase: "progressing", ready: 0 });
});
