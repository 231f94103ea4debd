import type { InstancePlugin } from "@infrakit/spi";
import { RawJson } from "@infrakit/spi/document";
import { hangs, isLost, refuses, waits } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { groupOf, openWorld, specOf, type World } from "../test/world.ts";

const ids = (world: World): readonly string[] => [...world.instances.instances.keys()];

const many = <T>(count: number, thing: T): readonly T[] => Array.from({ length: count }, () => thing);

/** Destroys answer at once, and what they end is gone half a minute later. */
function endSlowly({ instances, clock }: World): void {
  const destroy = instances.destroy.bind(instances);
  instances.destroy = (...args): Promise<void> => {
    clock.callAt(clock.now() + 30_000, () => void destroy(...args));
    return Promise.resolve();
  };
}

describe("creations", () => {
  test("stop at the first refusal instead of being tried for every slot", async () => {
    const world = await openWorld();
    world.instances.fail("provision", ...many(100_000, refuses("no permission")));
    await world.commit(groupOf({ Size: 500 }));
    await world.clock.advance(60_000);
    expect(world.instances.calls.provision).toBeLessThan(15);
    expect(world.status().reason).toContain("no permission");
  });

  test("are begun one, two, four at a time while they work", async () => {
    const world = await openWorld();
    const gates = many(7, null).map(() => waits());
    world.instances.fail("provision", ...gates.map(({ fault }) => fault));
    await world.commit(groupOf({ Size: 50 }));
    const begun = [world.instances.calls.provision];
    for (const [from, to] of [
      [0, 1],
      [1, 3],
    ] as const) {
      for (const gate of gates.slice(from, to)) gate.release();
      await world.clock.settle();
      begun.push(world.instances.calls.provision);
    }
    expect(begun).toEqual([1, 3, 7]);
  });

  test("that are lost count until a list that was asked for after their deadline", async () => {
    const world = await openWorld();
    world.instances.fail("provision", isLost());
    await world.commit(groupOf({ Size: 1 }));
    await world.clock.advance(1000);
    world.instances.fail("describeInstances", ...many(60, refuses("the cloud is down")));
    await world.clock.advance(400_000);
    expect(world.instances.calls.provision).toBe(1);
    await world.clock.advance(600_000);
    expect(world.instances.calls.provision).toBe(2);
    expect(world.status().phase).toBe("converged");
  });

  test("end in the smaller size when that was wanted while they were under way", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 4 }));
    const gates = many(4, null).map(() => waits());
    world.instances.fail("provision", ...gates.map(({ fault }) => fault));
    await world.controller.setSize("g", 8);
    await world.clock.settle();
    await world.controller.setSize("g", 2);
    for (const gate of gates) gate.release();
    await world.clock.advance(30_000);
    expect(ids(world)).toHaveLength(2);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 2 });
  });

  test("that end after the group was told to go are ended too, also over a restart", async () => {
    const world = await openWorld();
    const gate = waits();
    world.instances.fail("provision", gate.fault);
    await world.commit(groupOf({ Size: 1 }));
    await world.controller.destroyGroup("g");
    await world.clock.advance(5000);
    await world.restart();
    gate.release();
    await world.clock.advance(300_000);
    expect(world.instances.calls.provision).toBe(1);
    expect(ids(world)).toEqual([]);
    expect(world.controller.ids()).toEqual([]);
  });
});

describe("an instance on its way out", () => {
  test("counts neither as there nor as gone until a list says so", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    endSlowly(world);
    await world.controller.rollout.replace("g", ["i-2"]);
    await world.clock.advance(20_000);
    expect(world.instances.calls.provision).toBe(3);
    expect(world.status()).toMatchObject({ phase: "progressing", ready: 2 });
    await world.clock.advance(60_000);
    expect(ids(world)).toEqual(["i-1", "i-3", "i-4"]);
    expect(world.instances.highest).toBe(3);
    expect(world.status().phase).toBe("converged");
  });

  test("is told again when the call that told it never answers", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    world.instances.fail("destroy", hangs());
    await world.controller.setSize("g", 1);
    await world.clock.advance(900_000);
    expect(ids(world)).toEqual(["i-1"]);
    expect(world.status().phase).toBe("converged");
  });
});

