import { configHashTag, type GroupSpec } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { GroupCase, groupId, hashOf, leaderIds, leaders, minions, specOf } from "./group-cases.ts";

test.for<readonly [name: string, spec: GroupSpec, message: string]>([
  ["without an id [group.refuse.id]", { id: "", properties: null }, "Group ID must not be blank"],
  [
    "without properties [group.refuse.allocation]",
    { id: "id", properties: null },
    "Allocation must not be blank",
  ],
  [
    "with a size and logical ids [group.refuse.allocations]",
    specOf({ Allocation: { Size: 1, LogicalIDs: ["id1"] } }),
    "Only one Allocation method may be used",
  ],
  [
    "with a count and a duration [group.refuse.updatings]",
    minions({ updating: { Count: 1, Duration: "1s" } }),
    "Only one Updating method may be used",
  ],
])("commitGroup() refuses a spec %s", async ([, spec, message]) => {
  const world = await GroupCase.open();
  await expect(world.commit(spec)).rejects.toThrow(new Error(message));
  expect(await world.group.inspectGroups()).toEqual([]);
});

test("commitGroup() refuses a word of SkipBeforeInstanceDestroy that it does not know [differs.group.skip-word]", async () => {
  const world = await GroupCase.open();
  const spec = minions({ updating: { SkipBeforeInstanceDestroy: "dance" } });
  await expect(world.commit(spec)).rejects.toThrow(
    'Invalid properties: Updating.SkipBeforeInstanceDestroy: expected "drain" or null, found "dance"',
  );
});

test.for(["describeGroup", "freeGroup", "destroyGroup"] as const)(
  "%s() is refused for a group that was not committed [group.unwatched]",
  async (call) => {
    const world = await GroupCase.open();
    await expect(world.group[call](groupId)).rejects.toThrow(
      new Error("Group 'testGroup' is not being watched"),
    );
  },
);

test("commitGroup() does nothing when the instances are as the spec says [group.noop]", async () => {
  const world = await GroupCase.open();
  world.seed(minions());
  await world.commit(minions());
  const before = world.members();
  expect(await world.commit(minions(), { pretend: true })).toBe("Noop");
  expect(await world.commit(minions())).toBe("Noop");
  await world.wait();
  expect(world.said).toEqual([]);
  expect(world.members()).toEqual(before);
});

test("commitGroup() leaves no trace when it pretends [group.pretend]", async () => {
  const world = await GroupCase.open();
  const notWatched = new Error("Group 'testGroup' is not being watched");
  for (let times = 0; times < 2; times++) {
    expect(await world.commit(minions(), { pretend: true })).toBe("Managing 3 instances");
  }
  await expect(world.group.freeGroup(groupId)).rejects.toThrow(notWatched);
  await expect(world.group.destroyGroup(groupId)).rejects.toThrow(notWatched);
  expect(await world.commit(minions(), { pretend: true })).toBe("Managing 3 instances");
  await world.wait();
  expect(world.said).toEqual([]);
});

test("commitGroup() labels nothing when it pretends [differs.group.pretend-label]", async () => {
  const world = await GroupCase.open();
  await world.commit(minions());
  await world.wait();
  world.add({ tags: { [configHashTag]: "bootstrap" } });
  await world.commit(minions({ size: 4 }), { pretend: true });
  expect(world.saidOf("label")).toEqual([]);
});

/** Members of the committed size and members of another version are there when another size is committed. */
const sizes: readonly {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly there: readonly ("current" | "outdated")[];
  readonly details: string;
}[] = [
  { name: "no changes", from: 1, to: 1, there: ["current"], details: "Noop" },
  {
    name: "a rolling update",
    from: 1,
    to: 1,
    there: ["outdated"],
    details: "Performing a rolling update on 1 instances",
  },
  {
    name: "fewer",
    from: 2,
    to: 1,
    there: ["current", "current"],
    details: "Terminating 1 instances to reduce the group size to 1",
  },
  {
    name: "fewer and a rolling update",
    from: 2,
    to: 1,
    there: ["outdated", "outdated"],
    details:
      "Terminating 1 instances to reduce the group size to 1, then performing a rolling update on 1 instances",
  },
  {
    name: "fewer, but more than are there",
    from: 3,
    to: 2,
    there: ["current"],
    details:
      "Terminating 1 instances to reduce the group size to 2, then performing a rolling update on 1 instances",
  },
  {
    name: "more",
    from: 1,
    to: 2,
    there: ["current"],
    details: "Adding 1 instances to increase the group size to 2",
  },
  {
    name: "more and a rolling update",
    from: 1,
    to: 2,
    there: ["outdated"],
    details:
      "Performing a rolling update on 1 instances, then adding 1 instances to increase the group size to 2",
  },
];

