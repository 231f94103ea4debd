import { expect, test } from "vitest";
import { versions } from "../test/updating-world.ts";
import { groupOf, openWorld, type World } from "../test/world.ts";

/** A world whose plugin calls each instance by its address. */
async function openCalled(policy: { readonly self?: string } = {}): Promise<World> {
  const world = await openWorld({ policy });
  const list = world.instances.describeInstances.bind(world.instances);
  world.instances.describeInstances = async (query) =>
    (await list(query)).map((instance) => ({ ...instance, logicalId: `10.0.0.${instance.id}` }));
  return world;
}

/** Whoever is made of a version from now on dies a second later. */
function breakVersion({ clock, instances }: World, version: string): void {
  const provision = instances.provision.bind(instances);
  instances.provision = async (spec) => {
    const id = await provision(spec);
    const isBroken = spec.properties?.text.includes(`"${version}"`) === true;
    if (isBroken) clock.callAt(clock.now() + 1000, () => instances.kill(id, "exited with code 1"));
    return id;
  };
}

test("a sized group of a plugin with names of its own makes who dies young ever more slowly, and says so", async () => {
  const world = await openCalled();
  breakVersion(world, "v1");
  await world.commit(groupOf({ Size: 1 }, "v1"));
  await world.clock.advance(600_000);
  expect(world.instances.calls.provision).toBeLessThan(20);
  expect(world.status().phase).toBe("stalled");
  expect(world.status().slots).toMatchObject([{ slot: "0", restarts: world.instances.calls.provision }]);
});

test("a sized group of a plugin with names of its own rolls back to what lived when a version dies young", async () => {
  const world = await openCalled();
  const update = { OnFailure: "rollback", MinHealthyTime: "5s" };
  await world.commit(groupOf({ Size: 2 }, "v1", update));
  await world.clock.advance(60_000);
  breakVersion(world, "v2");
  await world.commit(groupOf({ Size: 2 }, "v2", update));
  await world.clock.advance(300_000);
  expect(world.status().phase).toBe("converged");
  expect(versions(world)).toEqual([2, 0]);
});

test("a sized group of a plugin with names of its own goes on with its update after a bad start", async () => {
  const world = await openCalled();
  const group = (version: string): object => ({
    ...groupOf({ Size: 2 }, version),
    Healing: { After: "5s" },
  });
  await world.commit(group("v1"));
  await world.clock.advance(60_000);
  world.flavor.health.set("i-3", "unhealthy");
  await world.commit(group("v2"));
  await world.clock.advance(3_600_000);
  expect(world.status()).toMatchObject({ phase: "converged", reason: "" });
});

test("a sized group names its slots as before while nothing can be listed", async () => {
  const world = await openCalled({ self: "10.0.0.i-2" });
  await world.commit(groupOf({ Size: 2 }));
  await world.clock.advance(60_000);
  const slots = (): readonly string[] => world.status().slots.map(({ slot }) => slot);
  expect(slots()).toEqual(["0", "1"]);
  world.isAbsent = true;
  await world.clock.advance(60_000);
  expect(world.status().phase).toBe("waiting");
  expect(slots()).toEqual(["0", "1"]);
});
