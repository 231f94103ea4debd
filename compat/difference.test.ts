import { openGroupController } from "@infrakit/group";
import { createVanillaFlavor } from "@infrakit/plugins/flavor/vanilla";
import { createHandler } from "@infrakit/rpc";
import type { PrepareRequest, RolloutPlugin } from "@infrakit/spi";
import { groupTag, reservedTags } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { createFakePlugins, FakeFlavor, FakeInstances, ManualClock } from "@infrakit/testing";
import { expect, test } from "vitest";

const spec = {
  id: "g",
  properties: RawJson.fromText(
    '{"Allocation":{"Size":3},"Instance":{"Plugin":"i","Properties":{}},"Flavor":{"Plugin":"f","Properties":{}}}',
  ),
};

/** A group of three whose flavor is watched. */
async function openGroup(
  flavor: FakeFlavor,
): Promise<{ instances: FakeInstances; handle(body: string): Promise<string> }> {
  const clock = new ManualClock();
  const instances = new FakeInstances();
  const plugins = createFakePlugins({ instances: { i: instances }, flavors: { f: flavor } });
  const group = await openGroupController({ clock, random: () => 0.5, plugins });
  await group.commitGroup(spec);
  await clock.advance(60_000);
  const rollout = { promote: async () => {} } as unknown as RolloutPlugin;
  return { instances, handle: (body) => createHandler({ group, rollout }).handle(body) };
}

test("openGroupController() counts instances from 0 when it asks for their specs [differs.fault.sequence]", async () => {
  const flavor = new FakeFlavor();
  const asked: PrepareRequest[] = [];
  flavor.onPrepare = (request) => {
    asked.push(request);
    return request.spec;
  };
  await openGroup(flavor);
  expect(asked.map(({ index }) => index.sequence).toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
});

test("openGroupController() puts its tags back when a flavor has overwritten them [differs.fault.reserved-tags]", async () => {
  const flavor = new FakeFlavor();
  flavor.onPrepare = ({ spec: given }) => ({
    ...given,
    tags: { ...Object.fromEntries(reservedTags.map((tag) => [tag, "mine"])), a: "b" },
  });
  const { instances } = await openGroup(flavor);
  expect(instances.instances.size).toBe(3);
  for (const { tags } of instances.instances.values()) {
    expect(tags).toMatchObject({ [groupTag]: "g", a: "b" });
    expect(Object.values(tags)).not.toContain("mine");
  }
});

test.for(reservedTags)(
  "createVanillaFlavor() refuses to set %s [differs.fault.reserved-tags]",
  async (tag) => {
    const properties = RawJson.fromValue({ Tags: { [tag]: "mine" } });
    await expect(createVanillaFlavor().validate(properties, { size: 1, logicalIds: [] })).rejects.toThrow(
      `Cannot set the tag "${tag}": only the group may; choose another name`,
    );
  },
);

test("createHandler() lists Rollout beside Group when both are hosted [differs.rollout]", async () => {
  const group = await openGroup(new FakeFlavor());
  const hello = await group.handle('{"jsonrpc":"2.0","method":"Handshake.Hello","params":{},"id":1}');
  const dot = '[{"Name":".","ProxyFor":""}]';
  expect(hello).toBe(
    `{"jsonrpc":"2.0","result":{"Objects":{"Group/0.1.1":${dot},"Rollout/0.1.0":${dot}}},"id":1}\n`,
  );
});
