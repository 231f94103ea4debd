import { type GroupController, openGroupController } from "@infrakit/group";
import { createVanillaFlavor } from "@infrakit/plugins/flavor/vanilla";
import { createHandler } from "@infrakit/rpc";
import type { FlavorPlugin, PrepareRequest } from "@infrakit/spi";
import { groupTag, logicalIdTag, reservedTags } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { createFakePlugins, FakeFlavor, FakeInstances, ManualClock, seededRandom } from "@infrakit/testing";
import { describe, expect, test } from "vitest";

/** A group of three, as its controller and its instance plugin see it. */
interface World {
  readonly group: GroupController;
  readonly instances: FakeInstances;
  /** Lets a minute go by. */
  readonly wait: () => Promise<void>;
}

async function openWorld(flavor: FlavorPlugin): Promise<World> {
  const clock = new ManualClock();
  const instances = new FakeInstances();
  const plugins = createFakePlugins({ instances: { i: instances }, flavors: { f: flavor } });
  const group = await openGroupController({
    clock,
    random: seededRandom(1),
    plugins,
    policy: { self: "me" },
  });
  // Neither plugin is told anything.
  const properties = '{"Allocation":{"Size":3},"Instance":{"Plugin":"i"},"Flavor":{"Plugin":"f"}}';
  await group.commitGroup({ id: "g", properties: RawJson.fromText(properties) });
  const wait = (): Promise<void> => clock.advance(60_000);
  await wait();
  return { group, instances, wait };
}

describe("openGroupController()", () => {
  test("makes instances when their plugins are told nothing [differs.fault.no-properties]", async () => {
    const { group, instances } = await openWorld(createVanillaFlavor());
    expect(instances.instances.size).toBe(3);
    expect((await group.describeGroup("g")).converged).toBe(true);
  });

  test("counts instances from 0 when it asks for their specs [differs.fault.sequence]", async () => {
    const flavor = new FakeFlavor();
    const asked: PrepareRequest[] = [];
    flavor.onPrepare = (request) => {
      asked.push(request);
      return request.spec;
    };
    await openWorld(flavor);
    expect(asked.map(({ index }) => index.sequence).toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
  });

  test("puts its tags back when a flavor has overwritten them [differs.fault.reserved-tags]", async () => {
    const flavor = new FakeFlavor();
    const overwritten = Object.fromEntries(reservedTags.map((tag) => [tag, "mine"]));
    flavor.onPrepare = ({ spec }) => ({ ...spec, tags: { ...overwritten, a: "b" } });
    const { instances } = await openWorld(flavor);
    expect(instances.instances.size).toBe(3);
    for (const { tags } of instances.instances.values()) {
      expect(tags).toMatchObject({ [groupTag]: "g", a: "b" });
      expect(Object.values(tags)).not.toContain("mine");
    }
  });

  test("keeps the instance that it runs on when the group becomes smaller [differs.fault.self-first]", async () => {
    const { group, instances, wait } = await openWorld(new FakeFlavor());
    const [first] = [...instances.instances.keys()].toSorted();
    await instances.label(first ?? "", { [logicalIdTag]: "me" });
    await group.setSize("g", 1);
    await wait();
    expect([...instances.instances.keys()]).toEqual([first]);
  });

  test("ends all instances when the size is set to 0 [differs.fault.size-zero]", async () => {
    const { group, instances, wait } = await openWorld(new FakeFlavor());
    await group.setSize("g", 0);
    await wait();
    expect(instances.instances.size).toBe(0);
    expect(await group.size("g")).toBe(0);
  });

  test("ends the last instances when they are told to go [differs.fault.last-instance]", async () => {
    const { group, instances, wait } = await openWorld(new FakeFlavor());
    await group.destroyInstances("g", [...instances.instances.keys()]);
    await wait();
    expect(instances.instances.size).toBe(0);
    expect(await group.size("g")).toBe(0);
  });
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

test("createHandler() lists Rollout beside Group when a controller is served [differs.rollout]", async () => {
  const { group } = await openWorld(new FakeFlavor());
  const handler = createHandler({ group, rollout: group.rollout });
  const hello = '{"jsonrpc":"2.0","method":"Handshake.Hello","params":{},"id":1}';
  const dot = '[{"Name":".","ProxyFor":""}]';
  expect(await handler.handle(hello)).toBe(
    `{"jsonrpc":"2.0","result":{"Objects":{"Group/0.1.1":${dot},"Rollout/0.1.0":${dot}}},"id":1}\n`,
  );
  const pause = '{"jsonrpc":"2.0","method":"Rollout.Pause","params":{"Name":"group","ID":"g"},"id":2}';
  const idle = String.raw`Cannot pause the update of group \"g\": no update of it is under way`;
  expect(await handler.handle(pause)).toBe(
    `{"jsonrpc":"2.0","error":{"code":-32000,"message":"${idle}","data":null},"id":2}\n`,
  );
});
