import { RawJson } from "@infrakit/spi/document";
import { hangs, isLost, losesAnswer, refuses, waits } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { groupOf, openWorld } from "../test/world.ts";

describe("commitGroup()", () => {
  test("makes as many instances as the size says", async () => {
    const world = await openWorld();
    expect(await world.commit(groupOf({ Size: 3 }))).toBe("Managing 3 instances");
    expect(world.instances.instances.size).toBe(3);
    expect(world.status()).toMatchObject({ phase: "converged", desired: 3, ready: 3 });
  });

  test("tags instances with group, hash and slot [differs.slot-tag]", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 1 }));
    const [{ tags } = { tags: {} }] = [...world.instances.instances.values()];
    expect(Object.keys(tags).sort()).toEqual(["infrakit.config.hash", "infrakit.group", "infrakit.slot"]);
    expect(tags).toMatchObject({ "infrakit.group": "g" });
    expect(tags["infrakit.slot" as keyof typeof tags]).toMatch(/^0-[a-z0-9]{8}$/);
  });

  test("makes one instance for each logical id [tag.logical-id]", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ LogicalIDs: ["b", "a"] }));
    expect(new Set([...world.instances.instances.values()].map(({ logicalId }) => logicalId))).toEqual(
      new Set(["a", "b"]),
    );
  });

  test("changes nothing when it pretends", async () => {
    const world = await openWorld();
    expect(await world.commit(groupOf({ Size: 3 }), { pretend: true })).toBe("Managing 3 instances");
    expect(world.instances.instances.size).toBe(0);
    expect(world.controller.ids()).toEqual([]);
  });

  test("does nothing at all for the same spec again", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    const before = { ...world.instances.calls };
    expect(await world.commit(groupOf({ Size: 3 }))).toBe("Noop");
    expect(world.instances.calls).toMatchObject({ provision: before.provision, destroy: 0, label: 0 });
  });

  test.for([
    { name: "bigger", size: 8, details: "Adding 5 instances to increase the group size to 8" },
    { name: "smaller", size: 1, details: "Terminating 2 instances to reduce the group size to 1" },
    { name: "none", size: 0, details: "Terminating 3 instances to reduce the group size to 0" },
  ])("makes a group $name without replacing a member", async ({ size, details }) => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    const before = [...world.instances.instances.keys()];
    expect(await world.commit(groupOf({ Size: size }))).toBe(details);
    expect([...world.instances.instances.keys()].slice(0, 3)).toEqual(before.slice(0, size));
    expect(world.instances.instances.size).toBe(size);
  });

  test.for([
    { name: "a blank id", id: "", properties: groupOf({ Size: 1 }), message: "Group ID must not be blank" },
    {
      name: "an id with control characters",
      id: "a\u001b[31m",
      properties: groupOf({ Size: 1 }),
      message: "Group ID must not contain control characters",
    },
    { name: "no allocation", id: "g", properties: groupOf({}), message: "Allocation must not be blank" },
    { name: "no properties", id: "g", properties: null, message: "Allocation must not be blank" },
    {
      name: "two allocations",
      id: "g",
      properties: groupOf({ Size: 1, LogicalIDs: ["a"] }),
      message: "Only one Allocation method may be used",
    },
    {
      name: "two ways of updating",
      id: "g",
      properties: groupOf({ Size: 1 }, "v1", { Count: 1, Duration: "1s" }),
      message: "Only one Updating method may be used",
    },
    {
      name: "a bad duration",
      id: "g",
      properties: groupOf({ Size: 1 }, "v1", { Duration: "bogus" }),
      message: 'Invalid properties: Updating.Duration: time: invalid duration "bogus"',
    },
    {
      name: "a negative size",
      id: "g",
      properties: groupOf({ Size: -1 }),
      message:
        "Invalid properties: Allocation.Size: expected an integer from 0 to 9007199254740991, found -1",
    },
    {
      name: "properties that nest too deep",
      id: "g",
      properties: groupOf({ Size: 1 }, JSON.parse("[".repeat(500) + "]".repeat(500)) as string),
      message: "Invalid properties: nested deeper than 480 levels",
    },
    {
      name: "an absent flavor",
      id: "g",
      properties: { ...groupOf({ Size: 1 }), Flavor: { Plugin: "nope" } },
      message: "Failed to find Flavor plugin 'nope':plugin not found:nope",
    },
    {
      name: "an absent instance plugin",
      id: "g",
      properties: { ...groupOf({ Size: 1 }), Instance: { Plugin: "nope" } },
      message: "Failed to find Instance plugin 'nope':plugin not found:nope",
    },
  ])("refuses $name and changes nothing", async ({ id, properties, message }) => {
    const world = await openWorld();
    const spec = { id, properties: properties === null ? null : RawJson.fromValue(properties) };
    await expect(world.controller.commitGroup(spec)).rejects.toThrow(message);
    expect(world.controller.ids()).toEqual([]);
  });

  test("refuses a change of logical ids, of plugin, and from size to logical ids [differs.fault.size-to-quorum]", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ LogicalIDs: ["a", "b"] }));
    await expect(world.commit(groupOf({ LogicalIDs: ["b", "a"] }))).rejects.toThrow(
      "Logical ID changes to a quorum is not currently supported",
    );
    await expect(world.commit(groupOf({ Size: 2 }))).rejects.toThrow(
      "cannot change between Size and LogicalIDs",
    );
  });

  test("is refused when the journal cannot save it, and the group stays as it was", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    const broken = world.journal;
    broken.failure = new Error("no space left");
    await expect(world.commit(groupOf({ Size: 5 }))).rejects.toThrow("no space left");
    await world.clock.advance(60_000);
    expect(world.instances.instances.size).toBe(2);
    expect(await world.controller.size("g")).toBe(2);
  });
});

