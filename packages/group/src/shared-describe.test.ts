import { createFakePlugins, FakeInstances, ManualClock } from "@infrakit/testing";
import type { InstancePlugin } from "@infrakit/spi";
import type { InstanceDescription } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { describe, expect, test } from "vitest";
import { specOf, groupOf, openWorld, type World } from "../test/world.ts";
import { type ListWish, SharedDescribe } from "./shared-describe.ts";

/** Two groups, `a` with two instances and `b` with one, and so many strangers. */
async function createShared(strangers = 0): Promise<{
  readonly clock: ManualClock;
  readonly instances: FakeInstances;
  readonly shared: SharedDescribe;
  readonly log: string[];
}> {
  const clock = new ManualClock();
  const instances = new FakeInstances();
  const log: string[] = [];
  const note = (_: object, message: string): void => void log.push(message);
  const plugins = createFakePlugins({ instances: { fake: instances } });
  const shared = new SharedDescribe({ plugins, clock, logger: { info: note, warn: note } });
  for (const group of ["a", "a", "b"]) await provision(instances, { "infrakit.group": group });
  for (let stranger = 0; stranger < strangers; stranger++) await provision(instances, {});
  shared.join("fake", "a", 2);
  shared.join("fake", "b", 1);
  return { clock, instances, shared, log };
}

function provision(plugin: InstancePlugin, tags: Readonly<Record<string, string>>): Promise<string> {
  return plugin.provision({ properties: null, tags, init: "", logicalId: null, attachments: [] });
}

/** A list that was sent after this time, and no more than a second ago. */
function after(sentAfter: number): ListWish {
  return { sentAfter, maxAgeMs: 1000 };
}

describe("SharedDescribe.list()", () => {
  test("tells each group its own from one call", async () => {
    const { clock, instances, shared } = await createShared();
    const lists = await Promise.all(
      ["a", "b"].map((group) => shared.list("fake", group, after(clock.now() - 1))),
    );
    expect(lists.map((list) => list?.instances.map(({ id }) => id))).toEqual([["i-1", "i-2"], ["i-3"]]);
    expect(instances.calls.describeInstances).toBe(1);
  });

  test("takes a group for its own only by the exact tag", async () => {
    const { clock, instances, shared } = await createShared();
    await provision(instances, { "infrakit.group": "ab" });
    const list = await shared.list("fake", "a", after(clock.now() - 1));
    expect(list?.instances).toHaveLength(2);
  });

  test.for([
    {
      name: "a list of the same second that is newer than the group's last one",
      ageMs: 500,
      lastMs: 600,
      calls: 1,
    },
    { name: "no list that is older than the group's last one", ageMs: 500, lastMs: 400, calls: 2 },
    { name: "no list that is older than a second", ageMs: 1001, lastMs: 2000, calls: 2 },
  ])("uses $name", async ({ ageMs, lastMs, calls }) => {
    const { clock, instances, shared } = await createShared();
    await shared.list("fake", "a", after(clock.now() - 1));
    await clock.advance(ageMs);
    await shared.list("fake", "b", after(clock.now() - lastMs));
    expect(instances.calls.describeInstances).toBe(calls);
  });

  test("answers nothing when the group has looked at this very moment", async () => {
    const { clock, instances, shared } = await createShared();
    expect(await shared.list("fake", "a", after(clock.now()))).toBeNull();
    expect(instances.calls.describeInstances).toBe(0);
  });

  test("answers nothing to the only group of a plugin", async () => {
    const { clock, instances, shared } = await createShared();
    shared.leave("fake", "b");
    expect(await shared.list("fake", "a", after(clock.now() - 1))).toBeNull();
    expect(instances.calls.describeInstances).toBe(0);
  });

  test("answers nothing when the plugin cannot list everything, and does not ask it again for ten minutes", async () => {
    const { clock, instances, shared, log } = await createShared();
    instances.fail("describeInstances", () => Promise.reject(new Error("too many")));
    expect(await shared.list("fake", "a", after(clock.now() - 1))).toBeNull();
    await clock.advance(599_999);
    expect(await shared.list("fake", "a", after(clock.now() - 1))).toBeNull();
    expect(instances.calls.describeInstances).toBe(1);
    await clock.advance(1);
    expect((await shared.list("fake", "a", after(clock.now() - 1)))?.instances).toHaveLength(2);
    expect(log).toEqual(["cannot list all groups at once, asking one by one"]);
  });

  test("answers nothing when the plugin does not answer within ten seconds", async () => {
    const { clock, instances, shared } = await createShared();
    instances.fail("describeInstances", () => new Promise(() => undefined));
    const asked = shared.list("fake", "a", after(clock.now() - 1));
    await clock.advance(10_000);
    expect(await asked).toBeNull();
  });

  // Two calls cost 40 and list 3: a list of up to 23 instances in one call costs less.
  test.for([
    { strangers: 20, calls: 2 },
    { strangers: 21, calls: 1 },
  ])("is asked again or not when there are $strangers instances of others", async ({ strangers, calls }) => {
    const { clock, instances, shared } = await createShared(strangers);
    await shared.list("fake", "a", after(clock.now() - 1));
    await clock.advance(10_000);
    await shared.list("fake", "a", after(clock.now() - 1));
    expect(instances.calls.describeInstances).toBe(calls);
  });
});

