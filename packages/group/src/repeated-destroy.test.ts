import { LocalError } from "@infrakit/spi";
import { hangs } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { groupOf, openWorld } from "../test/world.ts";

const lost = (): Promise<never> =>
  Promise.reject(new LocalError("connection_lost", "the plugin went away during the call"));

describe("planNext()", () => {
  test("tells an instance again to go when a restarted controller still sees it", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    world.instances.fail("destroy", hangs());
    await world.commit(groupOf({ Size: 2 }));
    await world.restart();
    await world.clock.advance(15_000);
    expect(world.instances.instances.size).toBe(2);
    expect(world.status().phase).toBe("converged");
  });

  test("tells an instance again to go when its plugin went away before it had heard", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    world.instances.fail("destroy", lost, lost);
    await world.commit(groupOf({ Size: 2 }));
    await world.clock.advance(15_000);
    expect(world.instances.calls.destroy).toBe(3);
    expect(world.instances.destroyed).toEqual(["i-3"]);
  });

  test("lets an update go on when a victim that was told again is not found", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    await world.clock.advance(1000);
    world.instances.fail("destroy", lost, () => {
      world.instances.kill("i-2");
      return Promise.reject(new Error("not found i-2"));
    });
    await world.commit(groupOf({ Size: 2 }, "v2", { OnFailure: "rollback" }));
    await world.clock.advance(30_000);
    expect(world.status().phase).toBe("converged");
    expect([...world.instances.instances.keys()]).toEqual(["i-3", "i-4"]);
  });

  test("tells no victim of an update again while others are missing that it could not spare", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(1000);
    world.instances.fail("destroy", lost);
    await world.commit(groupOf({ Size: 3 }, "v2"));
    world.flavor.usualHealth = "unknown";
    world.instances.kill("i-1");
    await world.clock.advance(30_000);
    expect(world.instances.calls.destroy).toBe(1);
    world.flavor.usualHealth = "healthy";
    await world.clock.advance(120_000);
    expect(world.status().phase).toBe("converged");
  });

  test("tells the victim of an update that was paused again when its group is destroyed", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    await world.clock.advance(1000);
    world.instances.fail("destroy", lost);
    await world.commit(groupOf({ Size: 2 }, "v2"));
    await world.controller.rollout.pause("g");
    await world.clock.advance(10_000);
    expect(world.instances.calls.destroy).toBe(1);
    await world.controller.destroyGroup("g");
    await world.clock.advance(10_000);
    expect(world.instances.instances.size).toBe(0);
  });

  test("waits as long for a lost creation as the group says", async () => {
    const world = await openWorld();
    world.instances.fail("provision", lost);
    await world.commit({ ...groupOf({ Size: 1 }), Limits: { CreateDeadline: "5s" } });
    await world.clock.advance(4000);
    expect(world.instances.calls.provision).toBe(1);
    await world.clock.advance(3000);
    expect(world.instances.calls.provision).toBe(2);
  });
});
