import { configHashTag } from "@infrakit/spi/data";
import { LocalError } from "@infrakit/spi";
import { refuses } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { versions } from "../test/updating-world.ts";
import { groupOf, openWorld, type World } from "../test/world.ts";

/** Makes every describe fail from now on. */
function cutOff({ instances }: World): void {
  instances.describeInstances = () => {
    instances.calls.describeInstances++;
    return Promise.reject(new Error("the cloud is down"));
  };
}

describe("describeInstances() fails", () => {
  test("after a destroy whose deadline passes, and is asked again at the usual interval", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    world.flavor.onDrain = () => Promise.resolve(cutOff(world));
    await world.commit(groupOf({ Size: 1 }));
    await world.clock.advance(120_000);
    const before = world.instances.calls.describeInstances;
    await world.clock.advance(60_000);
    expect(world.instances.calls.describeInstances - before).toBe(6);
  });

  test("after a creation nobody heard the end of, and is asked again at the usual interval", async () => {
    const world = await openWorld();
    world.instances.fail("provision", () => {
      cutOff(world);
      return Promise.reject(new LocalError("connection_lost", "the plugin went away"));
    });
    await world.commit(groupOf({ Size: 1 }));
    await world.clock.advance(120_000);
    const before = world.instances.calls.describeInstances;
    await world.clock.advance(60_000);
    expect(world.instances.calls.describeInstances - before).toBe(6);
  });
});

describe("describeInstances() answers", () => {
  test("with every instance twice, and nothing is destroyed", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    world.instances.fail("describeInstances", async (call) => {
      const listed = (await call()) as readonly unknown[];
      return [...listed, ...listed];
    });
    await world.clock.advance(30_000);
    expect(world.instances.destroyed).toEqual([]);
    expect(world.status().phase).toBe("converged");
  });

  test("without the hash of one, and describeGroup() does not call that converged", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    await world.clock.advance(1);
    const before = await world.controller.describeGroup("g");
    expect(before.converged).toBe(true);
    const [first] = world.instances.instances.values();
    if (first === undefined) throw new Error("there is no instance");
    const { [configHashTag]: _, ...tags } = first.tags;
    world.instances.instances.set(first.id, { ...first, tags });
    const { converged, status } = await world.controller.describeGroup("g");
    expect(status?.phase).toBe("converged");
    expect(converged).toBe(false);
  });

  test("late, and describeGroup() does not call what has become of it since converged", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    world.instances.fail("describeInstances", async (call) => {
      const listed = await call();
      await new Promise<void>((resolve) => world.clock.callAt(world.clock.now() + 500, resolve));
      return listed;
    });
    const described = world.controller.describeGroup("g");
    await world.commit(groupOf({ Size: 2 }));
    await world.clock.advance(1000);
    const { instances, converged, status } = await described;
    expect(instances).toHaveLength(3);
    expect(status?.phase).toBe("converged");
    expect(converged).toBe(false);
  });

  test("with too few, and describeGroup() does not call that converged", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    world.instances.instances.delete("i-2");
    const { instances, converged } = await world.controller.describeGroup("g");
    expect(instances.map(({ id }) => id)).toEqual(["i-1", "i-3"]);
    expect(converged).toBe(false);
  });
});

describe("provision() is slow", () => {
  test("and no second instance is made while it is under way", async () => {
    const world = await openWorld();
    world.instances.fail("provision", async (call) => {
      await new Promise<void>((resolve) => world.clock.callAt(world.clock.now() + 130_000, resolve));
      return await call();
    });
    await world.commit(groupOf({ Size: 1 }));
    await world.clock.advance(200_000);
    expect(world.instances.calls.provision).toBe(1);
    expect(world.status().phase).toBe("converged");
  });

  test("and no instance too many is made when the connection gives it up after 15 s", async () => {
    const world = await openWorld();
    const slow = (call: () => Promise<unknown>): Promise<unknown> =>
      new Promise((_, reject) => {
        world.clock.callAt(world.clock.now() + 130_000, () => void call());
        const lost = new LocalError("deadline_exceeded", "no answer within 15 s");
        world.clock.callAt(world.clock.now() + 15_000, () => reject(lost));
      });
    world.instances.fail("provision", slow, slow, slow);
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(600_000);
    expect(world.instances.highest).toBe(3);
    expect(world.status().phase).toBe("converged");
  });
});

