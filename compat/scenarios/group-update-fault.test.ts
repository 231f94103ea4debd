import { configHashTag } from "@infrakit/spi/data";
import { refuses } from "@infrakit/testing";
import { expect, test } from "vitest";
import { groupId, hashOf, minions, openOld, updated } from "./group-cases.ts";

test("commitGroup() stops its update at a member that cannot be destroyed, and is not converged [group.roll.destroy-error] [differs.fault.silent-update] [differs.group.victim-order]", async () => {
  const { world } = await openOld();
  world.instances.fail("destroy", (call) => call(), refuses("DestroyError"));
  await world.commit(updated);
  await world.wait();
  // Go begins with the smallest id, ours with the highest slot.
  expect(world.flavor.drained).toEqual(["old-3", "old-2"]);
  expect(world.instances.destroyed).toEqual(["old-3"]);
  expect(world.ids()).toEqual(["i-1", "old-1", "old-2"]);
  expect(world.members().map(({ tags }) => tags[configHashTag])).toEqual([
    hashOf(updated),
    hashOf(minions()),
    hashOf(minions()),
  ]);
  expect(await world.isConverged()).toBe(false);
  expect(world.group.status(groupId).reason).toMatch(/old-2 could not be replaced: DestroyError/);
});

test("commitGroup() reaches its size when the update before had stopped halfway [differs.fault.lost-scale-up]", async () => {
  const { world } = await openOld();
  world.flavor.onDrain = () => Promise.reject(new Error("still serving"));
  await world.commit(minions({ size: 5, data: "data2" }));
  await world.wait();
  expect(await world.isConverged()).toBe(false);
  world.flavor.onDrain = () => Promise.resolve();
  await world.commit(minions({ size: 5, data: "data3" }));
  await world.wait(20);
  expect(world.members()).toHaveLength(5);
  expect(new Set(world.members().map(({ tags }) => tags[configHashTag]))).toEqual(
    new Set([hashOf(minions({ data: "data3" }))]),
  );
});

test("commitGroup() takes a flavor that fails for one that does not know [group.health-error]", async () => {
  const { world } = await openOld();
  const healthy = world.flavor.healthy.bind(world.flavor);
  world.flavor.healthy = () => Promise.reject(new Error("health-error"));
  await world.commit(updated);
  await world.wait();
  expect(world.instances.destroyed).toHaveLength(1);
  expect(world.group.status(groupId).slots.map(({ state }) => state)).toContain("unknown");
  world.flavor.healthy = healthy;
  await world.wait();
  expect(world.instances.destroyed).toHaveLength(3);
});

test("commitGroup() is not converged before the last of two updates is done [differs.fault.early-convergence]", async () => {
  const { world } = await openOld();
  const updating = { Duration: "5s" };
  await world.commit(minions({ data: "data2", updating }));
  await world.clock.advance(2000);
  await world.commit(minions({ data: "data3", updating }));
  const hash = hashOf(minions({ data: "data3" }));
  let seconds = 0;
  for (; !(await world.isConverged()) && seconds < 100; seconds++) await world.clock.advance(1000);
  expect(seconds).toBeGreaterThan(10);
  expect(world.members().map(({ tags }) => tags[configHashTag])).toEqual([hash, hash, hash]);
});

test("commitGroup() leaves no timer behind when updates are done [differs.fault.tickers]", async () => {
  const { world } = await openOld();
  await world.wait();
  const before = world.clock.timers;
  for (const data of ["data2", "data3", "data4"]) {
    await world.commit(minions({ data }));
    await world.wait();
    expect(await world.isConverged()).toBe(true);
  }
  expect(world.clock.timers).toBe(before);
});

test("commitGroup() goes on with its update when the members could not be listed for a while [differs.group.update-list]", async () => {
  const { world } = await openOld();
  world.flavor.usualHealth = "unknown";
  await world.commit(updated);
  world.instances.fail("describeInstances", refuses("BUG"), refuses("BUG"), refuses("BUG"));
  const reason = (): string => world.group.status(groupId).reason;
  for (let seconds = 0; seconds < 20 && !reason().includes("BUG"); seconds++) await world.clock.advance(1000);
  expect(reason()).toContain("BUG");
  world.flavor.usualHealth = "healthy";
  await world.wait();
  expect(world.instances.destroyed).toHaveLength(3);
  expect(await world.isConverged()).toBe(true);
});

test("commitGroup() changes nothing when the members cannot be listed, and the update before goes on [differs.group.failed-commit]", async () => {
  const { world } = await openOld();
  world.flavor.usualHealth = "unknown";
  await world.commit(updated);
  world.instances.fail("describeInstances", refuses("BUG"));
  await expect(world.commit(minions({ data: "data3" }))).rejects.toThrow(new Error("BUG"));
  world.flavor.usualHealth = "healthy";
  await world.wait();
  expect(world.members().map(({ tags }) => tags[configHashTag])).toEqual(
    Array.from({ length: 3 }, () => hashOf(updated)),
  );
});
