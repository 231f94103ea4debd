import { refuses, waits } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { updating, versions } from "../test/updating-world.ts";
import { groupOf, openWorld, type World } from "../test/world.ts";
import type { GroupControllerOptions } from "./index.ts";

/** A group whose members drain for as long as a test says. */
interface Draining {
  readonly world: World;
  readonly end: () => void;
  readonly refuse: () => void;
}

function drainSlowly(world: World): Draining {
  let last = (_error?: Error): void => undefined;
  world.flavor.onDrain = () =>
    new Promise((resolve, reject) => {
      last = (error) => (error === undefined ? resolve() : reject(error));
    });
  return { world, end: () => last(), refuse: () => last(new Error("still serving")) };
}

/** A group that has converged to v1. */
async function openConverged(
  size: number,
  update: object,
  options: Partial<GroupControllerOptions> = {},
): Promise<World> {
  const world = await openWorld(options);
  await world.commit(groupOf({ Size: size }, "v1", update));
  await world.clock.advance(30_000);
  return world;
}

/** The first of two is being drained for an update. */
async function openDraining(
  update: object = {},
  options: Partial<GroupControllerOptions> = {},
): Promise<Draining> {
  const world = await openConverged(2, update, options);
  const draining = drainSlowly(world);
  await world.commit(groupOf({ Size: 2 }, "v2", update));
  await world.clock.advance(1000);
  return draining;
}

const slotOf = (world: World, id: string): string | undefined =>
  world.status().slots.find(({ instance }) => instance === id)?.slot;

describe.for(["pause", "abort"] as const)("an update that is stopped by %s while it drains", (word) => {
  test("replaces nobody, neither in the slot that it was emptying nor in one that is added", async () => {
    const { world, end } = await openDraining();
    await world.controller.rollout[word]("g");
    await world.controller.setSize("g", 4);
    await world.clock.advance(5000);
    end();
    await world.clock.advance(30_000);
    expect(world.instances.destroyed).toEqual(["i-2"]);
    expect(versions(world)).toEqual([4, 0]);
  });

  test("keeps the newcomer whose predecessor is on his way out", async () => {
    const update = { MaxSurge: 1, MaxUnavailable: 0 };
    const world = await openConverged(3, update);
    const { end } = drainSlowly(world);
    await world.commit(groupOf({ Size: 3 }, "v2", update));
    await world.clock.advance(5000);
    expect(versions(world)).toEqual([3, 1]);
    await world.controller.rollout[word]("g");
    await world.clock.advance(5000);
    end();
    await world.clock.advance(30_000);
    world.instances.kill("i-4");
    await world.clock.advance(30_000);
    expect(versions(world)).toEqual([2, 1]);
  });

  test("fills none that was added and lost its member at once", async () => {
    const { world } = await openDraining();
    await world.controller.rollout[word]("g");
    await world.controller.setSize("g", 4);
    await world.clock.advance(5000);
    world.instances.kill("i-3");
    await world.clock.advance(5000);
    expect(versions(world)).toEqual([4, 0]);
  });

  test("fills none that is added where its surge was refused", async () => {
    const update = { MaxSurge: 1, MaxUnavailable: 1 };
    const world = await openConverged(3, update);
    drainSlowly(world);
    const refuse = (): Promise<never> => Promise.reject(new Error("no room"));
    world.instances.fail("provision", refuse, refuse, refuse, refuse, refuse);
    await world.commit(groupOf({ Size: 3 }, "v2", update));
    await world.clock.advance(1000);
    await world.controller.rollout[word]("g");
    await world.controller.setSize("g", 5);
    await world.clock.advance(60_000);
    expect(versions(world)).toEqual([5, 0]);
  });

  test("makes nobody of its version when the drain is refused", async () => {
    const { world, refuse } = await openDraining();
    await world.controller.rollout[word]("g");
    refuse();
    await world.clock.advance(30_000);
    await world.controller.setSize("g", 3);
    await world.clock.advance(30_000);
    expect(versions(world)).toEqual([3, 0]);
    world.instances.kill("i-1");
    await world.clock.advance(30_000);
    expect(versions(world)).toEqual([3, 0]);
  });

  test("makes nobody of its version when who was drained has become busy meanwhile", async () => {
    const busy = new Set<string>();
    const { world, end } = await openDraining({}, { isProtected: ({ id }) => busy.has(id) });
    await world.controller.rollout[word]("g");
    busy.add("i-2");
    end();
    await world.clock.advance(30_000);
    world.instances.kill("i-1");
    await world.clock.advance(30_000);
    expect(versions(world)).toEqual([2, 0]);
  });

  test("makes nobody of its version when nobody ever says that the drain has ended", async () => {
    const { world } = await openDraining();
    await world.controller.rollout[word]("g");
    await world.restart();
    await world.clock.advance(900_000);
    world.instances.kill("i-1");
    await world.clock.advance(30_000);
    expect(versions(world)).toEqual([2, 0]);
  });

  test("replaces nobody in the slot that the controller before was emptying", async () => {
    const { world } = await openDraining();
    await world.controller.rollout[word]("g");
    world.fate = { isShared: true, listsAtOnce: true };
    const { end } = drainSlowly(world);
    await world.restart();
    await world.clock.advance(1000);
    await world.controller.setSize("g", 4);
    await world.clock.advance(5000);
    end();
    await world.clock.advance(60_000);
    expect(versions(world)).toEqual([4, 0]);
  });

  test("fills the slot of a newcomer that is healed, and none that is added", async () => {
    const world = await updating({ update: { MinHealthyTime: "5s" } }, 3000);
    expect(versions(world)).toEqual([3, 1]);
    await world.controller.rollout[word]("g");
    await world.clock.advance(60_000);
    const { end } = drainSlowly(world);
    world.flavor.health.set("i-5", "unhealthy");
    while (!world.flavor.drained.includes("i-5")) await world.clock.advance(1000);
    await world.controller.setSize("g", 5);
    await world.clock.advance(10_000);
    expect(versions(world)).toEqual([4, 1]);
    end();
    await world.clock.advance(30_000);
    expect(versions(world)).toEqual([4, 1]);
    expect(slotOf(world, "i-7")).toBe("3");
  });
});

