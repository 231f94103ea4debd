import type { GroupSpec } from "@infrakit/spi/data";
import { refuses } from "@infrakit/testing";
import { expect, test } from "vitest";
import { GroupCase, groupId, minions, specOf } from "./group-cases.ts";

/** What is done to a group of one, and why its member is told to go. */
type Errand = (world: GroupCase) => Promise<unknown>;

const skipping = { SkipBeforeInstanceDestroy: "drain" };
const roll: Errand = (world) => world.commit(minions({ size: 1, data: "data2" }));
const rollSkipping: Errand = (world) => world.commit(minions({ size: 1, data: "data2", updating: skipping }));
const destroyAll: Errand = (world) => world.group.destroyGroup(groupId);
const destroyOne: Errand = (world) => world.group.destroyInstances(groupId, ["old-1"]);
const shrink: Errand = (world) => world.group.setSize(groupId, 0);

/** What is said of the member; `drainFails`: its flavor cannot drain it, but for the first time. */
interface Row {
  readonly name: string;
  readonly updating?: object;
  readonly errand: Errand;
  readonly drainFails?: boolean;
  readonly said: readonly string[];
}

const destroyed = ["drain old-1", "destroy old-1: terminate"];
const rows: readonly Row[] = [
  {
    name: "an update replaces it [group.drain.update]",
    errand: roll,
    said: ["drain old-1", "destroy old-1: rolling_update"],
  },
  {
    name: "an update cannot drain it [group.drain.update-error]",
    errand: roll,
    drainFails: true,
    said: ["drain old-1"],
  },
  {
    name: "an update drains nothing [group.drain.update-skip]",
    errand: rollSkipping,
    said: ["destroy old-1: rolling_update"],
  },
  ...(
    [
      ["the group is destroyed", destroyAll],
      ["it is told to go", destroyOne],
      ["the group shrinks", shrink],
    ] as const
  ).flatMap(([name, errand]): readonly Row[] => [
    { name: `${name} [group.drain.terminate]`, errand, said: destroyed },
    {
      name: `${name} and it cannot be drained [group.drain.terminate-error]`,
      errand,
      drainFails: true,
      said: destroyed,
    },
    {
      name: `${name}, whatever updates skip [group.drain.terminate-skip]`,
      errand,
      updating: skipping,
      said: destroyed,
    },
  ]),
];

test.for(rows)(
  "openGroupController() drains and destroys a member as the original does when $name",
  async ({ errand, said, updating = {}, drainFails = false }) => {
    const world = await GroupCase.open();
    world.seed(minions({ size: 1 }));
    await world.commit(minions({ size: 1, updating }));
    if (drainFails) world.flavor.onDrain = () => Promise.reject(new Error("drain-error"));
    await errand(world);
    await world.wait();
    expect(world.said.filter((line) => line.includes("old-1"))).toEqual(said);
  },
);

test("freeGroup() leaves all instances alone [group.free]", async () => {
  const world = await GroupCase.open();
  const old = world.seed(minions());
  await world.commit(minions());
  await world.group.freeGroup(groupId);
  await world.wait();
  expect(world.said).toEqual([]);
  expect(world.ids()).toEqual(old);
  expect(await world.group.inspectGroups()).toEqual([]);
});

test("destroyGroup() drains and destroys all members, and then the group is not watched [group.destroy]", async () => {
  const world = await GroupCase.open();
  const old = world.seed(minions());
  await world.commit(minions());
  await world.group.destroyGroup(groupId);
  await world.wait();
  expect(world.members()).toEqual([]);
  expect(world.flavor.drained.toSorted()).toEqual(old);
  expect(world.saidOf("destroy").toSorted()).toEqual(old.map((id) => `${id}: terminate`));
  await expect(world.group.describeGroup(groupId)).rejects.toThrow(
    new Error("Group 'testGroup' is not being watched"),
  );
});

test("destroyGroup() answers at once, and the group is there until its last member has gone [differs.group.durable-destroy]", async () => {
  const world = await GroupCase.open();
  const old = world.seed(minions());
  await world.commit(minions());
  world.instances.fail("destroy", refuses("busy"), refuses("busy"), refuses("busy"));
  await world.group.destroyGroup(groupId);
  expect((await world.group.describeGroup(groupId)).instances.map(({ id }) => id)).toEqual(old);
  await expect(world.commit(minions())).rejects.toThrow(/^Group 'testGroup' is being destroyed/);
  await world.wait();
  expect(world.members()).toEqual([]);
  expect(await world.group.inspectGroups()).toEqual([]);
});

test("destroyInstances() ends those that it is told, and no others in their stead [group.destroy-instances]", async () => {
  const world = await GroupCase.open();
  world.seed(minions());
  await world.commit(minions());
  await world.group.destroyInstances(groupId, ["old-1", "old-3"]);
  await world.wait();
  expect(world.saidOf("destroy").toSorted()).toEqual(["old-1: terminate", "old-3: terminate"]);
  expect(world.ids()).toEqual(["old-2"]);
  expect(await world.group.size(groupId)).toBe(1);
});

/** A group that says how its unhealthy members are healed. */
function healing(rule: object): GroupSpec {
  return specOf({ ...(minions().properties?.parse() as object), ...rule });
}

test.for<readonly [name: string, rule: object, said: readonly string[]]>([
  [
    "is replaced when nothing is said of it",
    {},
    ["drain old-1", "destroy old-1: terminate", "provision one"],
  ],
  ["is left alone, as by the original, when Healing is null", { Healing: null }, []],
])(
  "openGroupController() sees that a member that stays unhealthy %s [differs.group.healing]",
  async ([, rule, said]) => {
    const world = await GroupCase.open();
    const [first = ""] = world.seed(minions());
    await world.commit(healing(rule));
    world.flavor.health.set(first, "unhealthy");
    await world.wait();
    expect(world.said).toEqual(said);
  },
);
