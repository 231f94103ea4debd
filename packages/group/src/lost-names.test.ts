import { logicalIdTag, slotTag } from "@infrakit/spi/data";
import { describe, expect, test } from "vitest";
import { groupOf, openWorld, type World } from "../test/world.ts";

/** From now on a plugin lists its instances without their logical ids, and without these tags. */
function loseNames({ instances }: World, lost: readonly string[]): void {
  for (const [id, instance] of instances.instances) {
    const tags = Object.fromEntries(Object.entries(instance.tags).filter(([name]) => !lost.includes(name)));
    instances.instances.set(id, { ...instance, logicalId: null, tags });
  }
}

/** What each slot holds, in order. */
function held(world: World): readonly string[] {
  return world.status().slots.map(({ slot, instance, state }) => `${slot} ${instance ?? "-"} ${state}`);
}

/** The logical ids of all instances that there are, of those that have lost theirs too. */
function namesMade(world: World, made: ReadonlyMap<string, string>): readonly string[] {
  return [...world.instances.instances.keys()].map((id) => made.get(id) ?? "none").sort();
}

describe.for([
  { name: "logical ids", logicalIds: ["a", "b"], lost: [logicalIdTag] },
  { name: "logical ids and slots", logicalIds: ["a", "b"], lost: [logicalIdTag, slotTag] },
  { name: "logical ids, which are numbers", logicalIds: ["1", "2"], lost: [logicalIdTag] },
  {
    name: "logical ids, which are numbers, and slots",
    logicalIds: ["1", "2"],
    lost: [logicalIdTag, slotTag],
  },
  { name: "logical ids, which are the numbers of slots", logicalIds: ["0", "1"], lost: [logicalIdTag] },
  { name: "logical ids, which are other numbers of slots", logicalIds: ["1", "0"], lost: [logicalIdTag] },
] as const)("a group whose members lose their $name", ({ logicalIds, lost }) => {
  const [first, second] = logicalIds;

  /** Converged, with members that have lost what they are to lose; what each was made for is remembered. */
  async function openLost(): Promise<{ readonly world: World; readonly made: ReadonlyMap<string, string> }> {
    const world = await openWorld();
    const made = new Map<string, string>();
    const provision = world.instances.provision.bind(world.instances);
    world.instances.provision = async (spec) => {
      const id = await provision(spec);
      made.set(id, spec.logicalId ?? "none");
      return id;
    };
    await world.commit(groupOf({ LogicalIDs: logicalIds }));
    await world.clock.advance(20_000);
    loseNames(world, lost);
    await world.clock.advance(20_000);
    return { world, made };
  }

  test("makes nobody twice and ends nobody", async () => {
    const { world } = await openLost();
    await world.clock.advance(3_600_000);
    expect(world.instances.calls.provision).toBe(2);
    expect(world.instances.destroyed).toEqual([]);
    expect(held(world)).toEqual([`${first} i-1 healthy`, `${second} i-2 healthy`]);
  });

  test("replaces the one that is told to go, and no other", async () => {
    const { world, made } = await openLost();
    await world.controller.destroyInstances("g", ["i-1"]);
    await world.clock.advance(60_000);
    expect(world.instances.destroyed).toEqual(["i-1"]);
    expect(namesMade(world, made)).toEqual([...logicalIds].sort());
    expect(held(world)).toEqual([`${first} i-3 healthy`, `${second} i-2 healthy`]);
  });

  test("makes the one anew that dies, and no other", async () => {
    const { world, made } = await openLost();
    world.instances.kill("i-2");
    await world.clock.advance(60_000);
    expect(world.instances.calls.provision).toBe(3);
    expect(namesMade(world, made)).toEqual([...logicalIds].sort());
    expect(held(world)).toEqual([`${first} i-1 healthy`, `${second} i-3 healthy`]);
  });

  test("replaces each once when another version is committed", async () => {
    const { world, made } = await openLost();
    await world.commit(groupOf({ LogicalIDs: logicalIds }, "v2"));
    await world.clock.advance(600_000);
    expect(namesMade(world, made)).toEqual([...logicalIds].sort());
    expect(world.instances.calls.provision).toBe(4);
    expect(world.instances.highest).toBe(2);
  });
});

describe("a group with logical ids of which an instance without one is listed", () => {
  test("has converged when its own have been replaced, and describeGroup() says so too", async () => {
    const world = await openWorld();
    await world.commit(groupOf({ LogicalIDs: ["a"] }));
    await world.clock.advance(20_000);
    loseNames(world, [logicalIdTag, slotTag]);
    // Whoever takes over does not know whose it was.
    await world.restart();
    await world.clock.advance(20_000);
    await world.commit(groupOf({ LogicalIDs: ["a"] }, "v2"));
    await world.clock.advance(60_000);
    expect(held(world)).toEqual(["a i-3 healthy"]);
    expect(await world.controller.describeGroup("g")).toMatchObject({
      converged: true,
      status: { phase: "converged" },
    });
  });
});
