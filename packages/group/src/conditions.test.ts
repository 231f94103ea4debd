import { hangs, refuses } from "@infrakit/testing";
import { expect, test } from "vitest";
import { groupOf, openWorld, type World } from "../test/world.ts";

/** The conditions of group "g" as one line each. */
function told(world: World): readonly string[] {
  return world
    .status()
    .conditions.map(({ type, status, reason, message }) =>
      `${type} ${status} ${reason} ${message}`.trimEnd(),
    );
}

async function openConverged(given: object = {}): Promise<World> {
  const world = await openWorld();
  await world.commit({ ...groupOf({ Size: 3 }), ...given });
  await world.clock.advance(20_000);
  return world;
}

const rows: readonly {
  readonly name: string;
  readonly given?: object;
  readonly happens: (world: World) => Promise<unknown>;
  readonly says: readonly string[];
}[] = [
  {
    name: "has converged",
    happens: () => Promise.resolve(),
    says: [
      "Available true EnoughHealthy 3 of 3 are healthy",
      "Progressing false Converged",
      "Degraded false AsDesired",
      "Stalled false NotStalled",
    ],
  },
  {
    name: "has a flavor that went away",
    happens: async (world) => {
      world.flavor.healthy = () => Promise.reject(new Error("plugin not found:plain"));
      await world.clock.advance(20_000);
    },
    says: [
      "Available unknown FlavorUnreachable 0 of 3 are healthy; the health of 3 is not known: plugin not found:plain",
      "Progressing false HealthUnknown the health of 3 is not known: plugin not found:plain",
      "Degraded true FlavorUnreachable the health of 3 is not known: plugin not found:plain",
      "Stalled false NotStalled",
    ],
  },
  {
    name: "has a flavor that was away and is back",
    happens: async (world) => {
      const healthy = world.flavor.healthy.bind(world.flavor);
      world.flavor.healthy = () => Promise.reject(new Error("plugin not found:plain"));
      await world.clock.advance(20_000);
      expect(await world.controller.rollout.explain("g")).toEqual([
        "the health of 3 is not known: plugin not found:plain",
      ]);
      world.flavor.healthy = healthy;
      await world.clock.advance(20_000);
      expect(await world.controller.rollout.explain("g")).toEqual([]);
    },
    says: [
      "Available true EnoughHealthy 3 of 3 are healthy",
      "Progressing false Converged",
      "Degraded false AsDesired",
      "Stalled false NotStalled",
    ],
  },
  {
    name: "has a flavor that does not know how members are",
    happens: async (world) => {
      world.flavor.usualHealth = "unknown";
      await world.clock.advance(20_000);
    },
    says: [
      "Available unknown HealthUnknown 0 of 3 are healthy; the health of 3 is not known: the flavor does not know it",
      "Progressing false HealthUnknown the health of 3 is not known: the flavor does not know it",
      "Degraded false AsDesired",
      "Stalled false NotStalled",
    ],
  },
  {
    name: "was taken back, and then its flavor went away",
    happens: async (world) => {
      world.flavor.health.set("i-4", "unhealthy");
      await world.commit(groupOf({ Size: 3 }, "v2", { ProgressDeadline: "30s", OnFailure: "rollback" }));
      await world.clock.advance(120_000);
      world.flavor.healthy = () => Promise.reject(new Error("plugin not found:plain"));
      await world.clock.advance(20_000);
    },
    says: [
      "Available unknown FlavorUnreachable 0 of 3 are healthy; the health of 3 is not known: plugin not found:plain",
      "Progressing false RolledBack the last update failed: nothing was replaced within 30 s: waiting for i-4 in slot 2 to be healthy",
      "Degraded true FlavorUnreachable the health of 3 is not known: plugin not found:plain",
      "Stalled false NotStalled",
    ],
  },
  {
    name: "is being updated while its flavor is away",
    happens: async (world) => {
      world.flavor.healthy = () => Promise.reject(new Error("plugin not found:plain"));
      await world.commit(groupOf({ Size: 3 }, "v2"));
      await world.clock.advance(20_000);
    },
    says: [
      "Available unknown FlavorUnreachable 0 of 3 are healthy; the health of 3 is not known: plugin not found:plain",
      "Progressing true Updating waiting for i-4 in slot 2 to be healthy; the health of 3 is not known: plugin not found:plain",
      "Degraded true FlavorUnreachable the health of 3 is not known: plugin not found:plain",
      "Stalled false NotStalled",
    ],
  },
  {
    name: "is being updated",
    happens: async (world) => {
      world.flavor.usualHealth = "unknown";
      await world.commit(groupOf({ Size: 3 }, "v2"));
    },
    says: [
      "Available true EnoughHealthy 2 of 3 are healthy",
      "Progressing true Updating waiting for i-4 in slot 2 to be healthy",
      "Degraded false AsDesired",
      "Stalled false NotStalled",
    ],
  },
  {
    name: "is paused",
    happens: async (world) => {
      await world.commit(groupOf({ Size: 3 }, "v2", { MinHealthyTime: "60s" }));
      await world.controller.rollout.pause("g");
      await world.clock.advance(20_000);
    },
    says: [
      "Available true EnoughHealthy 3 of 3 are healthy",
      "Progressing false Paused the update is paused; resume it or commit again to go on",
      "Degraded false AsDesired",
      "Stalled false NotStalled",
    ],
  },
  {
    name: "has members that are ill",
    happens: async (world) => {
      for (const id of ["i-1", "i-2"]) world.flavor.health.set(id, "unhealthy");
      await world.clock.advance(12_000);
    },
    says: [
      "Available false TooFewHealthy 1 of 3 are healthy",
      expect.stringMatching(
        /^Progressing true Reconciling i-[12] in slot [01] is unhealthy and is replaced in /,
      ),
      "Degraded true UnhealthyInstances unhealthy: i-1, i-2",
      "Stalled false NotStalled",
    ],
  },
  {
    name: "has lost its plugin",
    happens: async (world) => {
      world.isAbsent = true;
      await world.clock.advance(20_000);
    },
    says: [
      "Available unknown NotObserved waiting for a list of the instances: plugin not found:fake",
      "Progressing unknown NotObserved waiting for a list of the instances: plugin not found:fake",
      "Degraded true NotObserved waiting for a list of the instances: plugin not found:fake",
      "Stalled false NotStalled",
    ],
  },
  {
    name: "cannot go on with its update",
    happens: async (world) => {
      world.instances.fail("destroy", refuses("busy"));
      await world.commit(groupOf({ Size: 3 }, "v2"));
    },
    says: [
      "Available true EnoughHealthy 3 of 3 are healthy",
      "Progressing false Stalled the update failed and replaces nobody more: instance i-3 could not be replaced: busy; resume it or commit again to go on",
      "Degraded false AsDesired",
      "Stalled true UpdateFailed the update failed and replaces nobody more: instance i-3 could not be replaced: busy; resume it or commit again to go on",
    ],
  },
  {
    name: "could not become larger, and need not any more",
    given: { Limits: { StalledAfter: 3 } },
    happens: async (world) => {
      world.instances.fail("provision", ...Array.from({ length: 99 }, () => refuses("quota exceeded")));
      await world.controller.setSize("g", 4);
      await world.clock.advance(10_000);
      expect(told(world)[2]).toBe("Degraded true Failures quota exceeded");
      expect(world.status().phase).toBe("stalled");
      await world.controller.setSize("g", 3);
      await world.clock.advance(1000);
      expect(world.status().phase).toBe("converged");
    },
    says: [
      "Available true EnoughHealthy 3 of 3 are healthy",
      "Progressing false Converged",
      "Degraded false AsDesired",
      "Stalled false NotStalled",
    ],
  },
  {
    name: "had a slot whose instances died young, and has it no more",
    happens: async (world) => {
      await world.controller.setSize("g", 4);
      await world.clock.advance(100);
      world.instances.kill("i-4");
      await world.clock.advance(1000);
      expect(told(world)[2]).toMatch(/^Degraded true Failures /);
      await world.controller.setSize("g", 3);
      await world.clock.advance(1000);
    },
    says: [
      "Available true EnoughHealthy 3 of 3 are healthy",
      "Progressing false Converged",
      "Degraded false AsDesired",
      "Stalled false NotStalled",
    ],
  },
  {
    name: "is destroyed",
    happens: async (world) => {
      world.instances.fail("destroy", hangs(), hangs(), hangs());
      await world.controller.destroyGroup("g");
      await world.clock.settle();
    },
    says: [
      "Available false Destroying 3 on the way out",
      "Progressing true Destroying 3 on the way out",
      "Degraded false AsDesired",
      "Stalled false NotStalled",
    ],
  },
];