describe("a plugin lookup", () => {
  test("that never answers holds up the group until its deadline, not for ever", async () => {
    let isHanging = false;
    const plugins = {
      instance: () => (isHanging ? new Promise<never>(() => undefined) : Promise.resolve(fakes.instances)),
      flavor: () => Promise.resolve(fakes.flavor),
    };
    const fakes = await openWorld();
    const world = await openWorld({ plugins });
    await world.commit(groupOf({ Size: 2 }));
    fakes.instances.instances.delete("i-1");
    isHanging = true;
    await world.clock.advance(10_000);
    isHanging = false;
    await world.clock.advance(120_000);
    expect([...fakes.instances.instances.keys()]).toEqual(["i-2", "i-3"]);
  });
});

test("a commit is refused, and no other waits for it, when a plugin is looked for in vain", async () => {
  let isHanging = true;
  const fakes = await openWorld();
  const plugins = {
    instance: () => Promise.resolve(fakes.instances),
    flavor: () => (isHanging ? new Promise<never>(() => undefined) : Promise.resolve(fakes.flavor)),
  };
  const world = await openWorld({ plugins });
  const refused = expect(world.commit(groupOf({ Size: 1 }))).rejects.toThrow(
    "Validate did not answer within 60 s",
  );
  await world.clock.advance(60_000);
  await refused;
  isHanging = false;
  await world.commit(groupOf({ Size: 1 }));
  await world.clock.advance(1000);
  expect(fakes.instances.instances.size).toBe(1);
});

test("a plugin that is found when nobody waits for it any more is asked for nothing", async () => {
  const fakes = await openWorld();
  const found: (() => void)[] = [];
  let isSlow = false;
  const plugins = {
    instance: async () => {
      if (isSlow) await new Promise<void>((resolve) => found.push(resolve));
      return fakes.instances;
    },
    flavor: () => Promise.resolve(fakes.flavor),
  };
  const world = await openWorld({ plugins });
  await world.commit(groupOf({ Size: 1 }));
  await world.clock.advance(60_000);
  isSlow = true;
  await world.clock.advance(120_000);
  await world.controller.close();
  const { describeInstances: lists } = fakes.instances.calls;
  expect(found.length).toBeGreaterThan(1);
  for (const find of found) find();
  await world.clock.settle();
  expect(fakes.instances.calls.describeInstances).toBe(lists);
});

