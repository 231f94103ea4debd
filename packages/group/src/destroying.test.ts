import { hangs, refuses, waits } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { holdSaves } from "../test/held-saves.ts";
import { groupOf, openWorld, specOf, type World } from "../test/world.ts";

/** A group of three that is to be two, and of which "i-3" could not be destroyed yet. */
async function openWithSurplus(): Promise<World> {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 3 }));
  await world.clock.advance(60_000);
  world.instances.fail("destroy", ...Array.from({ length: 6 }, () => refuses("busy")));
  await world.controller.setSize("g", 2);
  await world.clock.advance(10_000);
  return world;
}

describe("destroyInstances()", () => {
  test("makes the group smaller by one when the same instance is told to go twice", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    world.flavor.onDrain = () => new Promise(() => undefined);
    await world.controller.destroyInstances("g", ["i-1"]);
    await world.clock.settle();
    await world.controller.destroyInstances("g", ["i-1"]);
    expect(await world.controller.size("g")).toBe(2);
  });

  test("makes the group smaller by one when a list names an instance twice", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.controller.destroyInstances("g", ["i-1", "i-1"]);
    await world.clock.settle();
    expect([...world.instances.instances.keys()]).toEqual(["i-2", "i-3"]);
    expect(await world.controller.size("g")).toBe(2);
  });

  test("leaves the size alone when the instance is on its way out already", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    world.flavor.onDrain = () => new Promise(() => undefined);
    await world.commit(groupOf({ Size: 2 }));
    await world.controller.destroyInstances("g", ["i-3"]);
    expect(await world.controller.size("g")).toBe(2);
  });

  test.for([
    { name: "an update", replace: (world: World) => world.commit(groupOf({ Size: 3 }, "v2")) },
    {
      name: "an order",
      replace: (world: World) => world.controller.rollout.replace("g", ["i-3"]),
    },
  ])("makes the group smaller by one that is being replaced already: $name", async ({ replace }) => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(60_000);
    world.flavor.onDrain = () => new Promise(() => undefined);
    await replace(world);
    await world.clock.settle();
    expect(world.flavor.drained).toEqual(["i-3"]);
    for (let times = 0; times < 2; times++) await world.controller.destroyInstances("g", ["i-3"]);
    expect(await world.controller.size("g")).toBe(2);
    world.flavor.onDrain = () => Promise.resolve();
    await world.clock.advance(600_000);
    expect(world.instances.destroyed).toContain("i-3");
    expect(world.instances.instances.size).toBe(2);
  });

  test("makes the group smaller by one that is being replaced for its health", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(60_000);
    world.flavor.onDrain = () => new Promise(() => undefined);
    world.flavor.healthy = async (_, { id }) => (id === "i-2" ? "unhealthy" : "healthy");
    await world.clock.advance(60_000);
    expect(world.flavor.drained).toEqual(["i-2"]);
    await world.controller.destroyInstances("g", ["i-2"]);
    expect(await world.controller.size("g")).toBe(2);
    world.flavor.onDrain = () => Promise.resolve();
    await world.clock.advance(600_000);
    expect([...world.instances.instances.keys()]).toEqual(["i-1", "i-3"]);
  });

  test.for([
    {
      name: "an update",
      id: "i-3",
      replace: (world: World) => world.commit(groupOf({ Size: 3 }, "v2")),
    },
    {
      name: "its health",
      id: "i-2",
      replace: async (world: World) => {
        world.flavor.healthy = async (_, { id }) => (id === "i-2" ? "unhealthy" : "healthy");
        await world.clock.advance(60_000);
      },
    },
  ])("leaves the size alone when nobody will come for who goes for $name", async ({ id, replace }) => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(60_000);
    world.flavor.onDrain = () => new Promise(() => undefined);
    await replace(world);
    expect(world.flavor.drained).toEqual([id]);
    await world.controller.setSize("g", 2);
    await world.controller.destroyInstances("g", [id]);
    expect(await world.controller.size("g")).toBe(2);
  });

  test("leaves the size alone when the instance had to go already and could not be destroyed yet", async () => {
    const world = await openWithSurplus();
    await world.controller.destroyInstances("g", ["i-3"]);
    expect(await world.controller.size("g")).toBe(2);
    await world.clock.advance(600_000);
    expect([...world.instances.instances.keys()]).toEqual(["i-1", "i-2"]);
  });

  test("is remembered of one that goes because the group became smaller", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(60_000);
    const drained = waits();
    world.flavor.onDrain = async () => void (await drained.fault(() => Promise.resolve()));
    await world.controller.setSize("g", 2);
    await world.clock.settle();
    await world.controller.destroyInstances("g", ["i-3"]);
    expect(await world.controller.size("g")).toBe(2);
    world.flavor.onDrain = () => Promise.resolve();
    world.instances.fail("destroy", ...Array.from({ length: 6 }, () => refuses("busy")));
    drained.release();
    await world.clock.advance(100);
    await world.controller.setSize("g", 3);
    await world.clock.advance(600_000);
    expect([...world.instances.instances.keys()]).toEqual(["i-1", "i-2", "i-4"]);
  });

  test("makes the group smaller by each that is being replaced, told one after the other", async () => {
    const update = { MaxUnavailable: 2 };
    const world = await openWorld();
    await world.commit(groupOf({ Size: 4 }, "v1", update));
    await world.clock.advance(60_000);
    world.flavor.onDrain = () => new Promise(() => undefined);
    await world.commit(groupOf({ Size: 4 }, "v2", update));
    expect(world.flavor.drained).toEqual(["i-4", "i-3"]);
    for (const id of ["i-4", "i-3"]) await world.controller.destroyInstances("g", [id]);
    expect(await world.controller.size("g")).toBe(2);
  });

  test("makes the group smaller by one that is being replaced while the creation of another is answered late", async () => {
    const update = { MaxUnavailable: 2 };
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }, "v1", update));
    await world.clock.advance(60_000);
    world.flavor.onDrain = ({ id }) => (id === "i-2" ? new Promise(() => undefined) : Promise.resolve());
    const provision = world.instances.provision.bind(world.instances);
    world.instances.provision = async (spec) => {
      await provision(spec);
      return await new Promise(() => undefined);
    };
    await world.commit(groupOf({ Size: 3 }, "v2", update));
    await world.clock.advance(100);
    expect([...world.instances.instances.keys()]).toEqual(["i-1", "i-2", "i-4"]);
    await world.controller.destroyInstances("g", ["i-2"]);
    expect(await world.controller.size("g")).toBe(2);
  });

  test("leaves the size alone of one that had to go already though the group cannot be listed in between", async () => {
    const world = await openWithSurplus();
    world.instances.fail("describeInstances", refuses("not yet"));
    await world.restart();
    await world.controller.destroyInstances("g", ["i-3"]);
    expect(await world.controller.size("g")).toBe(2);
  });

  test.for([
    { name: "is there", update: { MaxSurge: 1, MaxUnavailable: 0 }, isHanging: false },
    { name: "has been asked for", update: { MaxSurge: 1, MaxUnavailable: 1 }, isHanging: true },
  ])("leaves the size alone when a successor $name already", async ({ update, isHanging }) => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 1 }, "v1", update));
    await world.clock.advance(60_000);
    world.flavor.onDrain = () => new Promise(() => undefined);
    if (isHanging) world.instances.fail("provision", hangs());
    await world.commit(groupOf({ Size: 1 }, "v2", update));
    await world.clock.advance(5000);
    expect(world.flavor.drained).toEqual(["i-1"]);
    await world.controller.destroyInstances("g", ["i-1"]);
    expect(await world.controller.size("g")).toBe(1);
  });

  test("makes no second instance of a logical id while the first one is drained", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ LogicalIDs: ["a", "b"] }));
    world.flavor.onDrain = () => new Promise(() => undefined);
    await world.controller.destroyInstances("g", ["i-1"]);
    await world.clock.advance(1000);
    expect([...world.instances.instances.keys()]).toEqual(["i-1", "i-2"]);
    expect(world.instances.calls.provision).toBe(2);
  });

  test("makes a successor of a logical id when the first one is gone", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ LogicalIDs: ["a", "b"] }));
    await world.controller.destroyInstances("g", ["i-1"]);
    await world.clock.advance(1000);
    const logicalIds = [...world.instances.instances.values()].map(({ id, logicalId }) => [id, logicalId]);
    expect(logicalIds).toEqual([
      ["i-2", "b"],
      ["i-3", "a"],
    ]);
  });

  test("still counts an instance when it was told to go and cannot be destroyed", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    world.instances.fail("destroy", ...Array.from({ length: 20 }, () => refuses("busy")));
    await world.controller.destroyInstances("g", ["i-1"]);
    await world.clock.advance(20_000);
    await world.controller.setSize("g", 3);
    await world.clock.advance(20_000);
    expect(world.instances.highest).toBe(3);
  });

  test("is remembered when the controller is killed at once", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    const saves = holdSaves(world.journal);
    const told = world.controller.destroyInstances("g", ["i-2"]);
    await world.clock.settle();
    saves.release();
    await told;
    saves.end();
    await world.restart();
    await world.clock.advance(60_000);
    expect([...world.instances.instances.keys()]).toEqual(["i-1", "i-3"]);
  });
});