test.for(sizes)(
  "commitGroup() counts as the scaler does in its sentence about $name [group.details.scaler]",
  async ({ from, to, there, details }) => {
    const world = await GroupCase.open();
    const hashes = {
      current: hashOf(minions({ data: "data2" })),
      outdated: hashOf(minions({ data: "data3" })),
    };
    world.flavor.usualHealth = "unknown";
    await world.commit(minions({ size: from, data: "data2" }));
    world.instances.instances.clear();
    for (const version of there) world.add({ tags: { [configHashTag]: hashes[version] } });
    const next = minions({ size: to, data: "data2" });
    expect(await world.commit(next, { pretend: true })).toBe(details);
  },
);

test("commitGroup() counts as the quorum does in its sentence [group.details.quorum]", async () => {
  const world = await GroupCase.open();
  world.seed(leaders());
  await world.commit(leaders());
  expect(await world.commit(leaders())).toBe("Noop");
  const [first, ...others] = world.members();
  world.instances.instances.delete(first?.id ?? "");
  world.add({ tags: { [configHashTag]: hashOf(leaders("data2")) }, logicalId: leaderIds[0] ?? "" });
  expect(others).toHaveLength(2);
  expect(await world.commit(leaders("data2"), { pretend: true })).toBe(
    "Performing a rolling update on 2 instances",
  );
});

test("commitGroup() refuses other logical ids, and the same in another order [group.quorum.change]", async () => {
  const world = await GroupCase.open();
  await world.commit(leaders());
  for (const logicalIds of [leaderIds.toReversed(), leaderIds.slice(1), [...leaderIds, "other"]]) {
    await expect(world.commit(leaders("data", logicalIds))).rejects.toThrow(
      new Error("Logical ID changes to a quorum is not currently supported"),
    );
  }
});

test.for<readonly [name: string, next: GroupSpec]>([
  [
    "the instance and the flavor change [group.roll.instance-and-flavor]",
    minions({ data: "data2", init: "updated init" }),
  ],
  ["only the flavor changes [group.roll.flavor]", minions({ init: "updated init" })],
])("commitGroup() replaces all members when %s", async ([, next]) => {
  const world = await GroupCase.open();
  const old = world.seed(minions());
  await world.commit(minions());
  expect(await world.commit(next)).toBe("Performing a rolling update on 3 instances");
  await world.wait();
  expect(world.instances.destroyed.toSorted()).toEqual(old);
  expect(world.flavor.drained.toSorted()).toEqual(old);
  const made = [...world.instances.instances.values()];
  expect(made.map(({ init }) => init)).toEqual(Array.from({ length: 3 }, () => "updated init"));
  expect(made.map(({ tags }) => tags[configHashTag])).toEqual(made.map(() => hashOf(next)));
});

test("commitGroup() takes another commit when one is done [group.commit-again]", async () => {
  const world = await GroupCase.open();
  expect(await world.commit(minions())).toBe("Managing 3 instances");
  expect(await world.commit(minions({ size: 8 }))).toBe("Adding 5 instances to increase the group size to 8");
  expect(await world.commit(minions({ size: 5 }))).toBe(
    "Terminating 3 instances to reduce the group size to 5",
  );
  await world.wait();
  expect(world.members()).toHaveLength(5);
  expect(await world.isConverged()).toBe(true);
});

/** The original's specimens: the second is the first in another order, the third lacks a member. */
const specimens = [
  '{"Instance":{"Plugin":"a","Properties":{"a":"a","b":"b","c":{"d":"d","e":"e"}}},"Flavor":{"Plugin":"f","Properties":{"g":"g"}}}',
  '{"Instance":{"Plugin":"a","Properties":{"a":"a","c":{"e":"e","d":"d"},"b":"b"}},"Flavor":{"Plugin":"f","Properties":{"g":"g"}}}',
  '{"Instance":{"Plugin":"a","Properties":{"a":"a","c":{"d":"d"}}},"Flavor":{"Plugin":"f","Properties":{"g":"g"}}}',
] as const;

test("configHashes() gives the same for the same members in any order, and no other characters [group.hash]", () => {
  const [first, reordered, different] = specimens.map((text) => {
    const properties = RawJson.fromText(text.replace("{", '{"Allocation":{"Size":1},'));
    return hashOf({ id: groupId, properties });
  });
  expect(first).toBe("vzxotohj4occvnit4etijde5tr5iwx5a");
  expect(reordered).toBe(first);
  expect(different).not.toBe(first);
  for (const hash of [first, different]) expect(hash).toMatch(/^[a-z0-9]{32}$/);
});
