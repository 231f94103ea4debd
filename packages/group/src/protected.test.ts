import { expect, test } from "vitest";
import { groupOf, openWorld, type World } from "../test/world.ts";

const ids = (world: World): readonly string[] => [...world.instances.instances.keys()];

/** A converged group of three, of whom some are busy; nobody hints at that, and the last list is seconds old. */
async function openBusy(): Promise<{ readonly world: World; readonly busy: Set<string> }> {
  const busy = new Set<string>();
  const world = await openWorld({ isProtected: ({ id }) => busy.has(id) });
  await world.commit(groupOf({ Size: 3 }));
  await world.clock.advance(65_000);
  return { world, busy };
}

test.for<readonly [name: string, change: (world: World) => Promise<unknown>, left: readonly string[]]>([
  ["the group becomes smaller", ({ controller }) => controller.setSize("g", 2), ["i-1", "i-3"]],
  [
    "an update replaces the others",
    (world) => world.commit(groupOf({ Size: 3 }, "v2")),
    ["i-3", "i-4", "i-5"],
  ],
  ["the group is destroyed", ({ controller }) => controller.destroyGroup("g"), ["i-3"]],
])("an instance stays that became busy after the last list when %s", async ([, change, left]) => {
  const { world, busy } = await openBusy();
  busy.add("i-3");
  await change(world);
  await world.clock.advance(60_000);
  expect(ids(world)).toEqual(left);
  expect(world.flavor.drained).not.toContain("i-3");
});

test("an instance stays that becomes busy while it is drained", async () => {
  const { world, busy } = await openBusy();
  world.flavor.onDrain = () => Promise.resolve(void busy.add("i-3"));
  await world.controller.setSize("g", 2);
  await world.clock.advance(60_000);
  expect(ids(world)).toEqual(["i-1", "i-3"]);
});

test("nobody goes while it cannot be said who is busy, and an update goes on when it can", async () => {
  let isKnown = true;
  const world = await openWorld({
    isProtected: () => {
      if (!isKnown) throw new Error("no leases");
      return false;
    },
  });
  await world.commit(groupOf({ Size: 3 }));
  await world.clock.advance(65_000);
  isKnown = false;
  await world.controller.setSize("g", 2);
  await world.clock.advance(60_000);
  expect(ids(world)).toEqual(["i-1", "i-2", "i-3"]);
  expect(world.status().reason).toContain("no leases");
  isKnown = true;
  await world.clock.advance(60_000);
  expect(ids(world)).toEqual(["i-1", "i-2"]);
});

test("status() says once of an instance that two rules would replace why it stays", async () => {
  const { world, busy } = await openBusy();
  busy.add("i-3");
  world.flavor.health.set("i-3", "unhealthy");
  await world.clock.advance(60_000);
  await world.commit(groupOf({ Size: 3 }, "v2"));
  await world.clock.advance(300_000);
  expect(world.status().reason).toBe("i-3 is protected and stays");
  const lines = await world.controller.rollout.explain("g");
  expect(lines).toEqual([...new Set(lines)]);
});
