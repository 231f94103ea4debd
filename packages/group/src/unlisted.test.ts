import { describe, expect, test } from "vitest";
import { groupOf, openWorld, type World } from "../test/world.ts";

/** The plugin makes these, says so, and never lists them. */
function hide({ instances }: World, ...ids: readonly string[]): { show: () => void } {
  const hidden = new Set(ids);
  const list = instances.describeInstances.bind(instances);
  instances.describeInstances = async (query) => (await list(query)).filter(({ id }) => !hidden.has(id));
  return { show: () => hidden.clear() };
}

describe("planNext()", () => {
  test("makes nothing more when a created instance is never listed, and says so", async () => {
    const world = await openWorld();
    hide(world, "i-1");
    await world.commit(groupOf({ Size: 1 }));
    await world.clock.advance(3_600_000);
    expect(world.instances.calls.provision).toBe(1);
    expect(world.status()).toMatchObject({
      phase: "stalled",
      reason:
        "nothing is made: contract violation: its plugin said that it made instance i-1, and never lists it with the group's tags; see whether it is there, then resume the group or commit again",
    });
  });

  test("makes nothing more after a restart when a created instance was never listed", async () => {
    const world = await openWorld();
    hide(world, "i-1");
    await world.commit(groupOf({ Size: 1 }));
    await world.clock.advance(60_000);
    await world.restart();
    await world.clock.advance(600_000);
    expect(world.instances.calls.provision).toBe(1);
  });

  test("goes on when what was not listed is listed late", async () => {
    const world = await openWorld();
    const hidden = hide(world, "i-1", "i-2");
    await world.commit(groupOf({ Size: 2 }));
    await world.clock.advance(60_000);
    hidden.show();
    await world.clock.advance(60_000);
    expect([...world.instances.instances.keys()]).toEqual(["i-1", "i-2"]);
    expect(world.status().phase).toBe("converged");
  });

  test.for([
    { name: "resumed", help: (world: World) => world.controller.rollout.resume("g") },
    { name: "committed again", help: (world: World) => world.commit(groupOf({ Size: 1 })) },
  ])("goes on when a group with an instance that is not listed is $name", async ({ help }) => {
    const world = await openWorld();
    hide(world, "i-1");
    await world.commit(groupOf({ Size: 1 }));
    await world.clock.advance(60_000);
    await help(world);
    await world.clock.advance(60_000);
    expect(world.instances.calls.provision).toBe(2);
    expect(world.status().phase).toBe("converged");
  });

  test("destroys what it is told to when a created instance is never listed", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    hide(world, "i-3", "i-4");
    await world.commit(groupOf({ Size: 4 }));
    await world.clock.advance(60_000);
    expect(world.status().phase).toBe("stalled");
    await world.controller.setSize("g", 1);
    await world.clock.advance(10_000);
    expect(world.instances.destroyed).toEqual(["i-2"]);
  });

  test("replaces nothing when a created instance is never listed", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    hide(world, "i-4", "i-5");
    await world.commit(groupOf({ Size: 3 }, "v2", { MaxUnavailable: 2 }));
    await world.clock.advance(600_000);
    expect([...world.instances.instances.keys()]).toEqual(["i-1", "i-4", "i-5"]);
    expect(world.status().phase).toBe("stalled");
  });

  test("tries once more when one of those that a plugin lists may have ended before it was listed", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    hide(world, "i-3");
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(60_000);
    expect(world.instances.calls.provision).toBe(4);
    expect(world.status().phase).toBe("converged");
  });
});
