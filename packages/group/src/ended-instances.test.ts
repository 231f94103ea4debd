import { expect, test } from "vitest";
import { groupOf, openWorld, type World } from "../test/world.ts";

/** Whatever is made ends before anybody can see it, and the plugin says why. */
function endAtOnce({ instances }: World, isDoomed: () => boolean = () => true): void {
  const provision = instances.provision.bind(instances);
  instances.provision = async (spec) => {
    const id = await provision(spec);
    if (isDoomed()) instances.kill(id, "exited with code 1");
    return id;
  };
}

test("an instance that its plugin says has ended at once is a failed start, and no contract violation", async () => {
  const world = await openWorld();
  endAtOnce(world);
  await world.commit(groupOf({ Size: 1 }));
  await world.clock.advance(100);
  expect(world.instances.calls.provision).toBe(3);
  expect(world.status()).toMatchObject({
    phase: "progressing",
    reason: expect.stringMatching(
      /^slot 0 failed 3 times in a row, next try in .* s: instance i-3 ended at once: exited with code 1$/,
    ) as string,
  });
});

test("an instance that has ended is a failed start, though the list was sent before its creation was answered", async () => {
  const world = await openWorld();
  const { clock, instances } = world;
  endAtOnce(world);
  const provision = instances.provision.bind(instances);
  instances.provision = async (spec) => {
    const id = await provision(spec);
    await new Promise<void>((resolve) => clock.callAt(clock.now() + 30, resolve));
    return id;
  };
  const describe = instances.describeInstances.bind(instances);
  instances.describeInstances = async (query) => {
    const listed = await describe(query);
    await new Promise<void>((resolve) => clock.callAt(clock.now() + 50, resolve));
    return listed;
  };
  await Promise.all([world.commit(groupOf({ Size: 1 })), clock.advance(1000)]);
  expect(world.status().reason).toMatch(
    /^slot 0 failed 3 times in a row.*ended at once: exited with code 1$/,
  );
});

test("a version whose instances end at once is rolled back, with the reason that their plugin gave", async () => {
  const world = await openWorld();
  let isDoomed = false;
  endAtOnce(world, () => isDoomed);
  const update = { OnFailure: "rollback" };
  await world.commit(groupOf({ Size: 2 }, "v1", update));
  await world.clock.advance(20_000);
  isDoomed = true;
  await world.commit(groupOf({ Size: 2 }, "v2", update));
  await world.clock.advance(500);
  expect(world.log.join("\n")).toContain("ended at once: exited with code 1");
  isDoomed = false;
  await world.clock.advance(60_000);
  expect(world.status().phase).toBe("converged");
  expect(new Set(world.hashes()).size).toBe(1);
});

test("the reason of a young instance's end is told when its plugin gives it", async () => {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 1 }));
  await world.clock.advance(2000);
  world.instances.kill("i-1", "was ended by SIGSEGV");
  await world.clock.advance(100);
  expect(world.status().conditions.find(({ type }) => type === "Degraded")?.message).toBe(
    "instance i-1 was gone 2 s after it was first seen: was ended by SIGSEGV",
  );
});

test("instances that a plugin says have ended count as long as it lists them", async () => {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 1 }));
  await world.clock.advance(2000);
  const { instances } = world;
  const [kept] = instances.instances.values();
  instances.kill("i-1", "exited with code 0");
  if (kept !== undefined) instances.instances.set("i-1", kept);
  await world.clock.advance(60_000);
  expect(instances.calls.provision).toBe(1);
});
