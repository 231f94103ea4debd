import { describe, expect, test } from "vitest";
import { groupOf, openWorld, type World } from "../test/world.ts";

const ids = (world: World): readonly string[] => [...world.instances.instances.keys()];

/** A group of three of version v1 that has converged, and a commit of v2. */
async function updating(update: object, prepare: (world: World) => void = () => undefined): Promise<World> {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 3 }, "v1", update));
  await world.clock.advance(20_000);
  prepare(world);
  await world.commit(groupOf({ Size: 3 }, "v2", update));
  return world;
}

/** Every instance of v2 is unhealthy from birth. */
function breakV2(world: World): void {
  const [v1] = world.hashes();
  world.flavor.healthy = (_, { tags }) =>
    Promise.resolve(tags["infrakit.config.hash"] === v1 ? "healthy" : "unhealthy");
}

/** Nobody can be asked for 20 s how members are. */
async function loseFlavor({ clock, flavor }: World): Promise<void> {
  flavor.healthy = () => Promise.reject(new Error("connection refused"));
  await clock.advance(20_000);
  flavor.healthy = () => Promise.resolve("healthy");
}

describe("an update with MaxSurge", () => {
  test("makes one more before it takes one away", async () => {
    const world = await updating({ MaxSurge: 1, MaxUnavailable: 0, MinHealthyTime: "5s" });
    expect(ids(world)).toEqual(["i-1", "i-2", "i-3", "i-4"]);
    expect(world.instances.destroyed).toEqual([]);
    await world.clock.advance(120_000);
    expect(ids(world)).toHaveLength(3);
    expect(world.instances.destroyed).toEqual(["i-3", "i-2", "i-1"]);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 3 });
  });

  test("loses nobody when the new version never gets healthy", async () => {
    const world = await updating({ MaxSurge: 1, MaxUnavailable: 0 }, breakV2);
    await world.clock.advance(120_000);
    expect(ids(world).slice(0, 3)).toEqual(["i-1", "i-2", "i-3"]);
  });

  test("gives back what is too many when it is aborted", async () => {
    const world = await updating({ MaxSurge: 1, MaxUnavailable: 0 }, breakV2);
    await world.controller.rollout.abort("g");
    await world.clock.advance(30_000);
    expect(ids(world)).toEqual(["i-1", "i-2", "i-3"]);
    expect(world.status()).toMatchObject({
      phase: "paused",
      reason: "the update was aborted; commit again to go on",
    });
  });
});

describe("an update with MaxUnavailable", () => {
  test("takes away as many at once, and no more before they are healthy", async () => {
    const world = await updating({ MaxUnavailable: 2, MinHealthyTime: "5s" });
    expect(world.instances.destroyed).toEqual(["i-3", "i-2"]);
    await world.clock.advance(60_000);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 3 });
  });
});