describe("commands", () => {
  test("that come all at once end in the last of them, and none is refused for another", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 1 }));
    const sizes = [5, 2, 9, 1, 7, 3, 8, 4, 6, 5];
    await Promise.all(sizes.map((size) => world.controller.setSize("g", size)));
    await world.clock.advance(30_000);
    expect(ids(world)).toHaveLength(5);
    expect(world.instances.highest).toBeLessThanOrEqual(9);
  });

  test("for one group make no call for another", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    const other = { id: "h", properties: RawJson.fromValue(groupOf({ Size: 2 })) };
    await world.controller.commitGroup(other);
    await world.clock.advance(20_000);
    await world.controller.setSize("h", 4);
    await world.clock.advance(60_000);
    expect(world.instances.destroyed).toEqual([]);
    expect(world.instances.calls.provision).toBe(7);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 3 });
  });
});

describe("a controller that has forgotten everything", () => {
  test("creates nothing when the instances of its group are there", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    for (const { id } of await world.journal.load()) await world.journal.remove(id);
    await world.restart();
    expect(world.controller.ids()).toEqual([]);
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(60_000);
    expect(world.instances.calls).toMatchObject({ provision: 3, destroy: 0 });
    expect(world.status().phase).toBe("converged");
  });
});

describe("destroyGroup()", () => {
  test("is followed by no call at all once everything is gone", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    await world.controller.destroyGroup("g");
    await world.clock.advance(30_000);
    const before = { ...world.instances.calls };
    await world.clock.advance(3_600_000);
    expect(world.instances.calls).toEqual(before);
  });

  test("waits for a plugin that is away, answers at once, and shows what is left", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    world.isAbsent = true;
    await world.controller.destroyGroup("g");
    await world.clock.advance(60_000);
    expect(world.status()).toMatchObject({ phase: "destroying" });
    expect(world.status().reason).toContain("plugin not found:fake");
    world.isAbsent = false;
    await world.clock.advance(60_000);
    expect(ids(world)).toEqual([]);
    expect(world.controller.ids()).toEqual([]);
  });
});

describe("commitGroup()", () => {
  const rows = [
    { name: "nobody when the size is another", change: { Allocation: { Size: 4 } }, replaced: 0 },
    { name: "nobody when updates go another way", change: { Updating: { MaxSurge: 1 } }, replaced: 0 },
    { name: "nobody when a default is written out", change: { Updating: { Canary: 0 } }, replaced: 0 },
    {
      name: "everybody when the flavor is told something else",
      change: { Flavor: { Plugin: "plain", Properties: { role: "b" } } },
      replaced: 3,
    },
    {
      name: "everybody when instances are made from something else",
      change: { Instance: { Plugin: "fake", Properties: { version: "b" } } },
      replaced: 3,
    },
  ];

  test.for(rows)("replaces $name", async ({ change, replaced }) => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(20_000);
    await world.commit({ ...groupOf({ Size: 3 }), ...change });
    await world.clock.advance(120_000);
    expect(world.instances.destroyed).toHaveLength(replaced);
    expect(world.status().phase).toBe("converged");
  });
});

describe("a new controller", () => {
  test("calls nobody with an effect when it finds the group as it left it", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(60_000);
    const effects = ["provision", "destroy", "label"] as const satisfies readonly (keyof InstancePlugin)[];
    const made = (): readonly number[] => effects.map((call) => world.instances.calls[call]);
    const before = made();
    await world.restart();
    await world.controller.commitGroup(specOf(groupOf({ Size: 3 })));
    await world.clock.advance(600_000);
    expect(made()).toEqual(before);
    expect(world.flavor.drained).toEqual([]);
  });
});
