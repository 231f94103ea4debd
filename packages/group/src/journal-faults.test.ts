import { hangs, refuses, waits } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { failSave, holdSaves, loseAnswers } from "../test/held-saves.ts";
import { groupOf, openWorld, specOf, type World } from "../test/world.ts";

/** A group of three whose update has stopped at an instance that could not be drained, but now could be. */
async function openStoppedUpdate(): Promise<World> {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 3 }));
  world.flavor.onDrain = () => Promise.reject(new Error("still serving"));
  await world.commit(groupOf({ Size: 3 }, "v2"));
  await world.clock.advance(30_000);
  world.flavor.onDrain = () => Promise.resolve();
  return world;
}

describe("a save that fails", () => {
  test("commitGroup() leaves an update stopped when it is refused", async () => {
    const world = await openStoppedUpdate();
    failSave(world.journal, 1, "no space left");
    await expect(world.commit(groupOf({ Size: 3 }, "v3"))).rejects.toThrow("no space left");
    await world.clock.advance(60_000);
    expect(world.instances.destroyed).toEqual([]);
    expect(world.status().phase).toBe("stalled");
  });

  test("destroyGroup() leaves an update stopped when it is refused", async () => {
    const world = await openStoppedUpdate();
    failSave(world.journal, 1, "no space left");
    await expect(world.controller.destroyGroup("g")).rejects.toThrow("no space left");
    await world.clock.advance(60_000);
    expect(world.instances.destroyed).toEqual([]);
    expect(world.status().phase).toBe("stalled");
  });

  test("destroyInstances() destroys nothing when it is refused", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    failSave(world.journal, 1, "no space left");
    await expect(world.controller.destroyInstances("g", ["i-1"])).rejects.toThrow("no space left");
    await world.clock.advance(60_000);
    expect(world.instances.destroyed).toEqual([]);
    expect(await world.controller.size("g")).toBe(3);
  });

  test("commitGroup() leaves nothing to the next start when a new group is refused though it was saved", async () => {
    const world = await openWorld();
    const answer = loseAnswers(world.journal);
    await expect(world.commit(groupOf({ Size: 3 }))).rejects.toThrow("no answer");
    answer();
    await world.restart();
    await world.clock.advance(60_000);
    expect(world.controller.ids()).toEqual([]);
    expect(world.instances.calls.provision).toBe(0);
  });

  test.for([
    { name: "a commit", ask: (world: World) => world.commit(groupOf({ Size: 3 }, "v2")) },
    { name: "a size", ask: (world: World) => world.controller.setSize("g", 1) },
    { name: "the end of the group", ask: (world: World) => world.controller.destroyGroup("g") },
    { name: "an order", ask: (world: World) => world.controller.destroyInstances("g", ["i-1"]) },
  ])("leaves nothing to the next start though it was saved: $name", async ({ ask }) => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(60_000);
    const answer = loseAnswers(world.journal);
    await expect(ask(world)).rejects.toThrow("no answer");
    answer();
    await world.clock.advance(11_000);
    await world.restart();
    await world.clock.advance(60_000);
    expect(world.instances.destroyed).toEqual([]);
    expect(await world.controller.size("g")).toBe(3);
  });

  test("is made up for when the controller is closed before the next try", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(60_000);
    const answer = loseAnswers(world.journal);
    await expect(world.controller.setSize("g", 1)).rejects.toThrow("no answer");
    answer();
    await world.controller.close();
    await world.restart();
    await world.clock.advance(60_000);
    expect(world.instances.destroyed).toEqual([]);
  });

  test("is made up for when the controller is closed while it runs", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(60_000);
    const save = world.journal.save.bind(world.journal);
    const { fault, release } = waits();
    world.journal.save = async (record) => {
      world.journal.save = save;
      await save(record);
      await fault(() => Promise.reject(new Error("no answer")));
    };
    const refused = expect(world.controller.setSize("g", 1)).rejects.toThrow("no answer");
    await world.clock.settle();
    const closed = world.controller.close();
    release();
    await refused;
    await closed;
    await world.restart();
    await world.clock.advance(60_000);
    expect(world.instances.destroyed).toEqual([]);
  });

  test("is followed by one of what the group is when another was asked for meanwhile", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(60_000);
    const saves = holdSaves(world.journal);
    const refused = expect(world.controller.setSize("g", 1)).rejects.toThrow("no answer");
    await world.clock.settle();
    expect(saves.count).toBe(1);
    world.instances.kill("i-3");
    await world.clock.advance(10_000);
    saves.fail("no answer");
    await refused;
    await world.clock.settle();
    expect(saves.count).toBe(1);
    saves.release();
    await world.clock.settle();
    saves.end();
    await world.restart();
    expect(await world.controller.size("g")).toBe(3);
  });

  test("commitGroup() says that the next start may keep a new group that is neither saved nor removed", async () => {
    const world = await openWorld();
    failSave(world.journal, 1, "no space left");
    world.journal.remove = () => Promise.reject(new Error("read only"));
    await expect(world.commit(groupOf({ Size: 3 }))).rejects.toThrow("no space left");
    expect(world.log.filter((line) => line.includes("read only"))).toHaveLength(1);
    await world.clock.advance(60_000);
    await world.restart();
    expect(world.controller.ids()).toEqual([]);
  });

  test("commitGroup() makes instances of the spec before when it is refused", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 0 }));
    const saves = holdSaves(world.journal);
    const committed = world.controller.commitGroup(specOf(groupOf({ Size: 1 })));
    await world.clock.settle();
    saves.release();
    await committed;
    await world.clock.settle();
    const refused = world.controller.commitGroup(specOf(groupOf({ Size: 1 }, "v2")));
    const why = expect(refused).rejects.toThrow("no space left");
    await world.clock.settle();
    saves.release();
    await world.clock.settle();
    saves.fail("no space left");
    await why;
    await world.clock.settle();
    const made = [...world.instances.instances.values()].map(({ properties }) => properties?.text);
    expect(made).toEqual(['{"version":"v1"}']);
  });

  test("an update goes on when the first of its steps could not be saved", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    failSave(world.journal, 2, "no space left");
    await world.commit(groupOf({ Size: 3 }, "v2"));
    await world.clock.advance(60_000);
    expect(world.instances.destroyed).toEqual(["i-3", "i-2", "i-1"]);
    expect(world.status().phase).toBe("converged");
  });

  test("an update does not begin when none of its steps can be saved", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    const saves = holdSaves(world.journal);
    const committed = world.controller.commitGroup(specOf(groupOf({ Size: 3 }, "v2")));
    await world.clock.settle();
    saves.release();
    await committed;
    for (let waited = 0; waited < 60; waited++) {
      await world.clock.advance(1000);
      if (saves.count > 0) saves.fail("no space left");
    }
    expect(world.flavor.drained).toEqual([]);
    expect(world.instances.destroyed).toEqual([]);
  });

  test("the instance that we run on is drained when the first try could not be saved", async () => {
    const world = await openWorld({ policy: { self: "a" } });
    await world.commit(groupOf({ LogicalIDs: ["a"] }));
    failSave(world.journal, 2, "no space left");
    await world.commit(groupOf({ LogicalIDs: ["a"] }, "v2"));
    await world.clock.advance(60_000);
    expect(world.flavor.drained).toEqual(["i-1"]);
    expect(world.status().phase).toBe("converged");
  });
});