describe("healing", () => {
  test("replaces an instance at once when the plugin hints at its end", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    world.instances.kill("i-2");
    await world.clock.settle();
    expect([...world.instances.instances.keys()]).toEqual(["i-1", "i-3", "i-4"]);
    expect(world.status().slots.map(({ slot }) => slot)).toEqual(["0", "1", "2"]);
  });

  test("finds a loss by itself when no hint comes", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    world.instances.instances.delete("i-2");
    await world.clock.advance(10_000);
    expect(world.instances.instances.size).toBe(3);
  });

  test("does nothing while a describe fails: unknown is not empty [group.unknown]", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    world.instances.fail(
      "describeInstances",
      ...Array.from({ length: 5 }, () => refuses("the cloud is down")),
    );
    const { provision } = world.instances.calls;
    await world.clock.advance(15_000);
    expect(world.status()).toMatchObject({ phase: "waiting" });
    expect(world.status().reason).toContain("the cloud is down");
    expect(world.instances.calls.provision).toBe(provision);
    await world.clock.advance(60_000);
    expect(world.status().phase).toBe("converged");
  });

  test("asks a second time before it believes that everything is gone [differs.empty-list]", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    world.instances.fail("describeInstances", () => Promise.resolve([]));
    await world.clock.advance(20_000);
    expect(world.instances.calls.provision).toBe(3);
    for (const id of world.instances.instances.keys()) world.instances.kill(id);
    await world.clock.advance(1000);
    expect(world.instances.instances.size).toBe(3);
  });

  test("never makes a second instance while the answer to a creation is lost", async () => {
    const world = await openWorld();
    world.instances.fail("provision", losesAnswer(), isLost());
    await world.commit(groupOf({ Size: 2 }));
    await world.clock.advance(30_000);
    expect(world.instances.highest).toBeLessThanOrEqual(2);
    await world.clock.advance(120_000);
    expect(world.instances.instances.size).toBe(2);
    expect(world.instances.highest).toBe(2);
  });

  test("goes on with other slots while a creation hangs", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    world.instances.fail("provision", hangs());
    world.instances.kill("i-1");
    await world.clock.settle();
    world.instances.kill("i-2");
    await world.clock.advance(2000);
    expect(
      world
        .status()
        .slots.map(({ state }) => state)
        .sort(),
    ).toEqual(["creating", "healthy", "healthy"]);
    await world.clock.advance(800_000);
    expect(world.status().phase).toBe("converged");
    expect(world.instances.highest).toBe(3);
  });

  test("tries a refused creation again, ever more slowly", async () => {
    const world = await openWorld();
    world.instances.fail("provision", ...Array.from({ length: 1000 }, () => refuses("quota exceeded")));
    await world.commit(groupOf({ Size: 50 }));
    await world.clock.advance(3_600_000);
    expect(world.instances.calls.provision).toBeLessThan(40);
    expect(world.status()).toMatchObject({ phase: "stalled" });
    expect(world.status().reason).toContain("quota exceeded");
  });

  test("leaves instances without the group's tag alone [tag.group]", async () => {
    const world = await openWorld();
    world.instances.instances.set("other", {
      id: "other",
      tags: { "infrakit.group": "h" },
      logicalId: null,
      properties: null,
      init: "",
    });
    await world.commit(groupOf({ Size: 0 }));
    await world.clock.advance(60_000);
    expect([...world.instances.instances.keys()]).toEqual(["other"]);
  });

  test("adopts an instance that asks for it [tag.bootstrap]", async () => {
    const world = await openWorld();
    const tags = { "infrakit.group": "g", "infrakit.config.hash": "bootstrap" };
    world.instances.instances.set("first", {
      id: "first",
      tags,
      logicalId: null,
      properties: null,
      init: "",
    });
    await world.commit(groupOf({ Size: 2 }));
    expect(world.instances.instances.size).toBe(2);
    expect(new Set(world.hashes()).size).toBe(1);
    expect(world.instances.calls.label).toBe(1);
  });

  test("tries an adoption that is refused ever more slowly", async () => {
    const world = await openWorld();
    const tags = { "infrakit.group": "g", "infrakit.config.hash": "bootstrap" };
    world.instances.instances.set("first", {
      id: "first",
      tags,
      logicalId: null,
      properties: null,
      init: "",
    });
    world.instances.fail("label", ...Array.from({ length: 1000 }, () => refuses("read only")));
    await world.commit(groupOf({ Size: 1 }));
    await world.clock.advance(3_600_000);
    expect(world.instances.calls.label).toBeLessThan(30);
    expect(world.status().reason).toContain("first could not be labelled");
  });
});

