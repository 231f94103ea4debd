import { configHashTag, groupTag, logicalIdTag } from "@infrakit/spi/data";
import { refuses, waits } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { groupOf, openWorld, type World } from "../test/world.ts";

const ids = (world: World): readonly string[] => [...world.instances.instances.keys()];

/** A converged group with these properties. */
async function openConverged(properties: object, self: string | null = null): Promise<World> {
  const world = await openWorld({ policy: { self } });
  await world.commit(properties);
  await world.clock.advance(60_000);
  return world;
}

function fallIll({ flavor }: World, ...members: readonly string[]): void {
  for (const id of members) flavor.health.set(id, "unhealthy");
}

describe("an update", () => {
  test("replaces no more than its canary when more may be unavailable", async () => {
    const update = { Canary: 1, MaxUnavailable: 3, MinHealthyTime: "5s" };
    const world = await openConverged(groupOf({ Size: 6 }, "v1", update));
    await world.commit(groupOf({ Size: 6 }, "v2", update));
    await world.clock.advance(60_000);
    expect(world.instances.destroyed).toEqual(["i-6"]);
    expect(world.status().phase).toBe("paused");
  });

  test("takes nobody away while more is still to come than the group now needs", async () => {
    const world = await openConverged(groupOf({ Size: 3 }));
    const gates = [waits(), waits()];
    world.instances.fail("provision", ...gates.map(({ fault }) => fault));
    await world.controller.setSize("g", 5);
    await world.clock.advance(1000);
    await world.controller.setSize("g", 3);
    await world.commit(groupOf({ Size: 3 }, "v2"));
    await world.clock.advance(10_000);
    expect(world.instances.destroyed).toEqual([]);
    for (const gate of gates) gate.release();
    await world.clock.advance(60_000);
    expect(new Set(world.hashes()).size).toBe(1);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 3 });
  });

  test("has the whole of its deadline for a successor when its predecessor took its time to go", async () => {
    const update = { ProgressDeadline: "1m" };
    const world = await openConverged(groupOf({ Size: 1 }, "v1", update));
    const after = (milliseconds: number): Promise<void> =>
      new Promise((resolve) => void world.clock.callAt(world.clock.now() + milliseconds, resolve));
    world.flavor.onDrain = () => after(50_000);
    world.flavor.usualHealth = "unknown";
    await world.commit(groupOf({ Size: 1 }, "v2", update));
    await world.clock.advance(90_000);
    expect(world.status().phase).toBe("progressing");
    world.flavor.usualHealth = "healthy";
    await world.clock.advance(15_000);
    expect(world.status().phase).toBe("converged");
  });

  test("goes on with the others when some die young and it is to continue", async () => {
    const update = { OnFailure: "continue", MaxUnavailable: 2 };
    const world = await openConverged(groupOf({ Size: 3 }, "v1", update));
    const provision = world.instances.provision.bind(world.instances);
    world.instances.provision = async (spec) => {
      const id = await provision(spec);
      const diesYoung = world.instances.calls.provision < 9;
      if (diesYoung) world.clock.callAt(world.clock.now() + 50, () => world.instances.kill(id));
      return id;
    };
    await world.commit(groupOf({ Size: 3 }, "v2", update));
    await world.clock.advance(300_000);
    expect(world.instances.destroyed).toEqual(["i-3", "i-2", "i-1"]);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 3 });
  });

  test("gives back what is too many when it is aborted, though all are healthy", async () => {
    const update = { MaxSurge: 1, MaxUnavailable: 0, MinHealthyTime: "30s" };
    const world = await openConverged(groupOf({ Size: 3 }, "v1", update));
    await world.commit(groupOf({ Size: 3 }, "v2", update));
    await world.clock.advance(5000);
    expect(ids(world)).toHaveLength(4);
    await world.controller.rollout.abort("g");
    await world.clock.advance(60_000);
    expect(ids(world)).toHaveLength(3);
  });

  test("drains the instance that it runs on when all others have gone, however many may be unavailable", async () => {
    const update = { MaxUnavailable: 3 };
    const spec = (version: string): object => groupOf({ LogicalIDs: ["a", "b", "c"] }, version, update);
    const world = await openConverged(spec("v1"), "b");
    let left: readonly string[] = [];
    world.flavor.onDrain = ({ id }) => Promise.resolve(void (left = id === "i-2" ? ids(world) : left));
    await world.commit(spec("v2"));
    await world.clock.advance(60_000);
    expect(world.flavor.drained.at(-1)).toBe("i-2");
    expect(left).toContain("i-2");
    expect(left.filter((id) => id === "i-1" || id === "i-3")).toEqual([]);
    expect(world.instances.destroyed.toSorted()).toEqual(["i-1", "i-3"]);
  });
});