test("an update with a canary fills the slot that the controller before was emptying", async () => {
  const { world } = await openDraining({ Canary: 1 });
  world.fate = { isShared: true, listsAtOnce: true };
  const { end } = drainSlowly(world);
  await world.restart();
  await world.clock.advance(1000);
  await world.controller.setSize("g", 4);
  await world.clock.advance(5000);
  end();
  await world.clock.advance(60_000);
  expect(versions(world)).toEqual([3, 1]);
  expect(slotOf(world, "i-5")).toBe("1");
});

test("an update with a canary fills the slot that it is emptying, and none that is added", async () => {
  const { world, end } = await openDraining({ Canary: 1 });
  await world.controller.setSize("g", 4);
  await world.clock.advance(5000);
  expect(versions(world)).toEqual([4, 0]);
  end();
  await world.clock.advance(30_000);
  expect(versions(world)).toEqual([3, 1]);
});

test("an update that is paused has as many of its version as before when one of them is not replaced after all", async () => {
  const world = await updating({ update: { MinHealthyTime: "5s" } }, 3000);
  const { refuse } = drainSlowly(world);
  await world.controller.rollout.replace("g", ["i-5"]);
  while (!world.flavor.drained.includes("i-5")) await world.clock.advance(1000);
  await world.controller.rollout.pause("g");
  refuse();
  await world.clock.advance(30_000);
  world.instances.kill("i-5");
  await world.clock.advance(30_000);
  expect(versions(world)).toEqual([3, 1]);
});

test("an update that is paused has as many of its version as before when the group was to be smaller, and cannot", async () => {
  const world = await updating({ update: { MinHealthyTime: "5s" } }, 3000);
  await world.controller.rollout.pause("g");
  world.instances.fail("destroy", ...Array.from({ length: 3 }, () => refuses("busy")));
  await world.controller.setSize("g", 3);
  await world.clock.advance(1000);
  await world.controller.setSize("g", 4);
  await world.clock.advance(30_000);
  world.instances.kill("i-5");
  await world.clock.advance(30_000);
  expect(versions(world)).toEqual([3, 1]);
});

test("an update that fails at one of two makes nobody of its version in place of the other", async () => {
  const update = { MaxUnavailable: 2 };
  const world = await openConverged(4, update);
  let end = (): void => undefined;
  world.flavor.onDrain = ({ id }) =>
    id === "i-4" ? Promise.reject(new Error("still serving")) : new Promise((resolve) => (end = resolve));
  const { fault, release } = waits();
  world.instances.fail("describeInstances", (call) => call(), fault);
  await world.commit(groupOf({ Size: 4 }, "v2", update));
  await world.clock.advance(1000);
  end();
  await world.clock.advance(1000);
  release();
  await world.clock.advance(60_000);
  expect(world.instances.destroyed).toEqual(["i-3"]);
  expect(versions(world)).toEqual([4, 0]);
});