describe("rolling update", () => {
  test("replaces all members, one at a time [group.update]", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    const before = new Set(world.hashes());
    expect(await world.commit(groupOf({ Size: 3 }, "v2"))).toBe("Performing a rolling update on 3 instances");
    await world.clock.advance(10_000);
    expect(world.hashes().filter((hash) => before.has(hash))).toEqual([]);
    expect(world.flavor.drained).toEqual(["i-3", "i-2", "i-1"]);
    expect(world.instances.highest).toBe(3);
    expect(world.status().phase).toBe("converged");
  });

  test("waits until a successor is healthy, and says for which", async () => {
    const world = await openWorld();
    await world.commit({ ...groupOf({ Size: 3 }), Healing: null });
    world.flavor.health.set("i-4", "unhealthy");
    await world.commit({ ...groupOf({ Size: 3 }, "v2"), Healing: null });
    await world.clock.advance(600_000);
    expect(world.instances.destroyed).toEqual(["i-3"]);
    expect(world.status()).toMatchObject({
      phase: "progressing",
      reason: "waiting for i-4 in slot 2 to be healthy",
    });
    world.flavor.health.set("i-4", "healthy");
    await world.clock.advance(30_000);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 3 });
  });

  test("takes nobody else away while a successor keeps dying young", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(60_000);
    await world.commit(groupOf({ Size: 3 }, "v2", { Duration: "100ms" }));
    for (let times = 0; times < 5; times++) {
      const last = [...world.instances.instances.keys()].at(-1) ?? "";
      if (Number(last.slice(2)) > 3) world.instances.kill(last);
      await world.clock.advance(2000);
    }
    expect(world.instances.destroyed).toEqual(["i-3"]);
  });

  test("waits until a successor has been healthy for as long as the spec says [group.update]", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    await world.clock.advance(60_000);
    await world.commit(groupOf({ Size: 2 }, "v2", { Duration: "30s" }));
    await world.clock.advance(29_000);
    expect(world.instances.destroyed).toEqual(["i-2"]);
    await world.clock.advance(5000);
    expect(world.instances.destroyed).toEqual(["i-2", "i-1"]);
  });

  test("stops at an instance that cannot be drained, says so, and goes on with the next commit [differs.fault.silent-update]", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    world.flavor.onDrain = () => Promise.reject(new Error("still serving"));
    await world.commit(groupOf({ Size: 3 }, "v2"));
    await world.clock.advance(60_000);
    expect(world.instances.destroyed).toEqual([]);
    expect(world.status()).toMatchObject({ phase: "stalled" });
    expect(world.status().reason).toContain("still serving");
    expect((await world.controller.describeGroup("g")).converged).toBe(false);
    world.flavor.onDrain = () => Promise.resolve();
    await world.commit(groupOf({ Size: 3 }, "v2"));
    await world.clock.advance(10_000);
    expect(world.status().phase).toBe("converged");
  });

  test("drains nothing when the spec says so [group.skip-drain]", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.commit(groupOf({ Size: 3 }, "v2", { SkipBeforeInstanceDestroy: "drain" }));
    await world.clock.advance(10_000);
    expect(world.flavor.drained).toEqual([]);
    expect(world.instances.destroyed.length).toBe(3);
  });

  test("loses nothing when another commit comes in the middle [differs.fault.lost-scale-up]", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 1 }));
    world.flavor.usualHealth = "unknown";
    await world.commit(groupOf({ Size: 3 }, "v2"));
    await world.commit(groupOf({ Size: 3 }, "v3"));
    world.flavor.usualHealth = "healthy";
    await world.clock.advance(60_000);
    expect(world.instances.instances.size).toBe(3);
    expect(new Set(world.hashes()).size).toBe(1);
    expect(world.status().phase).toBe("converged");
  });

  test("leaves the instance that it runs on for the last, and only drains it [group.self]", async () => {
    const world = await openWorld({ policy: { self: "a" } });
    await world.commit(groupOf({ LogicalIDs: ["a", "b", "c"] }));
    const self = [...world.instances.instances.values()].find(({ logicalId }) => logicalId === "a");
    await world.commit(groupOf({ LogicalIDs: ["a", "b", "c"] }, "v2"));
    await world.clock.advance(60_000);
    expect(world.flavor.drained.at(-1)).toBe(self?.id);
    expect(world.flavor.drained.length).toBe(3);
    expect(world.instances.destroyed.length).toBe(2);
    expect(world.instances.instances.get(self?.id ?? "")?.tags).toEqual(self?.tags);
    expect(world.status().phase).toBe("converged");
  });

  test("goes on after the controller was killed in the middle", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    const gate = waits();
    world.instances.fail("destroy", gate.fault);
    await world.commit(groupOf({ Size: 3 }, "v2"));
    await world.restart();
    gate.release();
    await world.clock.advance(300_000);
    expect(new Set(world.hashes()).size).toBe(1);
    expect(world.instances.highest).toBe(3);
    expect(world.status().phase).toBe("converged");
  });
});

