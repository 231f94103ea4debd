import { configHashTag, type GroupSpec, logicalIdTag } from "@infrakit/spi/data";
import { refuses } from "@infrakit/testing";
import { expect, test } from "vitest";
import { GroupCase, groupId, hashOf, leaderIds, leaders, minions, pollIntervalMs } from "./group-cases.ts";

test("openGroupController() adds members with the tags of the others when a group grows [group.grow]", async () => {
  const world = await GroupCase.open();
  const old = world.seed(minions());
  await world.commit(minions());
  const next = minions({ size: 8 });
  expect(await world.commit(next, { pretend: true })).toBe(
    "Adding 5 instances to increase the group size to 8",
  );
  await world.commit(next);
  await world.wait();
  expect(world.members()).toHaveLength(8);
  expect(world.ids()).toEqual(expect.arrayContaining([...old]));
  expect(world.members().map(({ tags }) => tags[configHashTag])).toEqual(
    Array.from({ length: 8 }, () => hashOf(minions())),
  );
});

test("openGroupController() drains and destroys as many as are too many, to terminate them [group.shrink] [group.reason.terminate]", async () => {
  const world = await GroupCase.open();
  world.seed(minions());
  await world.commit(minions());
  const next = minions({ size: 1 });
  expect(await world.commit(next, { pretend: true })).toBe(
    "Terminating 2 instances to reduce the group size to 1",
  );
  await world.commit(next);
  await world.wait();
  expect(world.members().map(({ tags }) => tags[configHashTag])).toEqual([hashOf(minions())]);
  expect(world.saidOf("drain").toSorted()).toEqual(["old-2", "old-3"]);
  expect(world.saidOf("destroy").toSorted()).toEqual(["old-2: terminate", "old-3: terminate"]);
});

test.for([0, 1])(
  "openGroupController() makes one when one has gone, with %i at once [group.heal]",
  async (maxParallel) => {
    const world = await GroupCase.open({ maxParallel });
    const [first = ""] = world.seed(minions());
    await world.commit(minions());
    await world.wait();
    expect(world.said).toEqual([]);
    world.instances.instances.delete(first);
    await world.wait();
    expect(world.said).toEqual(["provision one"]);
    expect(world.ids()).toEqual(["i-1", "old-2", "old-3"]);
  },
);

test.for([0, 1])(
  "openGroupController() ends those that are too many, with %i at once [group.surplus]",
  async (maxParallel) => {
    const world = await GroupCase.open({ maxParallel });
    world.seed(minions({ size: 4 }));
    await world.commit(minions({ size: 2 }));
    await world.wait();
    expect(world.saidOf("destroy")).toHaveLength(2);
    expect(world.members()).toHaveLength(2);
  },
);

test("openGroupController() gives up unhealthy, then outdated, then the last members [differs.fault.victims]", async () => {
  const world = await GroupCase.open();
  const current = { [configHashTag]: hashOf(minions()) };
  const sound = world.add({ tags: current });
  const outdated = world.add({ tags: { [configHashTag]: "another" } });
  const unhealthy = world.add({ tags: current });
  world.add({ tags: current });
  const last = world.add({ tags: current });
  world.flavor.health.set(unhealthy, "unhealthy");
  await world.commit(minions({ size: 5, updating: { Duration: "1h" } }));
  for (const size of [4, 3, 2]) {
    await world.group.setSize(groupId, size);
    await world.clock.settle();
  }
  // Go would end the first ones in the order of their ids.
  expect(world.instances.destroyed).toEqual([unhealthy, outdated, last]);
  expect(world.ids()).toContain(sound);
});

const names = ["a", "b", "c", "d", "e", "f", "g", "h"];

test.for<readonly [name: string, spec: GroupSpec]>([
  ["a size [group.parallel]", minions({ size: 8 })],
  ["logical ids [differs.group.quorum.parallel]", leaders("data", names)],
])(
  "openGroupController() makes no more at once than INFRAKIT_GROUP_MAX_PARALLEL_NUM with %s",
  async ([, spec]) => {
    const world = await GroupCase.open({ maxParallel: 2 });
    world.instances.fail("provision", ...names.map(() => world.takes(1000)));
    await world.commit(spec);
    const underWay = await watch(
      world,
      ({ instances }) => instances.calls.provision - instances.instances.size,
    );
    expect(Math.max(...underWay)).toBe(2);
    expect(world.members()).toHaveLength(8);
  },
);