describe("an update with a canary", () => {
  test("waits until it is promoted", async () => {
    const world = await updating({ Canary: 1 });
    await world.clock.advance(60_000);
    expect(ids(world)).toEqual(["i-1", "i-2", "i-4"]);
    expect(world.status()).toMatchObject({
      phase: "paused",
      reason: "the update waits behind 1 canary, 2 to go; promote it to go on",
    });
    await world.controller.rollout.promote("g");
    await world.clock.advance(60_000);
    expect(ids(world)).toEqual(["i-4", "i-5", "i-6"]);
    expect(world.status().phase).toBe("converged");
  });

  test("is under way, and waits for nobody's word, until its canary has been healthy for long enough", async () => {
    const world = await updating({ Canary: 1, MinHealthyTime: "10s" });
    await world.clock.advance(5000);
    expect(world.status()).toMatchObject({
      phase: "progressing",
      reason: expect.stringMatching(/^i-4 in slot 2 is healthy/) as string,
    });
    await world.clock.advance(10_000);
    expect(world.status().phase).toBe("paused");
  });

  test("fails when its canary dies again and again, also when it had waited behind it", async () => {
    const world = await updating({ Canary: 1, OnFailure: "rollback" });
    const [v1] = world.hashes();
    await world.clock.advance(60_000);
    expect(world.status().phase).toBe("paused");
    // The first of them was of age.
    for (const id of ["i-4", "i-5", "i-6", "i-7"]) {
      await world.clock.advance(1000);
      world.instances.kill(id);
      await world.clock.settle();
    }
    await world.clock.advance(30_000);
    expect(new Set(world.hashes())).toEqual(new Set([v1]));
    expect(world.status()).toMatchObject({ phase: "converged", ready: 3 });
  });

  test("fails when its canary is not healthy within ProgressDeadline", async () => {
    const update = { Canary: 1, OnFailure: "rollback", ProgressDeadline: "30s" };
    const world = await updating(update, breakV2);
    await world.clock.advance(29_000);
    expect(world.status().phase).toBe("progressing");
    await world.clock.advance(30_000);
    expect(ids(world).slice(0, 2)).toEqual(["i-1", "i-2"]);
    expect(new Set(world.hashes()).size).toBe(1);
    expect(world.status().phase).toBe("converged");
  });

  test.for<{ readonly name: string; readonly disturb: (world: World) => unknown }>([
    { name: "its canary dies once", disturb: ({ instances }) => instances.kill("i-4") },
    { name: "an outdated one dies", disturb: ({ instances }) => instances.kill("i-1") },
    { name: "the group is made larger", disturb: ({ controller }) => controller.setSize("g", 5) },
    { name: "its flavor goes, and comes back", disturb: loseFlavor },
  ])("waits on when $name, however long it has waited", async ({ disturb }) => {
    const update = { Canary: 1, OnFailure: "rollback", ProgressDeadline: "60s", MinHealthyTime: "15s" };
    const world = await updating(update);
    const [v1] = world.hashes();
    await world.clock.advance(3_600_000);
    await disturb(world);
    await world.clock.advance(60_000);
    expect(world.status()).toMatchObject({ phase: "paused", desired: world.status().ready + outdated() });
    expect(outdated()).toBeGreaterThan(0);

    function outdated(): number {
      return world.hashes().filter((hash) => hash === v1).length;
    }
  });

  test("fails when it has waited behind a canary that is not healthy within another ProgressDeadline", async () => {
    const update = { Canary: 1, OnFailure: "rollback", ProgressDeadline: "60s" };
    const world = await updating(update);
    await world.clock.advance(3_600_000);
    world.flavor.health.set("i-4", "unknown");
    await world.clock.advance(55_000);
    expect(world.status().phase).toBe("progressing");
    await world.clock.advance(60_000);
    expect(new Set(world.hashes()).size).toBe(1);
    expect(world.status().phase).toBe("converged");
  });

  test("makes no second one beyond the size", async () => {
    const world = await updating({ Canary: 1, MaxSurge: 2, MaxUnavailable: 0 });
    await world.clock.advance(60_000);
    expect(ids(world)).toEqual(["i-1", "i-2", "i-4"]);
    await world.restart();
    await world.clock.advance(60_000);
    expect(ids(world)).toEqual(["i-1", "i-2", "i-4"]);
    await world.controller.rollout.promote("g");
    await world.restart();
    await world.clock.advance(300_000);
    expect(ids(world)).toEqual(["i-4", "i-5", "i-6"]);
  });
});

