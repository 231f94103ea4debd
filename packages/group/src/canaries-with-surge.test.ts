import { describe, expect, test } from "vitest";
import { versions } from "../test/updating-world.ts";
import { groupOf, openWorld, type World } from "../test/world.ts";

const isNew = ({ instances }: World, id: string): boolean =>
  instances.instances.get(id)?.properties?.text.includes('"v2"') === true;

/** Creations take a second each, and whoever is of v2 is ill and hangs in its drain. */
function makeNewIll(world: World): void {
  const { clock, flavor, instances } = world;
  flavor.healthy = async (_, { id }) => (isNew(world, id) ? "unhealthy" : "healthy");
  flavor.onDrain = ({ id }) => (isNew(world, id) ? new Promise(() => undefined) : Promise.resolve());
  const provision = instances.provision.bind(instances);
  instances.provision = async (spec) => {
    await new Promise<void>((resolve) => void clock.callAt(clock.now() + 1000, resolve));
    return await provision(spec);
  };
}

describe("an update with MaxSurge that waits behind a canary", () => {
  test.for([
    { Size: 2, MaxSurge: 1, MaxUnavailable: 1 },
    { Size: 3, MaxSurge: 2, MaxUnavailable: 1 },
    { Size: 3, MaxSurge: 1, MaxUnavailable: 2 },
    { Size: 2, MaxSurge: 2, MaxUnavailable: 0 },
  ])("makes nobody in vain while an ill canary is drained: %o", async ({ Size, ...update }) => {
    const world = await openWorld();
    const group = (version: string): object => groupOf({ Size }, version, { ...update, Canary: 1 });
    await world.commit(group("v1"));
    await world.clock.advance(60_000);
    makeNewIll(world);
    await world.commit(group("v2"));
    const before = world.instances.calls.provision;
    await world.clock.advance(300_000);
    expect(world.instances.calls.provision - before).toBeLessThanOrEqual(2);
  });

  test.for([
    { Size: 2, Canary: 1, MaxUnavailable: 0 },
    { Size: 4, Canary: 1, MaxUnavailable: 0 },
    { Size: 4, Canary: 2, MaxUnavailable: 0 },
    { Size: 4, Canary: 1, MaxUnavailable: 1 },
  ])("makes a canary anew that is to be replaced, and waits again: %o", async ({ Size, ...given }) => {
    const update = { MaxSurge: 1, ...given };
    const world = await openWorld();
    await world.commit(groupOf({ Size }, "v1", update));
    await world.clock.advance(60_000);
    await world.commit(groupOf({ Size }, "v2", update));
    await world.clock.advance(60_000);
    const canary = [...world.instances.instances.keys()].find((id) => isNew(world, id)) ?? "none";
    await world.controller.rollout.replace("g", [canary]);
    await world.clock.advance(600_000);
    expect(world.status().phase).toBe("paused");
    expect(world.instances.instances.has(canary)).toBe(false);
    expect(versions(world)).toEqual([Size - given.Canary, given.Canary]);
    await world.controller.rollout.rollback("g");
    await world.clock.advance(600_000);
    expect(versions(world)).toEqual([Size, 0]);
  });

  test.for([
    { Size: 3, Canary: 1, MaxSurge: 1, MaxUnavailable: 0, afterMs: 10_000 },
    { Size: 4, Canary: 1, MaxSurge: 1, MaxUnavailable: 0, afterMs: 100 },
    { Size: 4, Canary: 2, MaxSurge: 2, MaxUnavailable: 1, afterMs: 100 },
    { Size: 3, Canary: 1, MaxSurge: 3, MaxUnavailable: 0, afterMs: 100 },
    { Size: 3, Canary: 1, MaxSurge: 1, MaxUnavailable: 1, afterMs: 10_000 },
  ])(
    "does not spread where another dies while a canary is made anew: %o",
    async ({ Size, afterMs, ...given }) => {
      const update = { MinHealthyTime: "30s", ...given };
      const world = await openWorld();
      await world.commit(groupOf({ Size }, "v1", update));
      await world.clock.advance(60_000);
      await world.commit(groupOf({ Size }, "v2", update));
      await world.clock.advance(120_000);
      const ids = [...world.instances.instances.keys()];
      const canary = ids.find((id) => isNew(world, id)) ?? "none";
      await world.controller.rollout.replace("g", [canary]);
      await world.clock.advance(afterMs);
      world.instances.kill(ids.find((id) => !isNew(world, id)) ?? "none");
      await world.clock.advance(3_600_000);
      expect(world.instances.instances.has(canary)).toBe(false);
      expect(versions(world)).toEqual([Size - given.Canary, given.Canary]);
      expect(world.status().phase).toBe("paused");
      await world.controller.rollout.promote("g");
      await world.clock.advance(600_000);
      expect(versions(world)).toEqual([0, Size]);
    },
  );
});