describe("a removal that fails", () => {
  test("freeGroup() leaves the group as it was, and its update goes on", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    const { fault, release } = waits();
    const refusal = new Error("input/output error");
    world.journal.remove = async () => void (await fault(() => Promise.reject(refusal)));
    await world.controller.commitGroup(specOf(groupOf({ Size: 3 }, "v2")));
    const freed = expect(world.controller.freeGroup("g")).rejects.toThrow("input/output error");
    await world.clock.settle();
    release();
    await freed;
    await world.clock.advance(60_000);
    expect(world.status().phase).toBe("converged");
  });
});

test("close() waits for a removal, and what was refused before is not left where that fails", async () => {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 3 }));
  await world.clock.advance(60_000);
  const remove = world.journal.remove.bind(world.journal);
  const answer = loseAnswers(world.journal);
  await expect(world.controller.setSize("g", 1)).rejects.toThrow("no answer");
  answer();
  const { fault, release } = waits();
  const refusal = new Error("input/output error");
  world.journal.remove = async () => void (await fault(() => Promise.reject(refusal)));
  const freed = expect(world.controller.freeGroup("g")).rejects.toThrow("input/output error");
  await world.clock.settle();
  const closed = world.controller.close();
  await world.clock.settle();
  release();
  await freed;
  await closed;
  const saves = holdSaves(world.journal);
  world.journal.remove = remove;
  await world.clock.advance(60_000);
  expect(saves.count).toBe(0);
  saves.end();
  await world.restart();
  await world.clock.advance(60_000);
  expect(world.instances.destroyed).toEqual([]);
});

describe("a record", () => {
  test("openGroupController() reads what was written when a pause ended between two milliseconds", async () => {
    const world = await openWorld();
    world.instances.fail("provision", refuses("full"), refuses("full"), refuses("full"), hangs());
    await world.commit(groupOf({ Size: 1 }));
    await world.clock.advance(20_000);
    await world.restart();
    expect(world.controller.ids()).toEqual(["g"]);
  });
});
