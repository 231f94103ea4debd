import { refuses } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { groupOf, openWorld, type World } from "../test/world.ts";

const ids = (world: World): readonly string[] => [...world.instances.instances.keys()];

/** A group of version v1 that has converged, and a commit of v2. */
async function updating(
  size: number,
  update: object,
  prepare: (world: World) => void = () => undefined,
): Promise<World> {
  const world = await openWorld();
  await world.commit(groupOf({ Size: size }, "v1", update));
  await world.clock.advance(20_000);
  prepare(world);
  await world.commit(groupOf({ Size: size }, "v2", update));
  return world;
}

/** Decides the health of those that are made from now on. */
function newAre(world: World, health: (id: string) => "healthy" | "unhealthy" | "unknown"): void {
  const old = new Set(ids(world));
  world.flavor.healthy = (_, { id }) => Promise.resolve(old.has(id) ? "healthy" : health(id));
}

/** How many instances were healthy at least, and how many there were at most, until the clock has moved on. */
async function extremes(
  world: World,
  milliseconds: number,
): Promise<{ readonly least: number; readonly most: number }> {
  let [least, most] = [Infinity, 0];
  for (let waited = 0; waited < milliseconds; waited += 250) {
    await world.clock.advance(250);
    const healthy = await Promise.all(
      [...world.instances.instances.values()].map((instance) => world.flavor.healthy(null, instance)),
    );
    least = Math.min(least, healthy.filter((health) => health === "healthy").length);
    most = Math.max(most, ids(world).length);
  }
  return { least, most };
}

describe("an update", () => {
  test("waits until its victim is gone, though the call that ended it was answered at once", async () => {
    const world = await updating(3, {}, ({ instances, clock }) => {
      const destroy = instances.destroy.bind(instances);
      instances.destroy = (...args): Promise<void> => {
        clock.callAt(clock.now() + 25_000, () => void destroy(...args));
        return Promise.resolve();
      };
    });
    await world.clock.advance(20_000);
    expect(world.instances.calls.provision).toBe(3);
    expect(world.flavor.drained).toHaveLength(1);
    const { most } = await extremes(world, 120_000);
    expect(most).toBe(3);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 3 });
  });

  test("stops when an instance cannot be destroyed, and names it and why", async () => {
    const world = await updating(3, {}, ({ instances }) =>
      instances.fail("destroy", refuses("it is locked")),
    );
    await world.clock.advance(60_000);
    expect(world.status().phase).toBe("stalled");
    expect(world.status().reason).toMatch(/instance i-3 .*it is locked/);
    expect(ids(world)).toEqual(["i-1", "i-2", "i-3"]);
    await world.controller.rollout.resume("g");
    await world.clock.advance(60_000);
    expect(world.status().phase).toBe("converged");
  });

  test("asks nobody for the health of what it replaces", async () => {
    const world = await updating(3, { MinHealthyTime: "5s" }, (prepared) => {
      for (const id of ids(prepared)) prepared.flavor.health.set(id, "unhealthy");
    });
    await world.clock.advance(60_000);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 3 });
  });

  test("replaces the unhealthy first, and the last healthy one last", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    world.flavor.health.set("i-1", "unhealthy");
    await world.clock.advance(15_000);
    await world.commit(groupOf({ Size: 3 }, "v2"));
    await world.clock.advance(60_000);
    expect(world.instances.destroyed).toEqual(["i-1", "i-3", "i-2"]);
  });

  test.for([
    { name: "waits for ever", update: {}, phase: "progressing", why: "i-4" },
    {
      name: "stops at its deadline",
      update: { ProgressDeadline: "1m" },
      phase: "stalled",
      why: "nothing was replaced within 60 s: waiting for i-4 in slot 2 to be healthy; resume it",
    },
  ])("$name when the health of a new instance stays unknown", async ({ update, phase, why }) => {
    const world = await updating(3, update, (prepared) => newAre(prepared, () => "unknown"));
    await world.clock.advance(3_600_000);
    expect(world.instances.destroyed).toHaveLength(1);
    expect(world.status().phase).toBe(phase);
    expect(world.status().reason).toContain(why);
  });

  test("that has failed says so first, though nothing is left to be replaced, also after a restart", async () => {
    const world = await updating(4, { MaxFailureRatio: 0.5, MaxUnavailable: 4, MinHealthyTime: "5s" });
    for (let round = 0; round < 4; round++) {
      for (const id of ids(world).slice(1)) world.instances.kill(id);
      await world.clock.advance(3000);
    }
    expect(world.status().slots.filter(({ state }) => state === "outdated")).toEqual([]);
    const reason = expect.stringMatching(
      /^the update failed and replaces nobody more: 3 of 4 slots failed to start again and again: /,
    );
    expect(world.status()).toMatchObject({ phase: "stalled", reason });
    world.flavor.usualHealth = "unknown";
    await world.restart();
    await world.clock.advance(1000);
    expect(world.status()).toMatchObject({ phase: "stalled", reason });
    world.flavor.usualHealth = "healthy";
    await world.clock.advance(60_000);
    expect(world.status()).toMatchObject({ phase: "converged", reason: "", ready: 4 });
  });

  test("begins to count anew when a new instance is unhealthy in between", async () => {
    let isSick = false;
    const world = await updating(2, { MinHealthyTime: "30s" }, (prepared) =>
      newAre(prepared, () => (isSick ? "unhealthy" : "healthy")),
    );
    await world.clock.advance(20_000);
    isSick = true;
    await world.clock.advance(5000);
    isSick = false;
    await world.clock.advance(20_000);
    expect(world.instances.destroyed).toEqual(["i-2"]);
    await world.clock.advance(120_000);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 2 });
  });

  test("goes on by itself when time is all that it waits for", async () => {
    const world = await updating(3, { MinHealthyTime: "7s" });
    world.instances.changes = async function* () {
      // No hints.
    };
    await world.clock.advance(60_000);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 3 });
  });

  test("says why whenever it does nothing", async () => {
    const world = await updating(3, { MinHealthyTime: "20s" });
    const silent: string[] = [];
    while (world.status().phase !== "converged" && world.clock.now() < 2_000_000) {
      const { phase, reason, nextLookAt } = world.status();
      if (reason === "" || nextLookAt === null) silent.push(`${phase} at ${world.clock.now()}`);
      await world.clock.advance(500);
    }
    expect(silent).toEqual([]);
    expect(world.status().phase).toBe("converged");
  });

  test.for([
    { name: "goes on when half of its slots may fail, and half do", bad: ["2", "3"], stopped: false },
    { name: "stops when half of its slots may fail, and more do", bad: ["1", "2", "3"], stopped: true },
  ])("$name", async ({ bad, stopped }) => {
    const world = await updating(4, { MaxFailureRatio: 0.5, MaxUnavailable: 3, MinHealthyTime: "5s" });
    for (let round = 0; round < 4; round++) {
      for (const { id, tags } of world.instances.instances.values())
        if (bad.includes(tags["infrakit.slot"]?.split("-")[0] ?? "")) world.instances.kill(id);
      await world.clock.advance(3000);
    }
    const why = "3 of 4 slots failed to start again and again";
    expect(world.status().reason.includes(why)).toBe(stopped);
    expect(world.status().phase === "stalled").toBe(stopped);
  });

  test("goes round those that are protected, and says that they are left", async () => {
    const world = await openWorld({ isProtected: ({ id }) => id === "i-3" });
    await world.commit(groupOf({ Size: 3 }));
    await world.commit(groupOf({ Size: 3 }, "v2"));
    await world.clock.advance(60_000);
    expect(ids(world)).toEqual(["i-3", "i-4", "i-5"]);
    expect(world.status().phase).not.toBe("converged");
    expect(world.status().reason).toContain("i-3");
  });

  test("keeps to its budget when a second commit comes in the middle", async () => {
    const world = await updating(4, { MaxSurge: 1, MaxUnavailable: 0, MinHealthyTime: "3s" });
    await world.clock.advance(8000);
    await world.commit(groupOf({ Size: 4 }, "v3", { MaxSurge: 1, MaxUnavailable: 0, MinHealthyTime: "3s" }));
    const { most, least } = await extremes(world, 120_000);
    expect(most).toBeLessThanOrEqual(5);
    expect(least).toBeGreaterThanOrEqual(4);
    expect(new Set(world.hashes()).size).toBe(1);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 4 });
  });
});