describe("pause()", () => {
  test("stops the update and nothing else, also after a restart", async () => {
    const world = await updating({ MinHealthyTime: "5s" });
    await world.controller.rollout.pause("g");
    await world.clock.advance(60_000);
    expect(ids(world)).toEqual(["i-1", "i-2", "i-4"]);
    await world.restart();
    world.instances.kill("i-1");
    await world.clock.advance(60_000);
    expect(ids(world)).toEqual(["i-2", "i-4", "i-5"]);
    expect(await world.controller.rollout.explain("g")).toEqual([
      `updating to ${world.status().commit}: 1 of 3 replaced`,
      "the update is paused; resume it or commit again to go on",
    ]);
    await world.controller.rollout.resume("g");
    await world.clock.advance(60_000);
    expect(ids(world)).toEqual(["i-4", "i-6", "i-7"]);
  });

  test("outlasts the replacement that it was about", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }, "v1", { MinHealthyTime: "10s" }));
    await world.clock.advance(60_000);
    const { rollout } = world.controller;
    await rollout.replace("g", ["i-2"]);
    await world.clock.advance(1000);
    await rollout.pause("g");
    await world.clock.advance(60_000);
    expect(world.status()).toMatchObject({ phase: "paused", ready: 3 });
    await rollout.resume("g");
    await world.clock.advance(10_000);
    expect(world.status().phase).toBe("converged");
  });

  test("outlasts those who were to be replaced, and have gone by themselves", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }, "v1", { MinHealthyTime: "10s" }));
    await world.clock.advance(60_000);
    world.instances.kill("i-2");
    await world.clock.advance(5000);
    const { rollout } = world.controller;
    await rollout.replace("g", ["i-1"]);
    await rollout.pause("g");
    world.instances.kill("i-1");
    await world.clock.advance(60_000);
    expect(world.status()).toMatchObject({ phase: "paused", ready: 2 });
    await rollout.resume("g");
    await world.clock.advance(60_000);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 2 });
  });

  test("outlasts the first look at a group in which an update may be under way", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    await world.clock.advance(60_000);
    await world.controller.freeGroup("g");
    await world.commit(groupOf({ Size: 2 }, "v2", { MinHealthyTime: "10s" }));
    await world.clock.advance(1000);
    await world.controller.rollout.pause("g");
    for (const id of world.instances.instances.keys()) world.instances.kill(id);
    await world.clock.advance(60_000);
    expect(world.status()).toMatchObject({ phase: "paused", ready: 2 });
    await world.controller.rollout.resume("g");
    await world.clock.advance(60_000);
    expect(world.status().phase).toBe("converged");
  });

  test("is refused where nothing can be listed, and no update was under way", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 2 }));
    await world.clock.advance(60_000);
    world.isAbsent = true;
    await world.clock.advance(60_000);
    await expect(world.controller.rollout.pause("g")).rejects.toThrow("no update of it is under way");
  });

  test("outlasts a resize, and ends with a commit", async () => {
    const world = await updating({ MinHealthyTime: "5s" });
    await world.controller.rollout.pause("g");
    await world.controller.setSize("g", 4);
    await world.clock.advance(60_000);
    expect(world.status()).toMatchObject({ phase: "paused", desired: 4 });
    expect(world.instances.destroyed).toEqual(["i-3"]);
    await world.commit(groupOf({ Size: 4 }, "v2"));
    await world.clock.advance(60_000);
    expect(world.status()).toMatchObject({ phase: "converged", ready: 4 });
    expect(world.instances.destroyed).toEqual(["i-3", "i-5", "i-2", "i-1"]);
  });
});

