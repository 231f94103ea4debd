import { configHashTag } from "@infrakit/spi/data";
import { expect, test } from "vitest";
import { groupOf, openWorld, type World } from "../test/world.ts";

/** Lets the plugin list no hashes any more, until it is mended. */
function hideHashes({ instances }: World): () => void {
  const list = instances.describeInstances.bind(instances);
  instances.describeInstances = async (query) =>
    (await list(query)).map(({ tags, ...instance }) => ({
      ...instance,
      tags: Object.fromEntries(Object.entries(tags).filter(([name]) => name !== configHashTag)),
    }));
  return () => void (instances.describeInstances = list);
}

/** A group of two whose plugin lists hashes no more, until it is mended. */
async function openFlawed(): Promise<{
  readonly world: World;
  readonly flawed: string;
  readonly mend: () => void;
}> {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 2 }));
  await world.clock.advance(1000);
  const mend = hideHashes(world);
  await world.clock.advance(25_000);
  const { phase, reason } = world.status();
  expect(phase).toBe("stalled");
  const [, flawed = ""] = /its plugin lists (\S+) without the configuration hash/.exec(reason) ?? [];
  return { world, flawed, mend };
}

test.for<readonly [when: string, meanwhile: (world: World, flawed: string) => Promise<unknown> | void]>([
  ["it is listed rightly", () => undefined],
  ["it is listed rightly after a restart", (world) => world.restart()],
  ["it has gone by itself", ({ instances }, flawed) => void instances.instances.delete(flawed)],
])("a group goes on after a member that was listed without its hash when %s", async ([, meanwhile]) => {
  const { world, flawed, mend } = await openFlawed();
  await meanwhile(world, flawed);
  mend();
  await world.clock.advance(60_000);
  expect(world.status()).toMatchObject({ phase: "converged", reason: "" });
  expect(world.instances.instances.size).toBe(2);
  const [first = ""] = world.instances.instances.keys();
  world.instances.instances.delete(first);
  await world.clock.advance(60_000);
  expect(world.instances.instances.size).toBe(2);
});

test.for(["pause", "rollback"])(
  "an update goes on after lists that were behind, with OnFailure %s",
  async (OnFailure) => {
    const world = await openWorld();
    const updating = { OnFailure, ProgressDeadline: "10s" };
    await world.commit(groupOf({ Size: 3 }, "v1", updating));
    await world.clock.advance(30_000);
    const mend = hideHashes(world);
    await world.commit(groupOf({ Size: 3 }, "v2", updating));
    await world.clock.advance(20_000);
    expect(world.status()).toMatchObject({ phase: "stalled" });
    expect(world.status().reason).toContain("contract violation");
    mend();
    await world.clock.advance(60_000);
    expect(world.status()).toMatchObject({ phase: "converged", reason: "" });
    expect(new Set(world.hashes()).size).toBe(1);
    expect(world.log.filter((line) => line.includes("rolling back"))).toEqual([]);
  },
);

test("a group waits for a word when it has itself told the member to go that was listed without its hash", async () => {
  const { world, flawed, mend } = await openFlawed();
  await world.controller.destroyInstances("g", [flawed]);
  await world.clock.advance(60_000);
  mend();
  await world.clock.advance(60_000);
  expect(world.status()).toMatchObject({ phase: "stalled" });
  await world.controller.rollout.resume("g");
  await world.clock.advance(60_000);
  expect(world.status()).toMatchObject({ phase: "converged" });
});