function withOtherTag(instance: InstanceDescription): InstanceDescription {
  return { ...instance, tags: { ...instance.tags, color: "red" } };
}

function withOtherProperties(instance: InstanceDescription): InstanceDescription {
  return { ...instance, properties: RawJson.fromText('{"state":"hot"}') };
}

/** Ten groups of two, at rest, and calls counted from now on. */
async function openTenGroups(): Promise<World> {
  const world = await openWorld();
  for (let n = 0; n < 10; n++) {
    await world.controller.commitGroup({ ...specOf(groupOf({ Size: 2 })), id: `g${n}` });
  }
  await world.clock.advance(60_000);
  world.instances.calls.describeInstances = 0;
  return world;
}

/** Calls back a little late, as a real clock does. */
class LateClock extends ManualClock {
  override callAt(time: number, callback: () => void): ReturnType<ManualClock["callAt"]> {
    return super.callAt(time + 2, callback);
  }
}

describe("openGroupController()", () => {
  test("lists ten groups at rest with one call an interval", async () => {
    const world = await openTenGroups();
    await world.clock.advance(60_000);
    expect(world.instances.calls.describeInstances).toBe(6);
  });

  test("comes to one call an interval when half of the groups were committed half of it later and timers are late", async () => {
    const clock = new LateClock();
    const { controller, instances } = await openWorld({ clock });
    for (let n = 0; n < 10; n++) {
      await controller.commitGroup({ ...specOf(groupOf({ Size: 2 })), id: `g${n}` });
      if (n === 4) await clock.advance(5001);
    }
    await clock.advance(60_000);
    instances.calls.describeInstances = 0;
    await clock.advance(59_000);
    expect(instances.calls.describeInstances).toBe(6);
  });

  test("replaces an instance that a shared list misses, after the group has asked for itself", async () => {
    const world = await openTenGroups();
    world.instances.instances.delete("i-1");
    await world.clock.advance(10_000);
    expect(world.instances.instances.size).toBe(20);
    expect(world.controller.status("g0").phase).toBe("converged");
  });

  test.for([
    {
      what: "the first twice",
      list: (all: readonly InstanceDescription[]) => [...all.slice(0, 1), ...all.slice(0, 1)],
    },
    { what: "other tags", list: (all: readonly InstanceDescription[]) => all.map(withOtherTag) },
    { what: "other properties", list: (all: readonly InstanceDescription[]) => all.map(withOtherProperties) },
  ])("asks for itself when a shared list has $what of a group", async ({ list }) => {
    const world = await openTenGroups();
    const describeInstances = world.instances.describeInstances.bind(world.instances);
    world.instances.describeInstances = async (query) => {
      const all = await describeInstances(query);
      if (Object.keys(query.tags).length > 0) return all;
      const first = all.filter(({ tags }) => tags["infrakit.group"] === "g0");
      return [...list(first), ...all.filter((instance) => !first.includes(instance))];
    };
    await world.clock.advance(10_000);
    expect(world.instances.calls.describeInstances).toBe(2);
    expect(world.instances.instances.size).toBe(20);
  });

  test("does not believe a shared list that was sent before the group asked for itself in vain", async () => {
    const world = await openTenGroups();
    const { clock, controller, instances } = world;
    const describeInstances = instances.describeInstances.bind(instances);
    let answersAt = Infinity;
    instances.describeInstances = async (query) => {
      const listed = await describeInstances(query);
      if (query.tags["infrakit.group"] === "g0") throw new Error("no answer");
      if (answersAt === Infinity) answersAt = clock.now() + 2000;
      await new Promise<void>((resolve) => clock.callAt(answersAt, resolve));
      return listed;
    };
    for (let ms = 0; answersAt === Infinity && ms < 20_000; ms += 100) await clock.advance(100);
    instances.kill("i-1");
    await clock.advance(100);
    const waits = { phase: "waiting", reason: "waiting for a list of the instances: no answer" };
    expect(controller.status("g0")).toMatchObject(waits);
    await clock.advance(2000);
    expect(controller.status("g1")).toMatchObject({ phase: "converged" });
    expect(controller.status("g0")).toMatchObject(waits);
  });

  test("loses nothing when a plugin takes empty tags for none", async () => {
    const world = await openTenGroups();
    const describeInstances = world.instances.describeInstances.bind(world.instances);
    world.instances.describeInstances = async (query) =>
      Object.keys(query.tags).length === 0 ? [] : await describeInstances(query);
    const before = [...world.instances.instances.keys()];
    await world.clock.advance(60_000);
    expect([...world.instances.instances.keys()]).toEqual(before);
    expect(world.controller.status("g9").phase).toBe("converged");
  });
});
