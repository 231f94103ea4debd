import { createFakePlugins, FakeInstances, ManualClock } from "@infrakit/testing";
import { expect, test } from "vitest";
import { groupOf, openWorld } from "../test/world.ts";
import { HintFollower } from "./hint-follower.ts";

test("changes() may flood the group with hints, and it looks a few times only", async () => {
  const world = await openWorld();
  world.instances.changes = async function* () {
    for (let n = 0; n < 1000; n++) {
      yield {};
      await new Promise<void>((resolve) => world.clock.callSoon(resolve));
    }
    await new Promise(() => undefined);
  };
  await world.commit(groupOf({ Size: 1 }));
  expect(world.instances.calls.describeInstances).toBeLessThan(10);
});

test("changes() may flood without a rest, and whatever else there is to do has its turn between some of them", async () => {
  const turns: (() => void)[] = [];
  const clock = new ManualClock();
  clock.callSoon = (callback) => void turns.push(callback);
  const instances = new FakeInstances();
  let given = 0;
  instances.changes = async function* () {
    for (; given < 1000; given++) {
      yield {};
      await Promise.resolve();
    }
  };
  const plugins = createFakePlugins({ instances: { fake: instances } });
  const logger = { info: () => undefined, warn: () => undefined };
  const follower = new HintFollower({ plugins, clock, logger, onHint: () => undefined });
  follower.follow("fake");
  await new Promise((resolve) => setImmediate(resolve));
  const before = given;
  expect(before).toBeLessThan(64);
  for (const turn of turns.splice(0)) turn();
  await new Promise((resolve) => setImmediate(resolve));
  expect(given).toBe(before + 64);
  follower.close();
});

test("changes() may hint and end, and is not opened again at once", async () => {
  const world = await openWorld();
  let opened = 0;
  world.instances.changes = async function* () {
    if (opened++ < 1000) yield {};
    await Promise.resolve();
  };
  await world.commit(groupOf({ Size: 1 }));
  expect(opened).toBe(1);
  await world.clock.advance(60_000);
  expect(opened).toBeLessThan(60);
});

test("changes() may end without a word, and the group looks at once whether its plugin has gone too", async () => {
  const world = await openWorld();
  let end: (error: Error) => void = () => undefined;
  world.instances.changes = async function* () {
    yield* [];
    await new Promise((_, reject) => (end = reject));
  };
  await world.commit(groupOf({ Size: 1 }));
  await world.clock.advance(20_000);
  expect(world.status().phase).toBe("converged");
  world.isAbsent = true;
  await world.clock.advance(2000);
  expect(world.status().phase).toBe("converged");
  end(new Error("socket hang up"));
  await world.clock.advance(100);
  expect(world.status()).toMatchObject({
    phase: "waiting",
    reason: "waiting for a list of the instances: plugin not found:fake",
  });
});

test("changes() may say nothing, and a crash loop is counted all the same", async () => {
  const world = await openWorld();
  world.instances.changes = async function* () {
    yield {};
    await new Promise(() => undefined);
  };
  const provision = world.instances.provision.bind(world.instances);
  world.instances.provision = async (spec) => {
    const id = await provision(spec);
    world.clock.callAt(world.clock.now() + 2000, () => world.instances.instances.delete(id));
    return id;
  };
  await world.commit(groupOf({ Size: 1 }));
  await world.clock.advance(600_000);
  expect(world.status().phase).toBe("stalled");
});
