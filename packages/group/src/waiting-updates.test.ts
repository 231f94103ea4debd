import { refuses } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { kill, updating, versions, withCanary } from "../test/updating-world.ts";
import { groupOf, openWorld, type World } from "../test/world.ts";

describe("an update that waits behind its canary", () => {
  test.for<{ readonly name: string; readonly disturb: (world: World) => unknown; readonly left: number[] }>([
    { name: "outdated members die", disturb: kill("i-1", "i-2"), left: [3, 1] },
    { name: "all of them die", disturb: kill("i-1", "i-2", "i-3"), left: [3, 1] },
    { name: "everybody dies", disturb: kill("i-1", "i-2", "i-3", "i-5"), left: [3, 1] },
    { name: "the canary dies", disturb: kill("i-5"), left: [3, 1] },
    {
      name: "the group is made larger",
      disturb: ({ controller }) => controller.setSize("g", 6),
      left: [5, 1],
    },
  ])("does not spread when $name, nor after a restart", async ({ disturb, left }) => {
    const world = await updating();
    expect(versions(world)).toEqual([3, 1]);
    await world.restart();
    await disturb(world);
    await world.clock.advance(60_000);
    expect(versions(world)).toEqual(left);
    expect(world.status().phase).toBe("paused");
    await world.controller.rollout.promote("g");
    await world.clock.advance(120_000);
    expect(versions(world)).toEqual([0, world.status().desired]);
    expect(world.status().phase).toBe("converged");
  });

  test.for<{ readonly name: string; readonly disturb: (world: World) => unknown }>([
    { name: "at rest", disturb: () => undefined },
    { name: "as an outdated member dies", disturb: ({ instances }) => instances.kill("i-1") },
    {
      name: "as an outdated member is unhealthy",
      disturb: ({ flavor }) => flavor.health.set("i-1", "unhealthy"),
    },
    { name: "as the group is made larger", disturb: ({ controller }) => controller.setSize("g", 6) },
  ])(
    "makes the canary anew, and nobody else of its version, when told to replace it $name",
    async ({ disturb }) => {
      const world = await updating();
      const replaced = world.controller.rollout.replace("g", ["i-5"]);
      await disturb(world);
      await replaced;
      const seen = new Set<number>();
      for (let second = 0; second < 120; second++) {
        await world.clock.advance(1000);
        seen.add(versions(world)[1]);
      }
      expect(Math.max(...seen)).toBe(1);
      expect(world.instances.instances.has("i-5")).toBe(false);
      expect(versions(world)).toEqual([world.status().desired - 1, 1]);
    },
  );

  test("knows what was before though somebody said promote before there was anything to promote", async () => {
    const world = await openWorld();
    world.instances.fail("describeInstances", refuses("not yet"), refuses("not yet"));
    await world.commit(groupOf({ Size: 4 }, "v1", withCanary));
    await world.controller.rollout.promote("g");
    await world.clock.advance(60_000);
    expect(versions(world)).toEqual([4, 0]);
    await world.commit(groupOf({ Size: 4 }, "v2", withCanary));
    await world.clock.advance(60_000);
    expect(versions(world)).toEqual([3, 1]);
    await world.controller.rollout.rollback("g");
    await world.clock.advance(60_000);
    expect(versions(world)).toEqual([4, 0]);
  });

  test("leaves everybody in place when told to replace a canary that is protected", async () => {
    const isProtected = ({ id }: { readonly id: string }): boolean => id === "i-5";
    const world = await updating({ options: { isProtected } });
    await world.controller.rollout.replace("g", ["i-5"]).catch(() => undefined);
    const before = [...world.instances.instances.keys()];
    await world.clock.advance(60_000);
    expect([...world.instances.instances.keys()]).toEqual(before);
  });

  test.for<{ readonly name: string; readonly fail: (world: World) => void }>([
    {
      name: "fail to start",
      fail: ({ instances }) => {
        for (const id of instances.instances.keys())
          if (!["i-1", "i-2", "i-5"].includes(id)) instances.kill(id);
      },
    },
    {
      name: "are refused",
      fail: ({ instances }) => {
        if (!instances.instances.has("i-3")) return;
        instances.kill("i-3");
        const refuse = (): Promise<never> => Promise.reject(new Error("no such image"));
        instances.fail("provision", refuse, refuse, refuse, refuse);
      },
    },
  ])("is not taken for failed when those of before $name", async ({ fail }) => {
    const world = await updating({ update: { ...withCanary, OnFailure: "rollback" } });
    for (let second = 0; second < 30; second++) {
      fail(world);
      await world.clock.advance(1000);
    }
    expect(world.log.join("\n")).not.toContain("the update failed");
    await world.controller.rollout.promote("g");
    await world.clock.advance(600_000);
    expect(versions(world)).toEqual([0, 4]);
  });

  test("has all the time of the world once its canary has proven itself, though one of before cannot be made again", async () => {
    const world = await updating({
      update: { ...withCanary, ProgressDeadline: "60s", OnFailure: "rollback" },
    });
    world.instances.kill("i-3");
    world.instances.fail("provision", ...Array.from({ length: 10 }, () => refuses("v1 is gone")));
    await world.clock.advance(120_000);
    expect(versions(world)).toEqual([2, 1]);
    expect(world.status().reason).toMatch(/^slot 2 failed .*; the update waits behind 1 canary, 3 to go/);
    await world.controller.rollout.promote("g");
    await world.clock.advance(120_000);
    expect(versions(world)).toEqual([0, 4]);
  });

  test("does not spread in a group with logical ids when an outdated member dies", async () => {
    const world = await updating({ allocation: { LogicalIDs: ["a", "b", "c"] } });
    expect(versions(world)).toEqual([2, 1]);
    await kill("i-1")(world);
    expect(versions(world)).toEqual([2, 1]);
    expect(
      world
        .status()
        .slots.map(({ state }) => state)
        .toSorted(),
    ).toEqual(["healthy", "outdated", "outdated"]);
  });

  test("is not over when the group is made no larger than its canaries, also after a restart", async () => {
    const world = await updating();
    await world.controller.setSize("g", 1);
    await world.clock.advance(60_000);
    expect(versions(world)).toEqual([0, 1]);
    expect(world.status()).toMatchObject({
      phase: "paused",
      reason: "the update waits behind 1 canary, 0 to go; promote it to go on",
    });
    await world.restart();
    await world.controller.setSize("g", 4);
    await world.clock.advance(60_000);
    expect(versions(world)).toEqual([3, 1]);
    await world.controller.rollout.rollback("g");
    await world.clock.advance(60_000);
    expect(versions(world)).toEqual([4, 0]);
  });

  test("is not over before it is promoted when all are its canaries", async () => {
    const world = await updating({ update: { ...withCanary, Canary: 4 } });
    expect(versions(world)).toEqual([0, 4]);
    expect(world.status().phase).toBe("paused");
    await world.restart();
    await world.clock.advance(60_000);
    expect(world.status().phase).toBe("paused");
    await world.controller.rollout.promote("g");
    await world.clock.advance(60_000);
    expect(world.status().phase).toBe("converged");
  });

  test("says of whom it makes that he is made as before", async () => {
    const world = await updating();
    await kill("i-1")(world);
    expect(world.log.join("\n")).toContain("create slot 0 as before the update: the slot is empty");
  });

  test("makes whoever is missing with the flavor of before, too, in the size of now", async () => {
    const withFlavor = (flavor: string, allocation: object): object => ({
      ...groupOf(allocation, "v1", withCanary),
      Flavor: { Plugin: "plain", Properties: { flavor } },
    });
    const world = await openWorld();
    await world.commit(withFlavor("sweet", { Size: 3 }));
    await world.clock.advance(60_000);
    const [before] = world.hashes();
    const prepared: string[] = [];
    const prepare = world.flavor.prepare.bind(world.flavor);
    world.flavor.prepare = (request) => {
      const properties = request.properties?.parse() as { readonly flavor: string } | undefined;
      prepared.push(`${properties?.flavor} for ${request.allocation.size}`);
      return prepare(request);
    };
    await world.commit(withFlavor("sour", { Size: 4 }));
    await world.clock.advance(60_000);
    expect(prepared).toEqual(["sour for 4"]);
    await kill("i-1")(world);
    expect(prepared).toEqual(["sour for 4", "sweet for 4"]);
    expect(world.hashes().filter((hash) => hash === before)).toHaveLength(3);
  });

  test("makes a first version that nobody need promote", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 4 }, "v1", withCanary));
    await world.clock.advance(60_000);
    expect(versions(world)).toEqual([4, 0]);
    expect(world.status().phase).toBe("converged");
  });
});

test("an update waits for nobody when its duration is negative", async () => {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 2 }, "v1", { Duration: "-1h" }));
  await world.clock.advance(60_000);
  await world.commit(groupOf({ Size: 2 }, "v2", { Duration: "-1h" }));
  await world.clock.advance(60_000);
  expect(world.status()).toMatchObject({ phase: "converged", ready: 2 });
});