describe("an update that fails", () => {
  const rollback = { OnFailure: "rollback", ProgressDeadline: "30s" };

  test("stops when nothing was replaced for too long", async () => {
    const world = await updating({ ProgressDeadline: "30s" }, breakV2);
    await world.clock.advance(60_000);
    expect(world.status().phase).toBe("stalled");
    expect(world.status().reason).toContain(
      "the update failed and replaces nobody more: nothing was replaced within 30 s: waiting for i-4 in slot 2 to be healthy; resume it or commit again to go on",
    );
    await world.controller.setSize("g", 4);
    await world.clock.advance(1000);
    expect(world.status().phase).toBe("stalled");
  });

  test("stops when new instances die young again and again", async () => {
    const world = await updating({ MinHealthyTime: "5s" });
    for (let round = 0; round < 4; round++) {
      world.instances.kill(ids(world).at(-1) ?? "");
      await world.clock.advance(2000);
    }
    expect(world.status().phase).toBe("stalled");
    expect(world.status().reason).toContain("1 of 3 slots failed to start again and again: instance i-");
    expect(ids(world).slice(0, 2)).toEqual(["i-1", "i-2"]);
  });

  test("goes back to what the group converged to when it is to be rolled back", async () => {
    const world = await updating(rollback, breakV2);
    const [before] = world.hashes();
    await world.clock.advance(300_000);
    expect(ids(world).slice(0, 2)).toEqual(["i-1", "i-2"]);
    expect(new Set(world.hashes())).toEqual(new Set([before]));
  });

  test("says why it was taken back until the next commit, also after a restart", async () => {
    const world = await updating(rollback, breakV2);
    await world.clock.advance(300_000);
    await world.restart();
    world.flavor.healthy = () => Promise.resolve("healthy");
    await world.clock.advance(60_000);
    const message = "the last update failed: nothing was replaced within 30 s: waiting for i-4 in slot 2";
    const progressing = () => world.status().conditions.find(({ type }) => type === "Progressing");
    expect(progressing()).toMatchObject({
      status: "false",
      reason: "RolledBack",
      message: expect.stringContaining(message) as string,
    });
    const lines = await world.controller.rollout.explain("g");
    expect(lines).toEqual([progressing()?.message]);
    await world.commit(groupOf({ Size: 3 }, "v3"));
    await world.clock.advance(60_000);
    expect(progressing()).toMatchObject({ reason: "Converged", message: "" });
    expect(await world.controller.rollout.explain("g")).toEqual([]);
  });

  test("goes back after a restart when the rollback could not be saved", async () => {
    const world = await updating(rollback, breakV2);
    const [before] = world.hashes();
    await world.clock.advance(25_000);
    world.journal.failure = new Error("no space left");
    await world.clock.advance(20_000);
    world.journal.failure = undefined;
    await world.restart();
    await world.clock.advance(300_000);
    expect(new Set(world.hashes())).toEqual(new Set([before]));
  });

  test("keeps the size that the group was given meanwhile", async () => {
    const world = await updating({}, breakV2);
    const [before] = world.hashes();
    await world.controller.setSize("g", 5);
    await world.controller.rollout.rollback("g");
    world.flavor.healthy = () => Promise.resolve("healthy");
    await world.clock.advance(120_000);
    expect(world.status()).toMatchObject({ phase: "converged", desired: 5, ready: 5 });
    expect(new Set(world.hashes())).toEqual(new Set([before]));
  });

  test("goes on with the others when it is to continue", async () => {
    const world = await updating({ OnFailure: "continue", MaxUnavailable: 3 }, ({ flavor }) => {
      flavor.onDrain = ({ id }) =>
        id === "i-2" ? Promise.reject(new Error("still serving")) : Promise.resolve();
    });
    await world.clock.advance(60_000);
    expect(world.instances.destroyed).toEqual(["i-3", "i-1"]);
    expect(world.status().reason).toContain("still serving");
    world.flavor.onDrain = () => Promise.resolve();
    await world.clock.advance(600_000);
    expect(world.status().phase).toBe("converged");
  });
});

describe("replace()", () => {
  test("replaces one that is as it should be, and only that one", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.controller.rollout.replace("g", ["i-2"]);
    await world.clock.advance(60_000);
    expect(ids(world)).toEqual(["i-1", "i-3", "i-4"]);
    expect(world.status().phase).toBe("converged");
  });

  test("is not forgotten when the controller is killed", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 3 }));
    await world.clock.advance(20_000);
    const { clock } = world;
    world.flavor.onDrain = () => new Promise((resolve) => void clock.callAt(clock.now() + 5000, resolve));
    await world.controller.rollout.replace("g", ["i-2", "i-1"]);
    await world.clock.advance(1000);
    await world.restart();
    await world.clock.advance(300_000);
    expect(ids(world)).toEqual(["i-3", "i-4", "i-5"]);
  });

  test.for([
    { name: "nobody knows it", id: "i-9", message: "it has no instance i-9" },
    { name: "it is protected", id: "i-1", message: "i-1 is protected and stays" },
  ])("refuses an instance when $name", async ({ id, message }) => {
    const world = await openWorld({ isProtected: (instance) => instance.id === "i-1" });
    await world.commit(groupOf({ Size: 2 }));
    await expect(world.controller.rollout.replace("g", [id])).rejects.toThrow(
      `Cannot replace instances of group "g": ${message}`,
    );
  });
});

