import { configHashTag } from "@infrakit/spi/data";
import { expect, test } from "vitest";
import { GroupCase, groupId, hashOf, leaderIds, leaders, minions } from "./group-cases.ts";

const [first = "", second = ""] = leaderIds;

test("commitGroup() drains the instance that it runs on last, and never destroys it in an update [group.roll.self]", async () => {
  const world = await GroupCase.open({ self: first });
  const [self, ...others] = world.seed(leaders());
  await world.commit(leaders());
  expect(await world.commit(leaders("data2"))).toBe("Performing a rolling update on 3 instances");
  await world.wait();
  expect(world.flavor.drained).toHaveLength(3);
  expect(world.flavor.drained.at(-1)).toBe(self);
  expect(world.instances.destroyed.toSorted()).toEqual(others);
  for (const { id, tags } of world.members()) {
    expect(tags[configHashTag]).toBe(hashOf(id === self ? leaders() : leaders("data2")));
  }
  expect(await world.isConverged()).toBe(true);
});

test("commitGroup() replaces all members when it runs on none of them [group.roll.self-elsewhere]", async () => {
  const world = await GroupCase.open({ self: "other" });
  const old = world.seed(leaders());
  await world.commit(leaders());
  await world.commit(leaders("data2"));
  await world.wait();
  expect(world.flavor.drained).toHaveLength(3);
  expect(world.instances.destroyed.toSorted()).toEqual(old);
  for (const { tags } of world.members()) expect(tags[configHashTag]).toBe(hashOf(leaders("data2")));
});

test("commitGroup() knows the instance that it runs on by its tag alone [group.self.tag]", async () => {
  const world = await GroupCase.open({ self: "me" });
  const self = world.add({ tags: { [configHashTag]: hashOf(minions()), "infrakit.logical_id": "me" } });
  const other = world.add({ tags: { [configHashTag]: hashOf(minions()) } });
  await world.commit(minions({ size: 2 }));
  await world.commit(minions({ size: 2, data: "data2" }));
  await world.wait();
  expect(world.flavor.drained).toEqual([other, self]);
  expect(world.instances.destroyed).toEqual([other]);
});

test("commitGroup() does nothing at all to the instance that it runs on when updates drain nothing [group.self.no-drain]", async () => {
  const world = await GroupCase.open({ self: "me" });
  const updating = { SkipBeforeInstanceDestroy: "drain" };
  const tags = { [configHashTag]: hashOf(minions()) };
  world.add({ tags: { ...tags, "infrakit.logical_id": "me" } });
  const other = world.add({ tags });
  await world.commit(minions({ size: 2, updating }));
  await world.commit(minions({ size: 2, data: "data2", updating }));
  await world.wait();
  expect(world.said).toEqual([`destroy ${other}: rolling_update`, "provision one"]);
  expect(await world.isConverged()).toBe(true);
});

test("destroyGroup() destroys the instance that it runs on, after all others [group.destroy.self]", async () => {
  const world = await GroupCase.open({ self: second });
  const [one, self, three] = world.seed(leaders());
  await world.commit(leaders());
  await world.group.destroyGroup(groupId);
  await world.wait();
  expect(world.members()).toEqual([]);
  expect(world.flavor.drained.toSorted()).toEqual([one, self, three]);
  expect(world.saidOf("destroy")).toHaveLength(3);
  expect(world.saidOf("destroy").at(-1)).toBe(`${self}: terminate`);
});