describe("destroyGroup()", () => {
  test("warns of nothing when the last instances go while the group is being saved", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    const saveInJournal = world.journal.save.bind(world.journal);
    world.journal.save = async (record) => {
      await new Promise<void>((resolve) => world.clock.callAt(world.clock.now() + 5, resolve));
      await saveInJournal(record);
    };
    void world.controller.destroyGroup("g");
    await world.clock.advance(5000);
    expect(await world.controller.inspectGroups()).toEqual([]);
    expect(world.log.filter((line) => line.includes("cannot"))).toEqual([]);
  });

  test("makes no instance when its creation was still to be saved", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 0 }));
    const saves = holdSaves(world.journal);
    const committed = world.controller.commitGroup(specOf(groupOf({ Size: 1 })));
    await world.clock.settle();
    saves.release();
    await committed;
    await world.clock.settle();
    expect(saves.count).toBe(1);
    void world.controller.destroyGroup("g");
    await world.clock.settle();
    saves.release();
    await world.clock.settle();
    expect(world.instances.calls.provision).toBe(0);
  });

  test("keeps the instance that it runs on while another is still being made", async () => {
    const world = await openWorld({ policy: { self: "b" } });
    await world.commit(groupOf({ LogicalIDs: ["a", "b"] }));
    const gate = waits();
    world.instances.fail("provision", gate.fault);
    world.instances.kill("i-1");
    await world.clock.settle();
    await world.controller.destroyGroup("g");
    await world.clock.advance(5000);
    expect(world.instances.destroyed).toEqual([]);
    gate.release();
    await world.clock.advance(30_000);
    expect(world.instances.destroyed).toEqual(["i-3", "i-2"]);
    expect(world.controller.ids()).toEqual([]);
  });
});

