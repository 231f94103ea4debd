import { describe, expect, test } from "vitest";
import { groupOf, openWorld, specOf, type World } from "../test/world.ts";

const ids = (world: World): readonly string[] => [...world.instances.instances.keys()];
const keeping = (size: number, keepFailed: number): object => ({
  ...groupOf({ Size: size }),
  Limits: { KeepFailed: keepFailed },
});

/** A converged group that keeps some of those that fail. */
async function openKeeping(size: number, keepFailed: number): Promise<World> {
  const world = await openWorld();
  await world.commit(keeping(size, keepFailed));
  await world.clock.advance(60_000);
  return world;
}

/** One member after the other fails, and has its successor. */
async function fail(world: World, ...failing: readonly string[]): Promise<void> {
  for (const id of failing) {
    world.flavor.health.set(id, "unhealthy");
    await world.clock.advance(120_000);
  }
}

describe("KeepFailed", () => {
  test("keeps a member that failed beside its successor, and counts it no more", async () => {
    const world = await openKeeping(3, 1);
    await fail(world, "i-2");
    expect(ids(world)).toEqual(["i-1", "i-2", "i-3", "i-4"]);
    expect(world.status()).toMatchObject({ phase: "converged", desired: 3, ready: 3 });
    expect(world.status().slots).toContainEqual({ slot: "1", instance: "i-2", state: "failed" });
    expect(world.log.some((line) => line.startsWith("keep i-2 of slot 1 as evidence"))).toBe(true);
  });

  test("lets the one go that failed first when there are more than it keeps", async () => {
    const world = await openKeeping(3, 2);
    await fail(world, "i-2", "i-4", "i-5");
    expect(world.instances.destroyed).toEqual(["i-2"]);
    expect(ids(world)).toEqual(["i-1", "i-3", "i-4", "i-5", "i-6"]);
  });

  test.for([
    { name: "the group is resumed", help: (world: World) => world.controller.rollout.resume("g") },
    { name: "the group is committed again", help: (world: World) => world.commit(keeping(3, 1)) },
    { name: "the group is destroyed", help: (world: World) => world.controller.destroyGroup("g") },
    { name: "it is told to go", help: (world: World) => world.controller.destroyInstances("g", ["i-2"]) },
  ])("lets evidence go when $name", async ({ help }) => {
    const world = await openKeeping(3, 1);
    await fail(world, "i-2");
    await help(world);
    await world.clock.advance(60_000);
    expect(ids(world)).not.toContain("i-2");
    expect(world.instances.destroyed).toContain("i-2");
  });

  test("is counted by no commit, which replaces nobody there", async () => {
    const world = await openKeeping(3, 1);
    await fail(world, "i-2");
    const next = specOf({ ...groupOf({ Size: 3 }, "v2"), Limits: { KeepFailed: 1 } });
    const { details } = await world.controller.commitGroup(next, { pretend: true });
    expect(details).toBe("Performing a rolling update on 3 instances");
  });

  test("does not make the group smaller when evidence is told to go", async () => {
    const world = await openKeeping(3, 1);
    await fail(world, "i-2");
    await world.controller.destroyInstances("g", ["i-2"]);
    expect(await world.controller.size("g")).toBe(3);
  });

  test("outlives a restart of the controller", async () => {
    const world = await openKeeping(3, 1);
    await fail(world, "i-2");
    await world.restart();
    await world.clock.advance(300_000);
    expect(ids(world)).toEqual(["i-1", "i-2", "i-3", "i-4"]);
    expect(world.status().phase).toBe("converged");
  });

  test("is not replaced when an operator asks for it", async () => {
    const world = await openKeeping(3, 1);
    await fail(world, "i-2");
    await expect(world.controller.rollout.replace("g", ["i-2"])).rejects.toThrow(
      'Cannot replace instances of group "g": i-2 is kept as evidence; resume the group to let it go',
    );
  });

  test("keeps nothing when a member is gone by itself", async () => {
    const world = await openKeeping(3, 1);
    await fail(world, "i-2");
    world.instances.kill("i-2");
    await world.clock.advance(60_000);
    expect(ids(world)).toEqual(["i-1", "i-3", "i-4"]);
    expect(world.status()).toMatchObject({ phase: "converged", slots: [{}, {}, {}] });
  });

  test("shows once who has to go for another, though that one dies meanwhile", async () => {
    const world = await openKeeping(3, 1);
    await fail(world, "i-2");
    world.flavor.onDrain = () => new Promise(() => undefined);
    await fail(world, "i-3");
    world.instances.kill("i-3");
    await world.clock.advance(20_000);
    const shown = world.status().slots.filter(({ instance }) => instance === "i-2");
    expect(shown).toEqual([expect.objectContaining({ state: "terminating" })]);
  });

  test("outlasts the rollback of an update that has failed, until the next commit", async () => {
    const world = await openWorld();
    const group = (version: string): object => ({
      ...groupOf({ Size: 3 }, version, { OnFailure: "rollback", ProgressDeadline: "60s" }),
      Limits: { KeepFailed: 1 },
    });
    await world.commit(group("v1"));
    await world.clock.advance(60_000);
    world.flavor.healthy = async (_, { properties }) =>
      properties?.text.includes("v1") === true ? "healthy" : "unhealthy";
    await world.commit(group("v2"));
    await world.clock.advance(180_000);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 3 });
    const isEvidence = { slot: "2", state: "failed" };
    expect(world.status().slots).toContainEqual(expect.objectContaining(isEvidence));
    await world.commit(group("v1"));
    await world.clock.advance(60_000);
    expect(world.status().slots).toHaveLength(3);
  });
});
