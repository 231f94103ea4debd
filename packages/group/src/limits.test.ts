import { refuses, waits } from "@infrakit/testing";
import { RawJson } from "@infrakit/spi/document";
import { describe, expect, test } from "vitest";
import { groupOf, openWorld, specOf, type World } from "../test/world.ts";
import { formatGroupProperties, parseGroupProperties } from "./group-properties.ts";

const parse = (limits: unknown) =>
  parseGroupProperties(RawJson.fromValue({ ...groupOf({ Size: 1 }), Limits: limits }));

const limitsOfNumber = { CreateDeadline: "5m0s", MaxInstances: 7, KeepFailed: 2 };

describe("parseGroupProperties()", () => {
  test.for([
    {
      name: "the size is beyond the most",
      group: { Allocation: { Size: 4 }, Limits: { MaxInstances: 3 } },
      message:
        "Limits.MaxInstances: 3 is less than the group needs: 4 are asked for; ask for fewer, or raise it in the spec and commit that",
    },
    {
      name: "an update may go beyond the most",
      group: { Allocation: { Size: 3 }, Updating: { MaxSurge: "34%" }, Limits: { MaxInstances: 4 } },
      message:
        "Limits.MaxInstances: 4 is less than the group needs: 3 are asked for, and 2 more by MaxSurge; ask for fewer, or raise it in the spec and commit that",
    },
    {
      name: "there are more logical ids than the most",
      group: { Allocation: { LogicalIDs: ["a", "b"] }, Limits: { MaxInstances: 1 } },
      message:
        "Limits.MaxInstances: 1 is less than the group needs: 2 are asked for; ask for fewer, or raise it in the spec and commit that",
    },
    {
      name: "evidence would have a logical id twice",
      group: { Allocation: { LogicalIDs: ["a"] }, Limits: { KeepFailed: 1 } },
      message:
        "Limits.KeepFailed: must be 0 in a group with LogicalIDs: no two instances may have one logical id",
    },
  ])("refuses limits when $name", ({ group, message }) => {
    const document = RawJson.fromValue({ ...groupOf({ Size: 1 }), ...group });
    expect(() => parseGroupProperties(document)).toThrow(`Invalid properties: ${message}`);
  });

  test.for([
    {
      name: "failures have no pause",
      limits: { FirstBackoff: "0s" },
      message: "Limits.FirstBackoff: must be longer than 0s: nothing may fail without a pause",
    },
    {
      name: "the longest pause is shorter than the first",
      limits: { FirstBackoff: "10s", MaxBackoff: "5s" },
      message: "Limits.MaxBackoff: must not be shorter than FirstBackoff",
    },
    {
      name: "a group is stalled from the start",
      limits: { StalledAfter: 0 },
      message: "Limits.StalledAfter: must not be 0: a group would be stalled before it began",
    },
    {
      name: "creations have no time",
      limits: { CreateDeadline: "0s" },
      message: "Limits.CreateDeadline: must be longer than 0s: what was asked for would be asked for twice",
    },
  ])("refuses limits when $name", ({ limits, message }) => {
    expect(() => parse(limits)).toThrow(`Invalid properties: ${message}`);
  });

  test.for([
    { name: "nothing is given", limits: null, written: undefined },
    {
      name: "all is given",
      limits: {
        QuickFailure: "5s",
        FirstBackoff: "2s",
        MaxBackoff: "1m0s",
        StalledAfter: 4,
        ...limitsOfNumber,
      },
      written: {
        QuickFailure: "5s",
        FirstBackoff: "2s",
        MaxBackoff: "1m0s",
        StalledAfter: 4,
        ...limitsOfNumber,
      },
    },
  ])("keeps limits as they are when $name", ({ limits, written }) => {
    const document = formatGroupProperties(parse(limits)).parse() as { Limits: unknown };
    expect(document.Limits).toEqual(written);
  });
});

/** A group whose every creation is refused, after an hour. */
async function refused(limits: object): Promise<World> {
  const world = await openWorld();
  world.instances.fail("provision", ...Array.from({ length: 10_000 }, () => refuses("quota exceeded")));
  await world.commit({ ...groupOf({ Size: 1 }), Limits: limits });
  await world.clock.advance(3_600_000);
  return world;
}

