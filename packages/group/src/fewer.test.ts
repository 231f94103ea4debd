import { hangs, refuses } from "@infrakit/testing";
import { expect, test } from "vitest";
import { versions } from "../test/updating-world.ts";
import { groupOf, openWorld, type World } from "../test/world.ts";

/** A group that has converged to v1, and an update to v2, of whose instances nobody can say how they are. */
async function updatingBlindly(Size: number, update: object, forMs: number): Promise<World> {
  const world = await openWorld();
  await world.commit(groupOf({ Size }, "v1", update));
  await world.clock.advance(60_000);
  world.flavor.healthy = async (_, { properties }) =>
    properties?.text.includes('"v2"') === true ? "unknown" : "healthy";
  await world.commit(groupOf({ Size }, "v2", update));
  await world.clock.advance(forMs);
  return world;
}

const surging = { MaxSurge: "100%", MaxUnavailable: 0, MinHealthyTime: "30s" };

test("a group that becomes smaller keeps who is healthy, and not a canary that never was", async () => {
  const update = { Canary: 1, MinHealthyTime: "30s", ProgressDeadline: "60s" };
  const world = await updatingBlindly(3, update, 90_000);
  expect(versions(world)).toEqual([2, 1]);
  await world.controller.setSize("g", 1);
  await world.clock.advance(2_000_000);
  expect(versions(world)).toEqual([1, 0]);
});

test("a group that becomes smaller in the middle of an update with MaxSurge keeps who is healthy", async () => {
  const world = await updatingBlindly(4, surging, 3000);
  expect(versions(world)).toEqual([4, 4]);
  await world.controller.setSize("g", 2);
  await world.clock.advance(3000);
  expect(versions(world)).toEqual([2, 2]);
});

test("an update that may make fewer beyond the size gives up those of whom nobody knows", async () => {
  const world = await updatingBlindly(4, surging, 3000);
  await world.commit(groupOf({ Size: 4 }, "v2", { MinHealthyTime: "30s" }));
  await world.clock.advance(3000);
  expect(versions(world)).toEqual([3, 1]);
});

test("a group that becomes smaller while successors start keeps who is healthy, whatever its slot", async () => {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 3 }));
  await world.clock.advance(60_000);
  world.flavor.healthy = async (_, { id }) => (Number(id.slice(2)) > 3 ? "unknown" : "healthy");
  for (const id of ["i-1", "i-2"]) world.instances.kill(id);
  await world.clock.advance(2000);
  await world.controller.setSize("g", 2);
  await world.clock.advance(2000);
  expect([...world.instances.instances.keys()]).toContain("i-3");
});

test.for([
  { name: "has failed", update: { ...surging, ProgressDeadline: "60s" }, stop: async () => undefined },
  { name: "is paused", update: surging, stop: ({ controller }: World) => controller.rollout.pause("g") },
])(
  "a group that becomes smaller while an update with MaxSurge $name has no more than that",
  async (given) => {
    const { update, stop } = given;
    const world = await openWorld();
    await world.commit(groupOf({ Size: 4 }, "v1", update));
    await world.clock.advance(60_000);
    world.instances.fail("provision", ...Array.from({ length: 99 }, () => refuses("no quota")));
    await world.commit(groupOf({ Size: 4 }, "v2", update));
    await world.clock.advance(120_000);
    await stop(world);
    await world.controller.setSize("g", 2);
    await world.clock.advance(60_000);
    expect(versions(world)).toEqual([2, 0]);
  },
);

test("a group that becomes smaller while an update with MaxSurge waits for a canary has no more than that", async () => {
  const update = { MaxSurge: "100%", MaxUnavailable: 0, Canary: 1 };
  const world = await openWorld();
  await world.commit(groupOf({ Size: 4 }, "v1", update));
  await world.clock.advance(60_000);
  await world.commit(groupOf({ Size: 4 }, "v2", update));
  await world.clock.advance(60_000);
  expect(versions(world)).toEqual([3, 1]);
  await world.controller.setSize("g", 2);
  await world.clock.advance(60_000);
  expect(versions(world)).toEqual([1, 1]);
});

test("an update with MaxSurge that took over another one keeps who could not be drained when it fails", async () => {
  const update = { MaxSurge: 1, MaxUnavailable: 0, MinHealthyTime: "30s" };
  const world = await openWorld();
  await world.commit(groupOf({ Size: 3 }, "v1", update));
  await world.clock.advance(60_000);
  await world.commit(groupOf({ Size: 3 }, "v2", update));
  await world.clock.advance(40_000);
  expect(versions(world)[1]).toBe(2);
  world.flavor.onDrain = () => Promise.reject(new Error("still serving"));
  await world.commit(groupOf({ Size: 3 }, "v3", update));
  await world.clock.advance(60_000);
  expect(world.status().phase).toBe("stalled");
  expect(world.instances.instances.size).toBe(4);
});

test("a new instance that is to be replaced stays while its update with MaxSurge is paused", async () => {
  const world = await updatingBlindly(3, surging, 3000);
  expect(versions(world)).toEqual([3, 3]);
  await world.controller.rollout.pause("g");
  await world.controller.rollout.replace("g", ["i-4"]);
  await world.clock.advance(60_000);
  expect(versions(world)).toEqual([3, 3]);
});

test("a group that never converged keeps no more than its size where its update with MaxSurge is paused", async () => {
  const update = { MaxSurge: "100%", MaxUnavailable: 0, MinHealthyTime: "30s" };
  const world = await openWorld();
  world.flavor.healthy = async () => "unknown";
  await world.commit(groupOf({ Size: 4 }, "v1", update));
  await world.clock.advance(60_000);
  world.instances.fail("provision", ...Array.from({ length: 99 }, () => refuses("no quota")));
  await world.commit(groupOf({ Size: 4 }, "v2", update));
  await world.clock.advance(1000);
  await world.controller.rollout.pause("g");
  await world.controller.setSize("g", 2);
  await world.clock.advance(60_000);
  expect(versions(world)).toEqual([2, 0]);
});

test("an update with MaxSurge that is stopped shows whom it had asked for", async () => {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 2 }, "v1", surging));
  await world.clock.advance(60_000);
  world.instances.fail("provision", hangs(), hangs());
  await world.commit(groupOf({ Size: 2 }, "v2", surging));
  await world.controller.rollout.pause("g");
  await world.clock.settle();
  const states = world.status().slots.map(({ state }) => state);
  expect(states).toEqual(["outdated", "outdated", "creating", "creating"]);
});
