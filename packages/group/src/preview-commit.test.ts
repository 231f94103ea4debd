import type { GroupSpec } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { openWorld, type World } from "../test/world.ts";

/** What a commit of these properties would do to a group of one of version "v1", and why. */
async function pretend(world: World, properties: string): Promise<readonly string[]> {
  const { plan } = await world.controller.commitGroup(specWith(properties), { pretend: true });
  return (plan?.slots ?? []).map(({ action, because }) => `${action}: ${because}`);
}

/** A group of one of these properties, as they are written. */
function specWith(properties: string): GroupSpec {
  const flavor = `{"Plugin":"plain","Properties":{}}`;
  const text = `{"Instance":{"Plugin":"fake","Properties":${properties}},"Flavor":${flavor},"Allocation":{"Size":1}}`;
  return { id: "g", properties: RawJson.fromText(text) };
}

async function openKept(properties: string): Promise<World> {
  const world = await openWorld();
  await world.controller.commitGroup(specWith(properties));
  await world.clock.advance(60_000);
  return world;
}

test("commitGroup() names the field that forces a replacement", async () => {
  const world = await openKept(`{"version":"v1"}`);
  expect(await pretend(world, `{"version":"v2"}`)).toEqual([
    "replace: its properties are outdated: Instance.Properties.version",
  ]);
});

test("commitGroup() says whose successor is to be made while the one before is on its way out", async () => {
  const world = await openKept(`{"version":"v1"}`);
  world.flavor.onDrain = () => new Promise(() => undefined);
  await world.controller.commitGroup(specWith(`{"version":"v2"}`));
  await world.clock.advance(1000);
  expect(await pretend(world, `{"version":"v3"}`)).toEqual(["create: i-1 is on its way out"]);
});

test("commitGroup() names three fields at most, and says how many more", async () => {
  const world = await openKept(`{"a":1,"b":1,"c":1,"d":1}`);
  const [first, second, third] = ["a", "b", "c"].map((name) => `Instance.Properties.${name}`);
  expect(await pretend(world, `{"a":2,"b":2,"c":2,"d":2,"e":2}`)).toEqual([
    `replace: its properties are outdated: ${first}, ${second}, ${third}, 2 more`,
  ]);
});

test("commitGroup() names the field of an instance of before a commit that has not converged", async () => {
  const world = await openKept(`{"version":"v1","other":1}`);
  world.flavor.onDrain = () => Promise.reject(new Error("still serving"));
  await world.controller.commitGroup(specWith(`{"version":"v1","other":2}`));
  await world.clock.advance(60_000);
  expect(await pretend(world, `{"version":"v3","other":1}`)).toEqual([
    "replace: its properties are outdated: Instance.Properties.version",
  ]);
});

test("commitGroup() names no field of an instance that was made from nobody knows what", async () => {
  const world = await openKept(`{"version":"v1"}`);
  const [instance] = world.instances.instances.values();
  Object.assign(instance?.tags ?? {}, { "infrakit.config.hash": "another" });
  expect(await pretend(world, `{"version":"v2"}`)).toEqual(["replace: its properties are outdated"]);
});

test("commitGroup() says that an instance keeps a number whose digits the hash does not tell apart", async () => {
  const world = await openKept(`{"n":9007199254740992}`);
  expect(await pretend(world, `{"n":9007199254740993}`)).toEqual([
    "none: it keeps numbers that differ only in digits that no double holds: Instance.Properties.n",
  ]);
});
