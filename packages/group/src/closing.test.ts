import { hangs, waits } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { groupOf, openWorld, specOf } from "../test/world.ts";

describe("close()", () => {
  test("refuses a commit that is under way, and makes nothing afterwards", async () => {
    const world = await openWorld();
    const gate = waits();
    world.instances.fail("validate", gate.fault);
    const spec = specOf(groupOf({ Size: 2 }));
    const refused = expect(world.controller.commitGroup(spec)).rejects.toThrow(
      "Validate is not waited for any more: the group controller is being closed",
    );
    await world.clock.settle();
    await world.controller.close();
    gate.release();
    await refused;
    await world.clock.advance(60_000);
    expect(world.instances.calls.provision).toBe(0);
    expect(world.clock.timers).toBe(0);
  });

  test("makes nothing of a commit that is being saved meanwhile: whoever starts next keeps it", async () => {
    const world = await openWorld();
    const save = world.journal.save.bind(world.journal);
    let release = (): void => undefined;
    world.journal.save = async (record) => {
      await new Promise<void>((resolve) => (release = resolve));
      await save(record);
    };
    const committed = world.controller.commitGroup(specOf(groupOf({ Size: 2 })));
    await world.clock.settle();
    const closed = world.controller.close();
    release();
    await committed;
    await closed;
    await world.clock.advance(60_000);
    expect(world.instances.calls.provision).toBe(0);
    expect(world.clock.timers).toBe(0);
    expect(await world.journal.load()).toHaveLength(1);
  });

  test("refuses a commit that comes afterwards, and says why", async () => {
    const world = await openWorld();
    await world.controller.close();
    const refused = world.controller.commitGroup(specOf(groupOf({ Size: 2 })));
    await expect(refused).rejects.toMatchObject({
      code: "aborted",
      message: "the group controller is closed",
    });
    expect(world.instances.calls.validate).toBe(0);
  });

  test("leaves no timer when a list is waited for", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 1 }));
    world.instances.fail("describeInstances", hangs());
    await world.clock.advance(10_000);
    await world.controller.close();
    await world.clock.settle();
    expect(world.clock.timers).toBe(0);
  });

  test("leaves no timer when health is waited for", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    world.flavor.healthy = () => new Promise(() => undefined);
    await world.clock.advance(10_000);
    await world.controller.close();
    await world.clock.settle();
    expect(world.clock.timers).toBe(0);
  });

  test("leaves no timer when the record of a destroyed group cannot be removed", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 1 }));
    world.journal.remove = () => Promise.reject(new Error("input/output error"));
    await world.controller.destroyGroup("g");
    await world.clock.advance(1000);
    await world.controller.close();
    expect(world.clock.timers).toBe(0);
  });
});

test("freeGroup() has its turn when a validation never answers", async () => {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 1 }));
  world.instances.fail("validate", hangs());
  const refused = expect(world.controller.commitGroup(specOf(groupOf({ Size: 1 })))).rejects.toThrow(
    "did not answer within",
  );
  const freed = world.controller.freeGroup("g");
  await world.clock.advance(600_000);
  await refused;
  await freed;
  expect(world.controller.ids()).toEqual([]);
});
