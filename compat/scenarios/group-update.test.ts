import { configHashTag } from "@infrakit/spi/data";
import { expect, test } from "vitest";
import {
  GroupCase,
  groupId,
  hashOf,
  leaderIds,
  leaders,
  minions,
  openOld,
  pollIntervalMs,
  updated,
} from "./group-cases.ts";

test("commitGroup() replaces all members, however unhealthy the old ones are [group.roll.old-health] [group.reason.rolling-update]", async () => {
  const { world, old } = await openOld();
  for (const id of old) world.flavor.health.set(id, "unhealthy");
  const sentence = "Performing a rolling update on 3 instances";
  expect(await world.commit(updated, { pretend: true })).toBe(sentence);
  expect(await world.commit(updated)).toBe(sentence);
  await world.wait();
  expect(world.flavor.drained.toSorted()).toEqual(old);
  expect(world.saidOf("destroy").toSorted()).toEqual(old.map((id) => `${id}: rolling_update`));
  expect(world.members().map(({ tags }) => tags[configHashTag])).toEqual(old.map(() => hashOf(updated)));
  expect(await world.isConverged()).toBe(true);
});

test("commitGroup() waits for so many looks in a row at which a successor is healthy [group.roll.count]", async () => {
  const { world } = await openOld();
  await world.commit(minions({ data: "data2", updating: { Count: 3 } }));
  // Three looks, one poll interval apart: two intervals are between the first and the third.
  await world.clock.advance(2 * pollIntervalMs - 1000);
  expect(world.instances.destroyed).toHaveLength(1);
  await world.clock.advance(2000);
  expect(world.instances.destroyed).toHaveLength(2);
  await world.wait();
  expect(world.instances.destroyed).toHaveLength(3);
});

test("commitGroup() counts anew when a successor was unhealthy in between [group.roll.count]", async () => {
  const { world } = await openOld();
  await world.commit(minions({ data: "data2", updating: { Count: 3 } }));
  await world.clock.advance(pollIntervalMs);
  world.flavor.health.set("i-1", "unhealthy");
  await world.clock.advance(2000);
  world.flavor.health.set("i-1", "healthy");
  await world.clock.advance(2 * pollIntervalMs - 3000);
  expect(world.instances.destroyed).toHaveLength(1);
  await world.clock.advance(6000);
  expect(world.instances.destroyed).toHaveLength(2);
});

test("commitGroup() asks a flavor as often as it likes while it waits [differs.group.health-checks]", async () => {
  const { world } = await openOld();
  await world.commit(minions({ data: "data2", updating: { Count: 2 } }));
  await world.wait(12);
  expect(await world.isConverged()).toBe(true);
  // Go asks the first successor 6 times, the second 4 times and the third twice.
  const asked = ["i-1", "i-2", "i-3"].map((id) => world.flavor.asked.get(id) ?? 0);
  expect(Math.min(...asked)).toBeGreaterThanOrEqual(2);
});

test("commitGroup() waits until a successor has been healthy for as long as the spec says [group.roll.duration]", async () => {
  const { world } = await openOld();
  await world.commit(minions({ data: "data2", updating: { Duration: "100s" } }));
  await world.clock.advance(99_000);
  expect(world.instances.destroyed).toHaveLength(1);
  expect(world.flavor.asked.get("i-1")).toBeGreaterThanOrEqual(2);
  await world.clock.advance(3000);
  expect(world.instances.destroyed).toHaveLength(2);
});

test("commitGroup() waits for no health before there is a successor, and then as long as it takes [group.roll.none-expected]", async () => {
  const { world } = await openOld();
  world.flavor.usualHealth = "unknown";
  await world.commit(minions({ data: "data2", updating: { Count: 10 } }));
  expect(world.instances.destroyed).toHaveLength(1);
  await world.wait(30);
  expect(world.instances.destroyed).toHaveLength(1);
});

test("commitGroup() goes on at the first healthy look when the spec asks for no more [group.roll.default]", async () => {
  const { world } = await openOld();
  world.flavor.usualHealth = "unknown";
  await world.commit(updated);
  await world.wait();
  expect(world.instances.destroyed).toHaveLength(1);
  world.flavor.health.set("i-1", "healthy");
  await world.clock.advance(pollIntervalMs);
  expect(world.instances.destroyed).toHaveLength(2);
});

test("commitGroup() begins its update at once when nothing is in the way [differs.group.first-tick]", async () => {
  const { world } = await openOld();
  const before = world.clock.now();
  await world.commit(updated);
  expect(world.instances.destroyed).toHaveLength(3);
  expect(world.clock.now()).toBe(before);
});