test.for(rows)("status() tells what is true of a group that $name", async ({ given, happens, says }) => {
  const world = await openConverged(given);
  await happens(world);
  expect(told(world)).toEqual(says);
});

test("status() calls a group stalled that failed many times in a row, and says of which commit", async () => {
  const world = await openWorld();
  world.instances.fail("provision", ...Array.from({ length: 99 }, () => refuses("quota exceeded")));
  await world.commit({ ...groupOf({ Size: 1 }), Limits: { StalledAfter: 3 } });
  await world.clock.advance(1000);
  const { conditions, commit } = world.status();
  expect(conditions.map((condition) => condition.commit)).toEqual([commit, commit, commit, commit]);
  expect(told(world).slice(2)).toEqual([
    "Degraded true Failures quota exceeded",
    expect.stringMatching(/^Stalled true FailuresInARow [34] failures in a row: quota exceeded$/),
  ]);
});

test("status() says that an update is being rolled back though nothing of it was ever made", async () => {
  const world = await openConverged({ Updating: { OnFailure: "rollback" } });
  const refused = (): Promise<never> => Promise.reject(new Error("no such program"));
  world.instances.fail("provision", refused, refused, refused, hangs());
  await world.commit(groupOf({ Size: 3 }, "v2", { OnFailure: "rollback" }));
  await world.clock.advance(5000);
  expect(told(world)[1]).toMatch(/^Progressing true RollingBack the last update failed: .*no such program/);
});
