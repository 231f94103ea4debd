import { createGroupMetadata } from "@infrakit/group";
import { createHandler } from "@infrakit/rpc";
import { refuses } from "@infrakit/testing";
import { expect, test } from "vitest";
import { GroupCase, minions } from "./group-cases.ts";

/** What is asked of a group plugin that keeps three members. */
async function openMetadata() {
  const world = await GroupCase.open();
  world.seed(minions());
  await world.commit(minions());
  await world.wait();
  const metadata = createGroupMetadata(world.group, world.clock);
  const handler = createHandler({ group: world.group, metadata });
  const ask = async (method: string, path: string): Promise<unknown> => {
    const params = JSON.stringify({ Name: "group-stateless", Path: path });
    const answer = await handler.handle(
      `{"jsonrpc":"2.0","method":"Metadata.${method}","params":${params},"id":1}`,
    );
    return JSON.parse(answer);
  };
  return { world, ask };
}

test.for<readonly [path: string, nodes: readonly string[]]>([
  ["", ["groups", "specs"]],
  ["groups", ["testGroup"]],
  ["groups/testGroup", ["Converged", "Instances"]],
  ["groups/testGroup/Instances", ["[0]", "[1]", "[2]"]],
  ["groups/testGroup/Instances/[0]/Tags", ["infrakit.config.hash", "infrakit.group"]],
  ["specs", ["testGroup"]],
  ["specs/testGroup", ["ID", "Properties"]],
  ["specs/testGroup/Properties", ["Allocation", "Flavor", "Instance", "Updating"]],
])("createGroupMetadata() lists what Go lists below %j [group.metadata]", async ([path, nodes]) => {
  const { ask } = await openMetadata();
  expect(await ask("Keys", path)).toMatchObject({ result: { Name: "group-stateless", Nodes: nodes } });
});

test.for<readonly [path: string, value: unknown]>([
  ["groups/testGroup/Converged", true],
  ["groups/testGroup/Instances/[0]/ID", "old-1"],
  ["groups/testGroup/Instances[ID=old-2]/Tags/infrakit.group", "testGroup"],
  ["specs/testGroup/ID", "testGroup"],
  ["specs/testGroup/Properties/Allocation/Size", 3],
  ["specs/testGroup/Properties/Updating/Duration", "0s"],
])("createGroupMetadata() gives what Go gives at %j [group.metadata]", async ([path, value]) => {
  const { ask } = await openMetadata();
  expect(await ask("Get", path)).toMatchObject({ result: { Value: value } });
});

test("createGroupMetadata() tells of a member that was just made [differs.group.metadata-age]", async () => {
  const { world, ask } = await openMetadata();
  await ask("Keys", "groups/testGroup/Instances");
  await world.group.setSize("testGroup", 4);
  await world.clock.advance(1000);
  expect(await ask("Keys", "groups/testGroup/Instances")).toMatchObject({
    result: { Nodes: ["[0]", "[1]", "[2]", "[3]"] },
  });
});

test("createGroupMetadata() fails when the members cannot be listed [differs.group.metadata-age]", async () => {
  const { world, ask } = await openMetadata();
  world.instances.fail("describeInstances", refuses("the cloud is down"));
  expect(await ask("Get", "groups/testGroup/Instances")).toMatchObject({
    error: { message: "the cloud is down" },
  });
});