describe("a rollback", () => {
  test("that fails too waits for a word, and the group does not go to and fro", async () => {
    const update = { OnFailure: "rollback", ProgressDeadline: "30s" };
    const world = await updating(3, update, (prepared) => newAre(prepared, () => "unhealthy"));
    await world.clock.advance(45_000);
    const { commit } = world.status();
    await world.clock.advance(7_200_000);
    expect(world.status().commit).toBe(commit);
    expect(world.status().phase).toBe("stalled");
    expect(ids(world).slice(0, 2)).toEqual(["i-1", "i-2"]);
  });

  test("keeps to the budget of the group and waits behind no canary", async () => {
    const update = { Canary: 2, MinHealthyTime: "2s", MaxUnavailable: 1 };
    const world = await updating(4, update);
    const [before] = world.hashes();
    await world.clock.advance(60_000);
    expect(world.status().phase).toBe("paused");
    await world.controller.rollout.rollback("g");
    const { least, most } = await extremes(world, 120_000);
    expect(least).toBeGreaterThanOrEqual(3);
    expect(most).toBe(4);
    expect(new Set(world.hashes())).toEqual(new Set([before]));
    expect(world.status().phase).toBe("converged");
  });
});

describe("a smaller size", () => {
  test("takes the unhealthy first, and nobody who is protected", async () => {
    const world = await openWorld({ isProtected: ({ id }) => id === "i-4" });
    await world.commit(groupOf({ Size: 4 }));
    world.flavor.health.set("i-2", "unhealthy");
    await world.clock.advance(15_000);
    await world.controller.setSize("g", 2);
    await world.clock.advance(30_000);
    expect(world.instances.destroyed).toEqual(["i-2", "i-3"]);
    expect(ids(world)).toEqual(["i-1", "i-4"]);
  });
});
