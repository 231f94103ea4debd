import { isLost } from "@infrakit/testing";
import { expect, test } from "vitest";
import { groupOf, openWorld, type World } from "../test/world.ts";

/** A group that nobody hints at, and that is looked at so seldom that no test lasts so long: it must wake up by itself. */
async function openSleepy(): Promise<World> {
  const world = await openWorld({ policy: { pollIntervalMs: 3_600_000 } });
  world.instances.changes = async function* () {
    // No hint ever comes.
    yield await new Promise<never>(() => undefined);
  };
  return world;
}

test("a group goes on with its update when successors have been healthy for long enough", async () => {
  const world = await openSleepy();
  await world.commit(groupOf({ Size: 3 }, "v1", { MinHealthyTime: "7s" }));
  await world.clock.advance(10_000);
  await world.commit(groupOf({ Size: 3 }, "v2", { MinHealthyTime: "7s" }));
  await world.clock.advance(3 * 7000 + 500);
  expect(world.instances.destroyed).toEqual(["i-3", "i-2", "i-1"]);
  expect(world.status().phase).toBe("converged");
});

test("a group calls its update failed when its deadline has passed", async () => {
  const world = await openSleepy();
  const update = { MinHealthyTime: "50s", ProgressDeadline: "1m" };
  await world.commit(groupOf({ Size: 1 }, "v1", update));
  await world.clock.advance(60_000);
  world.flavor.usualHealth = "unknown";
  await world.commit(groupOf({ Size: 1 }, "v2", update));
  await world.clock.advance(59_900);
  expect(world.status().phase).toBe("progressing");
  await world.clock.advance(1200);
  expect(world.status().phase).toBe("stalled");
});

test("a group heals a member when it has been unhealthy for long enough", async () => {
  const world = await openSleepy();
  await world.commit({ ...groupOf({ Size: 3 }), Healing: { After: "90s" } });
  await world.clock.advance(3_600_000);
  world.flavor.health.set("i-2", "unhealthy");
  while (world.status().ready === 3) await world.clock.advance(500);
  await world.clock.advance(88_000);
  expect(world.instances.destroyed).toEqual([]);
  await world.clock.advance(3000);
  expect(world.instances.destroyed).toEqual(["i-2"]);
});

test("a group makes an instance anew when a creation was lost and its deadline has passed", async () => {
  const world = await openSleepy();
  world.instances.fail("provision", isLost());
  await world.commit(groupOf({ Size: 1 }));
  await world.clock.advance(119_000);
  expect(world.instances.calls.provision).toBe(1);
  await world.clock.advance(2000);
  expect(world.instances.calls.provision).toBe(2);
});

test("a group looks again when the end of an instance is late", async () => {
  const world = await openSleepy();
  await world.commit(groupOf({ Size: 2 }));
  const destroy = world.instances.destroy.bind(world.instances);
  world.instances.destroy = (...args): Promise<void> => {
    world.clock.callAt(world.clock.now() + 20_000, () => void destroy(...args));
    return Promise.resolve();
  };
  await world.controller.rollout.replace("g", ["i-1"]);
  await world.clock.advance(22_000);
  expect([...world.instances.instances.keys()]).toEqual(["i-2", "i-3"]);
});