test("openGroupController() ends no more at once than INFRAKIT_GROUP_MAX_PARALLEL_NUM [group.parallel]", async () => {
  const world = await GroupCase.open({ maxParallel: 2 });
  world.seed(minions({ size: 8 }));
  world.instances.fail("destroy", ...names.map(() => world.takes(1000)));
  await world.commit(minions({ size: 1 }));
  const underWay = await watch(
    world,
    ({ instances }) => instances.calls.destroy - instances.destroyed.length,
  );
  expect(Math.max(...underWay)).toBe(2);
  expect(world.members()).toHaveLength(1);
});

/** Counts something in each of the next twenty seconds. */
async function watch(world: GroupCase, count: (world: GroupCase) => number): Promise<readonly number[]> {
  const counts: number[] = [];
  for (let seconds = 0; seconds < 20; seconds++) {
    counts.push(count(world));
    await world.clock.advance(1000);
  }
  return counts;
}

test("openGroupController() looks at a group once in a poll interval when nothing happens [group.poll]", async () => {
  const world = await GroupCase.open();
  world.seed(minions());
  await world.commit(minions());
  await world.wait();
  const before = world.instances.calls.describeInstances;
  await world.wait(10);
  expect(world.instances.calls.describeInstances - before).toBe(10);
  world.instances.instances.delete("old-1");
  await world.clock.advance(pollIntervalMs);
  expect(world.members()).toHaveLength(3);
});

test("openGroupController() does nothing in a round when the list fails, and goes on in the next [group.list-fails]", async () => {
  const world = await GroupCase.open();
  world.seed(minions());
  await world.commit(minions());
  await world.wait();
  world.instances.instances.delete("old-1");
  world.instances.fail("describeInstances", refuses("Unable to list"));
  const before = world.instances.calls.describeInstances;
  for (let seconds = 0; world.instances.calls.describeInstances === before; seconds++) {
    expect(seconds).toBeLessThan(20);
    await world.clock.advance(1000);
  }
  expect(world.said).toEqual([]);
  await world.wait();
  expect(world.said).toEqual(["provision one"]);
});

test("openGroupController() does nothing when each logical id has its instance [group.quorum.ok]", async () => {
  const world = await GroupCase.open();
  world.seed(leaders());
  await world.commit(leaders());
  await world.wait();
  expect(world.said).toEqual([]);
});

test("openGroupController() makes the logical id again whose instance has gone [group.quorum.restore] [tag.logical-id]", async () => {
  const world = await GroupCase.open();
  world.seed(leaders());
  await world.commit(leaders());
  await world.wait();
  world.instances.instances.delete("old-3");
  await world.wait();
  expect(world.said).toEqual([`provision ${leaderIds[2]}`]);
  const made = world.members().find(({ id }) => id === "i-1");
  expect(made).toMatchObject({ logicalId: leaderIds[2], tags: { [logicalIdTag]: leaderIds[2] } });
});

test("openGroupController() terminates an instance whose logical id is unknown, and warns of none [group.quorum.unknown]", async () => {
  const world = await GroupCase.open();
  const old = world.seed(leaders());
  const hash = { [configHashTag]: hashOf(leaders()) };
  const unknown = world.add({ tags: hash, logicalId: "four" });
  const nameless = world.add({ tags: hash });
  await world.commit(leaders());
  await world.wait();
  expect(world.said).toEqual([`drain ${unknown}`, `destroy ${unknown}: terminate`]);
  expect(world.ids()).toEqual([...old, nameless]);
  expect(await world.isConverged()).toBe(true);
});

test("openGroupController() ends the second instance of a logical id [differs.group.quorum.twins]", async () => {
  const world = await GroupCase.open();
  const old = world.seed(leaders());
  const twin = world.add({ tags: { [configHashTag]: hashOf(leaders()) }, logicalId: leaderIds[0] ?? "" });
  await world.commit(leaders());
  await world.wait();
  expect(world.instances.destroyed).toEqual([twin]);
  expect(world.ids()).toEqual(old);
});

test("setSize() and size() speak of the committed size, and refuse what it cannot be [group.set-size]", async () => {
  const world = await GroupCase.open();
  await world.commit(minions());
  await world.group.setSize(groupId, 5);
  expect(await world.group.size(groupId)).toBe(5);
  await expect(world.group.setSize(groupId, -1)).rejects.toThrow(new Error("size cannot be negative"));
  await expect(world.group.setSize("unknown", -1)).rejects.toThrow(new Error("size cannot be negative"));
  await world.group.freeGroup(groupId);
  await world.commit(leaders());
  expect(await world.group.size(groupId)).toBe(3);
  await expect(world.group.setSize(groupId, 5)).rejects.toThrow(
    new Error("cannot set size if logic ids are explicitly set"),
  );
});