describe("creations", () => {
  test("are tried one at a time after one was refused, however many went well before", async () => {
    const world = await openConverged(groupOf({ Size: 20 }));
    world.instances.fail("provision", ...Array.from({ length: 1000 }, () => refuses("no quota")));
    await world.controller.setSize("g", 40);
    await world.clock.settle();
    const before = world.instances.calls.provision;
    await world.clock.advance(60_000);
    expect(world.instances.calls.provision - before).toBeLessThan(10);
  });

  test("wait for the end of the call that ends their predecessor, though no list shows it any more", async () => {
    const world = await openConverged(groupOf({ Size: 1 }));
    const destroy = world.instances.destroy.bind(world.instances);
    const gate = waits();
    world.instances.destroy = async (...args): Promise<void> => {
      await destroy(...args);
      await gate.fault(() => Promise.resolve());
    };
    await world.controller.rollout.replace("g", ["i-1"]);
    await world.clock.advance(20_000);
    expect([ids(world), world.instances.calls.provision]).toEqual([[], 1]);
    gate.release();
    await world.clock.advance(5000);
    expect(ids(world)).toEqual(["i-2"]);
  });
});

describe("healing", () => {
  test.for([
    { name: "as many as FreezeAbove says", ill: ["i-1", "i-2", "i-3"], gone: ["i-1", "i-2", "i-3"] },
    { name: "one more than FreezeAbove says", ill: ["i-1", "i-2", "i-3", "i-4"], gone: [] },
  ])("replaces $gone when $name fall ill together", async ({ ill, gone }) => {
    const world = await openConverged(groupOf({ Size: 6 }));
    fallIll(world, ...ill);
    await world.clock.advance(600_000);
    expect(world.instances.destroyed.toSorted()).toEqual(gone);
  });

  test("leaves the instance that the controller runs on alone", async () => {
    const world = await openConverged(groupOf({ LogicalIDs: ["a", "b", "c"] }), "b");
    fallIll(world, "i-2");
    await world.clock.advance(600_000);
    expect(world.instances.destroyed).toEqual([]);
  });

  test("makes a successor beside evidence when the group has as many as it may have", async () => {
    const world = await openConverged({
      ...groupOf({ Size: 2 }),
      Limits: { MaxInstances: 2, KeepFailed: 1 },
    });
    fallIll(world, "i-1");
    await world.clock.advance(120_000);
    expect(ids(world)).toEqual(["i-1", "i-2", "i-3"]);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 2 });
  });

  test("sets nobody more aside when who failed first cannot go", async () => {
    const world = await openConverged({
      ...groupOf({ Size: 3 }),
      Healing: { MaxAtOnce: 3, FreezeAbove: null },
      Limits: { KeepFailed: 1 },
    });
    world.instances.fail("destroy", ...Array.from({ length: 1000 }, () => refuses("busy")));
    for (const id of ["i-1", "i-4", "i-2"]) {
      fallIll(world, id);
      await world.clock.advance(300_000);
    }
    const states = world.status().slots.map(({ instance, state }) => [instance, state]);
    expect(states).toContainEqual(["i-4", "failed"]);
    expect(states).toContainEqual(["i-2", "unhealthy"]);
    expect(ids(world)).toHaveLength(4);
  });
});

test.for<readonly [name: string, change: (world: World) => Promise<unknown>]>([
  ["its group is destroyed", ({ controller }) => controller.destroyGroup("g")],
  ["its group is to have none", ({ controller }) => controller.setSize("g", 0)],
])("a protected instance stays when %s, and the status says so", async ([, change]) => {
  const world = await openWorld({ isProtected: ({ id }) => id === "i-2" });
  await world.commit(groupOf({ Size: 3 }));
  await change(world);
  await world.clock.advance(300_000);
  expect(ids(world)).toEqual(["i-2"]);
  expect(world.flavor.drained).not.toContain("i-2");
  expect(world.status().reason).toContain("i-2 is protected");
});

test("a hint that follows another at once is acted on within 50 ms", async () => {
  const world = await openConverged(groupOf({ Size: 3 }));
  world.instances.kill("i-1");
  await world.clock.advance(1);
  world.instances.kill("i-2");
  await world.clock.advance(50);
  expect(ids(world)).toEqual(["i-3", "i-4", "i-5"]);
});

test("of two instances of one logical id ours stays, whichever is the elder", async () => {
  const world = await openConverged(groupOf({ LogicalIDs: ["a"] }));
  const [hash = ""] = world.hashes();
  const tags = { [groupTag]: "g", [configHashTag]: hash, [logicalIdTag]: "a" };
  for (const id of ["h-1", "j-1"])
    world.instances.instances.set(id, { id, logicalId: "a", tags, properties: null, init: "" });
  await world.clock.advance(60_000);
  expect(ids(world)).toEqual(["i-1"]);
});