describe("what stalled a group", () => {
  test.for<{ name: string; ask: (world: World) => unknown; end: (world: World) => unknown }>([
    {
      name: "the group is larger again",
      ask: ({ controller }) => controller.setSize("g", 2),
      end: ({ controller }) => controller.setSize("g", 3),
    },
    {
      name: "it is well again",
      ask: ({ flavor }) => flavor.health.set("i-3", "unhealthy"),
      end: ({ flavor }) => flavor.health.delete("i-3"),
    },
    {
      name: "it is as committed again",
      ask: (world) => world.commit(groupOf({ Size: 3 }, "v2", { OnFailure: "continue" })),
      end: (world) => world.commit(groupOf({ Size: 3 })),
    },
  ])("is forgotten when the instance that could not be destroyed may stay: $name", async ({ ask, end }) => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(60_000);
    world.instances.fail("destroy", ...Array.from({ length: 99 }, () => refuses("busy")));
    await ask(world);
    await world.clock.advance(600_000);
    expect(world.status().phase).toBe("stalled");
    await end(world);
    await world.clock.advance(3_600_000);
    expect(world.instances.instances.size).toBe(3);
    const { phase, reason, conditions } = world.status();
    expect([phase, reason]).toEqual(["converged", ""]);
    const [, , isDegraded, isStalled] = conditions;
    expect([isDegraded?.status, isStalled?.status]).toEqual(["false", "false"]);
  });

  test("stays forgotten when the group cannot be listed for once", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(60_000);
    world.instances.fail("destroy", ...Array.from({ length: 13 }, () => refuses("busy")));
    await world.controller.setSize("g", 2);
    await world.clock.advance(600_000);
    await world.controller.setSize("g", 3);
    await world.clock.advance(60_000);
    expect(world.status().phase).toBe("converged");
    world.instances.fail("describeInstances", refuses("not now"));
    await world.clock.advance(10_000);
    expect(world.status().phase).toBe("waiting");
  });

  test.for<{ name: string; ask: (world: World) => unknown }>([
    { name: "was told to go", ask: ({ controller }) => controller.destroyInstances("g", ["i-3"]) },
    { name: "is too many", ask: ({ controller }) => controller.setSize("g", 2) },
  ])("is not forgotten of one that $name when the group cannot be listed any more", async ({ ask }) => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(60_000);
    let refused = 0;
    world.instances.destroy = () => {
      if (++refused === 12) cutOff(world);
      return Promise.reject(new Error("busy"));
    };
    await ask(world);
    await world.clock.advance(3_600_000);
    expect(refused).toBe(12);
    expect(world.status().phase).toBe("stalled");
  });

  test("is forgotten of one that is unhealthy where nobody is healed", async () => {
    const world = await openWorld();
    const group = (Size: number): object => ({ ...groupOf({ Size }), Healing: null });
    await world.commit(group(3));
    await world.clock.advance(60_000);
    world.instances.fail("destroy", ...Array.from({ length: 99 }, () => refuses("busy")));
    await world.controller.setSize("g", 2);
    await world.clock.advance(600_000);
    expect(world.status().phase).toBe("stalled");
    await world.controller.setSize("g", 3);
    world.flavor.health.set("i-3", "unhealthy");
    await world.clock.advance(60_000);
    expect(world.status().phase).not.toBe("stalled");
  });

  test("is forgotten when the update is aborted that was to replace it", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(60_000);
    world.instances.fail("destroy", ...Array.from({ length: 99 }, () => refuses("busy")));
    await world.commit(groupOf({ Size: 3 }, "v2", { OnFailure: "continue" }));
    await world.clock.advance(600_000);
    expect(world.status().phase).toBe("stalled");
    await world.controller.rollout.abort("g");
    await world.clock.advance(600_000);
    expect(world.status().phase).toBe("paused");
  });

  test("is no longer in the way of the version that a rollback leads to", async () => {
    const world = await openWorld();
    const update = { MinHealthyTime: "2m" };
    await world.commit(groupOf({ Size: 2 }, "v1", update));
    await world.clock.advance(600_000);
    await world.commit(groupOf({ Size: 2 }, "v2", update));
    await world.clock.advance(200_000);
    world.instances.fail("destroy", ...Array.from({ length: 12 }, () => refuses("busy")));
    await world.controller.setSize("g", 1);
    await world.clock.advance(600_000);
    await world.controller.setSize("g", 2);
    await world.clock.advance(3_600_000);
    await world.commit(groupOf({ Size: 2 }, "v3", update));
    await world.clock.advance(100_000);
    await world.controller.rollout.rollback("g");
    await world.clock.advance(1_000_000);
    expect(versions(world)).toEqual([0, 2]);
  });

  test("is forgotten when the instance that could not be destroyed is gone", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    world.instances.fail("destroy", ...Array.from({ length: 10 }, () => refuses("busy")));
    await world.commit(groupOf({ Size: 1 }));
    for (let waited = 0; waited < 600 && world.status().phase !== "stalled"; waited++)
      await world.clock.advance(1000);
    expect(world.status().phase).toBe("stalled");
    world.instances.kill("i-2");
    await world.clock.advance(30_000);
    expect(world.status().phase).toBe("converged");
  });

  test("is forgotten when the instance that could not be adopted is gone", async () => {
    const world = await openWorld();
    const tags = { "infrakit.group": "g", "infrakit.config.hash": "bootstrap" };
    world.instances.instances.set("first", {
      id: "first",
      tags,
      logicalId: null,
      properties: null,
      init: "",
    });
    world.instances.fail("label", ...Array.from({ length: 50 }, () => refuses("read only")));
    await world.commit(groupOf({ Size: 1 }));
    await world.clock.advance(900_000);
    expect(world.status().phase).toBe("stalled");
    world.instances.kill("first");
    await world.clock.advance(30_000);
    expect(world.status().phase).toBe("converged");
  });

  test("is forgotten when instances that died young at last grow old", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 1 }));
    for (let waited = 0; waited < 600 && world.status().phase !== "stalled"; waited++) {
      for (const id of world.instances.instances.keys()) world.instances.kill(id);
      await world.clock.advance(1000);
    }
    expect(world.status().phase).toBe("stalled");
    await world.clock.advance(120_000);
    expect(world.status().phase).toBe("converged");
  });
});
