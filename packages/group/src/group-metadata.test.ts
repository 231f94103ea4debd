import { absentList } from "@infrakit/spi/document";
import { hangs, refuses } from "@infrakit/testing";
import { expect, test } from "vitest";
import { groupOf, openWorld, type World } from "../test/world.ts";
import { createGroupMetadata } from "./group-metadata.ts";

async function openMetadata() {
  const world = await openWorld();
  await world.commit(groupOf({ Size: 2 }, "12345678901234567890"));
  await world.controller.commitGroup({ ...(await specOf(world)), id: "empty/one" });
  await world.controller.setSize("empty/one", 0);
  await world.clock.advance(30_000);
  return { world, metadata: createGroupMetadata(world.controller, world.clock) };
}

async function specOf(world: World) {
  const [spec] = await world.controller.inspectGroups();
  if (spec === undefined) throw new Error("there is no group");
  return spec;
}

test.for<[path: readonly string[], keys: readonly string[]]>([
  [[], ["groups", "specs"]],
  [["groups"], ["empty/one", "g"]],
  [
    ["groups", "g"],
    ["Converged", "Instances"],
  ],
  [
    ["groups", "g", "Instances"],
    ["[0]", "[1]"],
  ],
  [
    ["groups", "g", "Instances", "[0]"],
    ["ID", "LogicalID", "Properties", "Tags"],
  ],
  [
    ["groups", "g", "Instances[1]", "Tags"],
    ["infrakit.config.hash", "infrakit.group", "infrakit.slot"],
  ],
  [["groups", "empty/one", "Instances"], []],
  [["specs"], ["empty/one", "g"]],
  [
    ["specs", "g"],
    ["ID", "Properties"],
  ],
  [
    ["specs", "g", "Properties"],
    ["Allocation", "Flavor", "Instance", "Updating"],
  ],
])("keys() lists what is below %j", async ([path, keys]) => {
  const { metadata } = await openMetadata();
  expect(await metadata.keys(path)).toEqual(keys);
});

test.for<[path: readonly string[], text: string | undefined]>([
  [["groups", "g", "Converged"], "true"],
  [["groups", "g", "Instances", "[0]", "ID"], '"i-1"'],
  [["groups", "g", "Instances", "[ID=i-2]", "Tags", "infrakit.group"], '"g"'],
  [["groups", "empty/one"], '{"Instances":[],"Converged":true}'],
  [
    ["specs", "g", "Properties", "Instance"],
    '{"Plugin":"fake","Properties":{"version":"12345678901234567890"}}',
  ],
  [["specs", "g", "Properties", "Allocation", "Size"], "2"],
  [["specs", "g", "Properties", "Allocation", "LogicalIDs"], undefined],
  [["specs", "nope"], undefined],
  [["groups", "nope", "Instances"], undefined],
  [["nope"], undefined],
])("get() gives what stands at %j", async ([path, text]) => {
  const { metadata } = await openMetadata();
  expect((await metadata.get(path))?.text).toBe(text);
});

test("get() gives everything at the root [group.metadata]", async () => {
  const { metadata } = await openMetadata();
  expect((await metadata.get([]))?.parse()).toMatchObject({
    groups: { g: { Converged: true, Instances: [{ ID: "i-1" }, { ID: "i-2" }] } },
    specs: { g: { ID: "g" }, "empty/one": { ID: "empty/one" } },
  });
});

test("keys() says that nothing is there when there is no such group", async () => {
  const { metadata } = await openMetadata();
  expect(await metadata.keys(["groups", "nope"])).toBe(absentList);
});

test("get() has nothing to tell of instances when there are no groups", async () => {
  const { controller, clock } = await openWorld();
  const metadata = createGroupMetadata(controller, clock);
  expect((await metadata.get([]))?.text).toBe('{"groups":{},"specs":{}}');
  expect(await metadata.keys(["groups"])).toEqual([]);
});

test("get() fails when the instances of a group are not known, and succeeds when they are again", async () => {
  const { world, metadata } = await openMetadata();
  world.instances.fail("describeInstances", refuses("no answer"));
  await expect(metadata.get(["groups", "g", "Instances"])).rejects.toThrow("no answer");
  expect(await metadata.keys(["groups", "g", "Instances"])).toEqual(["[0]", "[1]"]);
});

test("get() needs no instances when a path does not lead to them", async () => {
  const { world, metadata } = await openMetadata();
  world.instances.fail("describeInstances", ...Array.from({ length: 5 }, () => hangs()));
  expect((await metadata.get(["specs", "g", "ID"]))?.text).toBe('"g"');
  expect(await metadata.keys(["groups"])).toEqual(["empty/one", "g"]);
});

test("get() asks a plugin once when a document is walked through, and again a second later", async () => {
  const { world, metadata } = await openMetadata();
  const before = world.instances.calls.describeInstances;
  await Promise.all([metadata.get(["groups", "g"]), metadata.keys(["groups", "g"])]);
  await metadata.get(["groups", "g", "Instances", "[0]"]);
  expect(world.instances.calls.describeInstances).toBe(before + 1);
  world.instances.instances.delete("i-1");
  await world.clock.advance(1000);
  expect(await metadata.keys(["groups", "g", "Instances"])).toEqual(["[0]"]);
});