describe("freeGroup()", () => {
  test("destroys nothing more when an instance was being drained", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    const gate = waits();
    world.flavor.onDrain = async () => void (await gate.fault(() => Promise.resolve()));
    await world.commit(groupOf({ Size: 1 }));
    const freed = world.controller.freeGroup("g");
    await world.clock.advance(11_000);
    await freed;
    gate.release();
    await world.clock.advance(30_000);
    expect([...world.instances.instances.keys()]).toEqual(["i-1", "i-2"]);
  });

  test("asks no flavor for health when a list comes afterwards", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    const gate = waits();
    world.instances.fail("describeInstances", gate.fault);
    await world.clock.advance(10_000);
    await world.controller.freeGroup("g");
    let asked = 0;
    world.flavor.healthy = () => {
      asked++;
      return Promise.resolve("healthy");
    };
    gate.release();
    await world.clock.settle();
    expect(asked).toBe(0);
  });
});

describe("status()", () => {
  test("names every slot once when instances that we did not make are on their way out", async () => {
    const world = await openWorld();
    for (const id of ["x1", "x2", "x3"]) {
      const stranger = { id, tags: { "infrakit.group": "g" }, logicalId: null, properties: null, init: "" };
      world.instances.instances.set(id, stranger);
    }
    world.flavor.onDrain = () => new Promise(() => undefined);
    await world.commit(groupOf({ Size: 1 }));
    await world.commit(groupOf({ Size: 3 }));
    const slots = world.status().slots.map(({ slot, instance }) => [slot, instance]);
    expect(slots).toEqual([
      ["0", "x1"],
      ["x2", "x2"],
      ["x3", "x3"],
    ]);
  });
});