describe("rollout", () => {
  test.for([
    { name: "pause", run: (world: World) => world.controller.rollout.pause("h") },
    { name: "status", run: (world: World) => world.controller.rollout.status("h") },
  ])("$name() refuses a group when there is none", async ({ run }) => {
    const world = await openWorld();
    await expect(run(world)).rejects.toThrow("Group 'h' is not being watched");
  });

  test("rollback() refuses when there is nothing to go back to", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 1 }));
    await expect(world.controller.rollout.rollback("g")).rejects.toThrow(
      'Cannot roll back group "g": no other version is known since it converged to what is committed, or it never converged; commit what it should be',
    );
  });

  test.for(["pause", "promote", "abort"] as const)(
    "%s() refuses when no update is under way",
    async (command) => {
      const world = await openWorld();
      await world.commit(groupOf({ Size: 2 }, "v1", { Canary: 1 }));
      await world.clock.advance(1000);
      await expect(world.controller.rollout[command]("g")).rejects.toThrow(
        `Cannot ${command} the update of group "g": no update of it is under way`,
      );
      expect(await world.controller.rollout.explain("g")).toEqual([]);
      await world.commit(groupOf({ Size: 2 }, "v2", { Canary: 1 }));
      await expect(world.controller.rollout[command]("g")).resolves.toBeUndefined();
    },
  );

  test.for(["pause", "promote", "abort"] as const)(
    "%s() refuses when the update was aborted",
    async (command) => {
      const world = await updating({ MinHealthyTime: "5s" });
      await world.controller.rollout.abort("g");
      await expect(world.controller.rollout[command]("g")).rejects.toThrow(
        `Cannot ${command} the update of group "g": it was aborted already; commit again to go on`,
      );
    },
  );

  test("resume() refuses when the update was aborted", async () => {
    const world = await updating({ MinHealthyTime: "5s" });
    await world.controller.rollout.abort("g");
    await expect(world.controller.rollout.resume("g")).rejects.toThrow(
      'Cannot resume group "g": its update was aborted; commit again to go on',
    );
  });

  test("promote() refuses when the update has no canaries", async () => {
    const world = await updating({ MinHealthyTime: "5s" });
    await expect(world.controller.rollout.promote("g")).rejects.toThrow(
      'Cannot promote the update of group "g": it has no canaries and waits for no word',
    );
  });

  test("resume() refuses when there is nothing to go on with", async () => {
    const world = await updating({ MinHealthyTime: "5s" });
    const nothing = 'Cannot resume group "g": nothing of it was paused, has failed or is kept as evidence';
    await expect(world.controller.rollout.resume("g")).rejects.toThrow(nothing);
    await world.controller.rollout.pause("g");
    await world.controller.rollout.resume("g");
    await world.clock.advance(60_000);
    expect(world.status().phase).toBe("converged");
    await expect(world.controller.rollout.resume("g")).rejects.toThrow(nothing);
  });

  test("resume() names the right word when the update waits behind its canaries", async () => {
    const world = await updating({ Canary: 1 });
    await world.clock.advance(60_000);
    await expect(world.controller.rollout.resume("g")).rejects.toThrow(
      'Cannot resume group "g": its update waits behind its canaries; promote it to go on',
    );
  });

  test("status() tells what the group tells", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ Size: 1 }));
    expect(await world.controller.rollout.status("g")).toEqual(world.status());
  });
});