describe("limits", () => {
  test.for([
    { name: "five minutes", limits: {}, least: 18, most: 40 },
    { name: "twenty minutes", limits: { MaxBackoff: "20m" }, least: 10, most: 18 },
    { name: "ten seconds", limits: { MaxBackoff: "10s" }, least: 300, most: 800 },
  ])("bound the tries of an hour when pauses last $name at most", async ({ limits, least, most }) => {
    const world = await refused(limits);
    expect(world.instances.calls.provision).toBeGreaterThan(least);
    expect(world.instances.calls.provision).toBeLessThan(most);
  });

  test("call a group stalled after as many failures as they say, until it is resumed", async () => {
    const world = await openWorld();
    world.instances.fail("provision", ...Array.from({ length: 4 }, () => refuses("quota exceeded")));
    await world.commit({ ...groupOf({ Size: 1 }), Limits: { StalledAfter: 4, FirstBackoff: "1m" } });
    await world.clock.advance(90_000);
    expect(world.status().phase).toBe("stalled");
    expect(world.status().reason).toContain("slot 0 failed 4 times in a row");
    await world.controller.rollout.resume("g");
    await world.clock.advance(1000);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 1 });
  });

  test("call no death a failure when an instance has lived for as long as they say", async () => {
    const world = await openWorld();
    await world.commit({ ...groupOf({ Size: 1 }), Limits: { QuickFailure: "1s" } });
    for (let round = 0; round < 5; round++) {
      await world.clock.advance(20_000);
      world.instances.kill([...world.instances.instances.keys()].at(-1) ?? "");
    }
    await world.clock.advance(20_000);
    expect(world.instances.calls.provision).toBe(6);
    expect(world.status().phase).toBe("converged");
  });
});

test.for([
  { name: "is gone", happens: () => Promise.resolve() },
  {
    name: "is gone and its plugin was away",
    happens: async (world: World) => {
      world.isAbsent = true;
      await world.clock.advance(60_000);
      world.isAbsent = false;
    },
  },
])("limits that are raised make nobody young again who $name afterwards", async ({ happens }) => {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 2 }));
  // Groups at rest that share a list go by without a close look at it.
  await world.controller.commitGroup({ ...specOf(groupOf({ Size: 0 })), id: "h" });
  await world.clock.advance(3_600_000);
  world.instances.instances.delete("i-2");
  await happens(world);
  await world.commit({ ...groupOf({ Size: 2 }), Limits: { QuickFailure: "30m" } });
  await world.clock.advance(1000);
  expect([...world.instances.instances.keys()]).toEqual(["i-1", "i-3"]);
  expect(world.status().conditions).toContainEqual(
    expect.objectContaining({ type: "Degraded", status: "false", reason: "AsDesired" }),
  );
});

test("a controller has no more calls under way than it may, though what they make is listed before they are answered", async () => {
  const world = await openWorld({ policy: { maxParallel: 1 } });
  const { fault, release } = waits();
  world.instances.fail("provision", async (call) => {
    const id = await call();
    return await fault(() => Promise.resolve(id));
  });
  await world.commit(groupOf({ Size: 3 }));
  await world.clock.advance(60_000);
  expect(world.instances.calls.provision).toBe(1);
  expect(world.status()).toMatchObject({ phase: "progressing", ready: 1 });
  expect(world.status().reason).toBe("1 being created");
  release();
  await world.clock.advance(60_000);
  expect(world.status()).toMatchObject({ phase: "converged", ready: 3 });
});

describe("a creation whose answer was lost, and whose instance is listed,", () => {
  test.for<{ readonly name: string; readonly happens: (world: World) => unknown; readonly left: string[] }>([
    { name: "from being called converged", happens: () => undefined, left: ["i-1"] },
    {
      name: "from being healed",
      happens: ({ flavor }) => flavor.health.set("i-1", "unhealthy"),
      left: ["i-2"],
    },
    { name: "from being made whole again", happens: ({ instances }) => instances.kill("i-1"), left: ["i-2"] },
    {
      name: "from being destroyed",
      happens: ({ controller }) => controller.destroyGroup("g"),
      left: [],
    },
  ])("keeps no group $name, though one may be in flight at most", async ({ happens, left }) => {
    const world = await openWorld({ policy: { maxParallel: 1 } });
    world.instances.fail("provision", async (call) => {
      await call();
      return await new Promise(() => undefined);
    });
    await world.commit(groupOf({ Size: 1 }));
    await world.clock.advance(30_000);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 1 });
    await happens(world);
    await world.clock.advance(120_000);
    expect([...world.instances.instances.keys()]).toEqual(left);
  });
});