describe("destroyGroup()", () => {
  test("ends all instances, then forgets the group", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.controller.destroyGroup("g");
    await world.clock.advance(10_000);
    expect(world.instances.instances.size).toBe(0);
    expect(world.flavor.drained.length).toBe(3);
    expect(world.controller.ids()).toEqual([]);
    expect(world.clock.timers).toBe(0);
  });

  test("is remembered until everything is gone, over failures and restarts", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    world.instances.fail("destroy", ...Array.from({ length: 20 }, () => refuses("busy")));
    await world.controller.destroyGroup("g");
    await world.clock.advance(100);
    expect(world.status().phase).toBe("destroying");
    await expect(world.commit(groupOf({ Size: 1 }))).rejects.toThrow(
      "Group 'g' is being destroyed, 3 instances are left",
    );
    await world.restart();
    expect(world.status().phase).toBe("destroying");
    await world.clock.advance(120_000);
    expect(world.instances.instances.size).toBe(0);
    expect(world.controller.ids()).toEqual([]);
  });

  test("ends the instance that it runs on last [group.self]", async () => {
    const world = await openWorld({ policy: { self: "b" } });
    await world.commit(groupOf({ LogicalIDs: ["a", "b", "c"] }));
    const self = [...world.instances.instances.values()].find(({ logicalId }) => logicalId === "b");
    await world.controller.destroyGroup("g");
    await world.clock.advance(10_000);
    expect(world.instances.destroyed.at(-1)).toBe(self?.id);
    expect(world.instances.destroyed.length).toBe(3);
  });
});

describe("freeGroup()", () => {
  test("forgets the group and leaves its instances alone", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.controller.freeGroup("g");
    await world.clock.advance(60_000);
    expect(world.instances.instances.size).toBe(3);
    expect(world.clock.timers).toBe(0);
    await world.restart();
    expect(world.controller.ids()).toEqual([]);
  });
});

describe("destroyInstances()", () => {
  test("ends those instances and makes the group smaller", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.controller.destroyInstances("g", ["i-1"]);
    await world.clock.advance(10_000);
    expect([...world.instances.instances.keys()]).toEqual(["i-2", "i-3"]);
    expect(await world.controller.size("g")).toBe(2);
  });

  test("refuses instances that the group does not have, and ends none [differs.fault.destroy-strangers]", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await expect(world.controller.destroyInstances("g", ["i-1", "x"])).rejects.toThrow(
      "it has no instance x",
    );
    await world.clock.advance(10_000);
    expect(world.instances.instances.size).toBe(3);
  });
});

describe("unknown groups", () => {
  test.for([
    { call: "describeGroup", message: "Group 'x' is not being watched" },
    { call: "freeGroup", message: "Group 'x' is not being watched" },
    { call: "destroyGroup", message: "Group 'x' is not being watched" },
    { call: "size", message: "group x not found" },
  ] as const)("$call() says so", async ({ call, message }) => {
    const world = await openWorld();
    await expect(world.controller[call]("x")).rejects.toThrow(message);
  });

  test("setSize() and destroyInstances() say so", async () => {
    const world = await openWorld();
    await expect(world.controller.setSize("x", 1)).rejects.toThrow("group not found x");
    await expect(world.controller.destroyInstances("x", ["i"])).rejects.toThrow(
      "Group 'x' is not being watched",
    );
  });
});
