import { refuses } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { groupOf, openWorld, type World } from "../test/world.ts";

const ids = (world: World): readonly string[] => [...world.instances.instances.keys()];

/** The next lists are empty, though there are instances. */
function emptyLists({ instances }: World, count: number): void {
  const empty = (): Promise<readonly unknown[]> => Promise.resolve([]);
  instances.fail("describeInstances", ...Array.from({ length: count }, () => empty));
}

/** A group of two that is to go, and cannot for half a minute. */
async function openDestroying(): Promise<World> {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 2 }));
  await world.clock.advance(20_000);
  world.instances.fail("destroy", ...Array.from({ length: 10 }, () => refuses("busy")));
  await world.controller.destroyGroup("g");
  await world.clock.advance(1000);
  return world;
}

describe("destroyGroup()", () => {
  test("does not forget the group when one list is empty, whoever was listed before", async () => {
    const world = await openDestroying();
    emptyLists(world, 1);
    await world.clock.advance(300_000);
    expect(ids(world)).toEqual([]);
    expect(world.controller.ids()).toEqual([]);
  });

  test("does not forget the group when the first list after a restart is empty", async () => {
    const world = await openDestroying();
    emptyLists(world, 1);
    await world.restart();
    await world.clock.advance(300_000);
    expect(ids(world)).toEqual([]);
    expect(world.controller.ids()).toEqual([]);
  });

  test("does not forget the group when it had no instance, and the first list misses the one that came", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 1 }));
    const [instance] = world.instances.instances.values();
    if (instance === undefined) throw new Error("there is no instance");
    await world.commit(groupOf({ Size: 0 }));
    await world.clock.advance(60_000);
    world.instances.instances.set(instance.id, instance);
    emptyLists(world, 1);
    await world.controller.destroyGroup("g");
    await world.clock.advance(300_000);
    expect(ids(world)).toEqual([]);
    expect(world.controller.ids()).toEqual([]);
  });

  test("lets the group answer what it is asked until its last instance is gone", async () => {
    const world = await openDestroying();
    const { controller } = world;
    expect(await controller.size("g")).toBe(0);
    expect((await controller.inspectGroups()).map(({ id }) => id)).toEqual(["g"]);
    const { instances, status, converged } = await controller.describeGroup("g");
    expect(instances.map(({ id }) => id)).toEqual(["i-1", "i-2"]);
    expect(status).toMatchObject({ phase: "destroying", desired: 0 });
    expect(converged).toBe(false);
  });

  test.for<readonly [name: string, call: (world: World) => Promise<unknown>]>([
    ["a commit", (world) => world.commit(groupOf({ Size: 1 }))],
    ["another size", ({ controller }) => controller.setSize("g", 1)],
    ["an order to one instance", ({ controller }) => controller.destroyInstances("g", ["i-1"])],
    ["a replacement", ({ controller }) => controller.rollout.replace("g", ["i-1"])],
  ])("has the group refuse %s, and say what is left and what to do", async ([, call]) => {
    const world = await openDestroying();
    await expect(call(world)).rejects.toThrow(
      "Group 'g' is being destroyed, 2 instances are left; wait for it or free it first",
    );
  });

  test.for([
    [1, "1 instance is left"],
    [0, "no instances are left"],
  ] as const)("has the group count what is left when %i is", async ([left, words]) => {
    const world = await openDestroying();
    world.instances.destroy = () => Promise.reject(new Error("busy"));
    world.journal.remove = () => Promise.reject(new Error("input/output error"));
    for (const id of ["i-1", "i-2"].slice(left)) world.instances.kill(id);
    await world.clock.advance(10_000);
    await expect(world.commit(groupOf({ Size: 1 }))).rejects.toThrow(words);
  });

  test("says what is left, and nothing of the update that was under way", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    await world.clock.advance(20_000);
    world.instances.fail("destroy", ...Array.from({ length: 10 }, () => refuses("busy")));
    await world.commit(groupOf({ Size: 2 }, "v2"));
    await world.clock.advance(1000);
    await world.controller.rollout.pause("g");
    await world.controller.destroyGroup("g");
    await world.clock.advance(1000);
    expect(world.status().reason).not.toContain("update");
    const lines = await world.controller.rollout.explain("g");
    expect(lines.join()).not.toContain("update");
  });

  test("is undone by freeGroup(): what is left stays, and may be committed again", async () => {
    const world = await openDestroying();
    await world.controller.freeGroup("g");
    await world.clock.advance(300_000);
    expect(world.controller.ids()).toEqual([]);
    expect(ids(world)).toEqual(["i-1", "i-2"]);
    await world.commit(groupOf({ Size: 2 }));
    await world.clock.advance(60_000);
    expect(ids(world)).toEqual(["i-1", "i-2"]);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 2 });
  });

  test.for(["describeGroup", "freeGroup", "destroyGroup"] as const)(
    "leaves nothing for %s() when everything is gone",
    async (call) => {
      const world = await openDestroying();
      await world.clock.advance(300_000);
      await expect(world.controller[call]("g")).rejects.toThrow(new Error("Group 'g' is not being watched"));
      expect(await world.controller.inspectGroups()).toEqual([]);
      expect(await world.journal.load()).toEqual([]);
    },
  );
});
