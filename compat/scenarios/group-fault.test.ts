import { createHandler } from "@infrakit/rpc";
import { configHashTag } from "@infrakit/spi/data";
import { expect, test } from "vitest";
import { GroupCase, groupId, hashOf, minions, specOf } from "./group-cases.ts";

test("openGroupController() leaves instances alone that a plugin lists without the tag of the group [differs.fault.tag-filter]", async () => {
  const world = await GroupCase.open();
  // Go's simulator passes over an instance only if the tag has another value.
  world.instances.describeInstances = async () => [...world.instances.instances.values()];
  const hash = { [configHashTag]: hashOf(minions()) };
  const others = [{ "infrakit.group": "other", ...hash }, hash].map((tags) => {
    const id = world.add({ tags });
    world.instances.instances.set(id, { id, logicalId: null, tags, properties: null, init: "" });
    return id;
  });
  await world.commit(minions({ size: 1 }));
  await world.wait();
  expect((await world.group.describeGroup(groupId)).instances.map(({ id }) => id)).toEqual(["i-1"]);
  await world.group.destroyGroup(groupId);
  await world.wait();
  expect(world.ids()).toEqual(others);
});

test("destroyInstances() makes a group smaller for good [differs.fault.size-comes-back]", async () => {
  const world = await GroupCase.open();
  const [first = "", ...others] = world.seed(minions());
  await world.commit(minions());
  await world.group.destroyInstances(groupId, [first]);
  await world.wait();
  await world.restart();
  await world.wait();
  expect(await world.group.size(groupId)).toBe(2);
  expect(world.ids()).toEqual(others);
});

test("commitGroup() keeps nothing of a spec that it refuses [differs.fault.unvalidated]", async () => {
  const world = await GroupCase.open();
  await world.commit(minions());
  await world.wait();
  const kept = await world.journal.load();
  world.flavor.judge = () => "no such init";
  const refused = [minions({ size: 5 }), { ...minions(), id: "" }, { ...minions(), id: "another" }];
  for (const spec of refused) await expect(world.commit(spec)).rejects.toThrow();
  expect(await world.journal.load()).toEqual(kept);
  expect((await world.group.inspectGroups()).map(({ id }) => id)).toEqual([groupId]);
});

test.for([-1, -4_294_967_295])(
  "createHandler() refuses the size %i [differs.fault.negative-size]",
  async (size) => {
    const world = await GroupCase.open();
    await world.commit(minions());
    const params = JSON.stringify({ Name: "group", ID: groupId, Size: size });
    const answer = await createHandler({ group: world.group }).handle(
      `{"jsonrpc":"2.0","method":"Group.SetSize","params":${params},"id":1}`,
    );
    expect(answer).toContain('"error":{');
    expect(await world.group.size(groupId)).toBe(3);
  },
);

test("status() says for whom an update waits [differs.fault.silent-wait]", async () => {
  const world = await GroupCase.open();
  world.seed(minions());
  await world.commit(minions());
  world.flavor.health.set("i-1", "unhealthy");
  await world.commit(minions({ data: "data2" }));
  await world.wait(2);
  expect(await world.isConverged()).toBe(false);
  expect(world.group.status(groupId).reason).toMatch(/waiting for i-1 in slot \d to be healthy/);
});

test("destroyInstances() ends none when one is not the group's [differs.fault.destroy-strangers]", async () => {
  const world = await GroupCase.open();
  const old = world.seed(minions());
  await world.commit(minions());
  await expect(world.group.destroyInstances(groupId, ["old-1", "x", "y"])).rejects.toThrow(
    'Cannot destroy instances of group "testGroup": it has no instance x, y',
  );
  await world.wait();
  expect(world.ids()).toEqual(old);
  expect(await world.group.size(groupId)).toBe(3);
});

test.for([
  { name: "neither says anything", instance: { Plugin: "test" }, flavor: { Plugin: "test" } },
  {
    name: "both say null",
    instance: { Plugin: "test", Properties: null },
    flavor: { Plugin: "test", Properties: null },
  },
])(
  "commitGroup() makes instances when $name of properties [differs.fault.no-properties]",
  async ({ instance, flavor }) => {
    const world = await GroupCase.open();
    await world.commit(specOf({ Allocation: { Size: 2 }, Instance: instance, Flavor: flavor }));
    await world.wait();
    expect(world.members()).toHaveLength(2);
    expect(await world.isConverged()).toBe(true);
  },
);

test("commitGroup() takes a size of 0 that is given [differs.fault.size-zero]", async () => {
  const world = await GroupCase.open();
  expect(await world.commit(minions({ size: 0 }))).toBe("Managing 0 instances");
  await world.wait();
  expect(world.members()).toEqual([]);
  expect(await world.isConverged()).toBe(true);
});