test("commitGroup() drains no member that it replaces when the spec says so [group.roll.no-drain]", async () => {
  const { world, old } = await openOld();
  world.flavor.onDrain = () => Promise.reject(new Error("Should not be invoked"));
  const updating = { SkipBeforeInstanceDestroy: "drain" };
  expect(await world.commit(minions({ data: "data2", updating }))).toBe(
    "Performing a rolling update on 3 instances",
  );
  await world.wait();
  expect(world.flavor.drained).toEqual([]);
  expect(world.instances.destroyed.toSorted()).toEqual(old);
  expect(world.members()).toHaveLength(3);
});

test("commitGroup() replaces and adds members when both change [group.roll-and-grow]", async () => {
  const { world, old } = await openOld();
  const next = minions({ size: 8, data: "data2", init: "flavor2" });
  expect(await world.commit(next)).toBe(
    "Performing a rolling update on 3 instances, then adding 5 instances to increase the group size to 8",
  );
  await world.wait(20);
  expect(world.flavor.drained.toSorted()).toEqual(old);
  expect(world.instances.destroyed.toSorted()).toEqual(old);
  expect(world.members().map(({ tags }) => tags[configHashTag])).toEqual(
    Array.from({ length: 8 }, () => hashOf(next)),
  );
});

test("commitGroup() adds members before it replaces any when both change [differs.group.grow-first]", async () => {
  const { world } = await openOld();
  await world.commit(minions({ size: 5, data: "data2" }));
  await world.wait();
  const [first, second] = world.said;
  expect([first, second]).toEqual(["provision one", "provision one"]);
});

test("commitGroup() ends members before it replaces any when both change [group.roll-and-shrink]", async () => {
  const { world } = await openOld();
  expect(await world.commit(minions({ size: 2, data: "data2" }))).toBe(
    "Terminating 1 instances to reduce the group size to 2, then performing a rolling update on 2 instances",
  );
  await world.wait();
  expect(world.saidOf("destroy")).toEqual([
    "old-3: terminate",
    "old-2: rolling_update",
    "old-1: rolling_update",
  ]);
  expect(world.members()).toHaveLength(2);
});

test("commitGroup() replaces one member of each logical id, under the same one [group.roll.quorum]", async () => {
  const world = await GroupCase.open();
  const old = world.seed(leaders());
  await world.commit(leaders());
  expect(await world.commit(leaders("data2"))).toBe("Performing a rolling update on 3 instances");
  await world.wait();
  expect(world.flavor.drained.toSorted()).toEqual(old);
  expect(world.instances.destroyed.toSorted()).toEqual(old);
  expect(world.members()).toHaveLength(3);
  expect(new Set(world.members().map(({ logicalId }) => logicalId))).toEqual(new Set(leaderIds));
  for (const { logicalId, tags } of world.members()) {
    expect(tags).toMatchObject({
      [configHashTag]: hashOf(leaders("data2")),
      "infrakit.logical_id": logicalId,
    });
  }
});

test("commitGroup() goes on when a successor that was unhealthy has become healthy [group.roll.unhealthy]", async () => {
  const { world } = await openOld();
  const bad = minions({ init: "bad update" });
  world.flavor.health.set("i-1", "unhealthy");
  await world.commit(bad);
  await world.clock.advance(pollIntervalMs);
  expect(world.instances.destroyed).toHaveLength(1);
  expect(await world.isConverged()).toBe(false);
  world.flavor.health.delete("i-1");
  await world.wait();
  const inits = [...world.instances.instances.values()].map(({ init }) => init);
  expect(inits).toEqual(["bad update", "bad update", "bad update"]);
});

test("commitGroup() leaves a member without a logical id alone when the others have one [differs.group.quorum.nameless]", async () => {
  const world = await GroupCase.open();
  const old = world.seed(leaders());
  const nameless = world.add({ tags: { [configHashTag]: hashOf(leaders()) } });
  await world.commit(leaders());
  expect(await world.commit(leaders("data2"))).toBe("Performing a rolling update on 4 instances");
  await world.wait();
  expect(world.instances.destroyed.toSorted()).toEqual(old);
  expect(world.ids()).toContain(nameless);
});

test("freeGroup() ends at once when an update waits for ever [group.free.updating]", async () => {
  const { world } = await openOld();
  world.flavor.usualHealth = "unknown";
  await world.commit(minions({ init: "flavor2" }));
  await world.wait();
  expect(world.instances.destroyed).toHaveLength(1);
  await world.group.freeGroup(groupId);
  const members = world.ids();
  world.flavor.usualHealth = "healthy";
  await world.wait();
  expect(world.ids()).toEqual(members);
  expect(world.clock.timers).toBe(0);
});
