import type { Tags } from "@infrakit/spi/data";
import { RawJson } from "@infrakit/spi/document";
import { createFakePlugins, FakeFlavor, FakeInstances } from "@infrakit/testing";
import { expect, test } from "vitest";
import { openWorld, type World } from "../test/world.ts";

/** What a controller of InfraKit left behind: the spec of a group as it was sent, and the tag of its instances. */
interface Legacy {
  readonly name: string;
  readonly spec: string;
  readonly tag: readonly [name: string, value: string];
  /** None if the group has a size. */
  readonly logicalIds: readonly string[];
}

const cattle = String.raw`{"Allocation":{"Size":3},"Flavor":{"Plugin":"flavor-vanilla","Properties":{"Init":["echo hi"],"Tags":{"tier":"web"}}},"Instance":{"Plugin":"instance-file","Properties":{"Note":"one"}}}`;
const pets = String.raw`{"Allocation":{"LogicalIDs":["a","b"]},"Flavor":{"Plugin":"flavor-combo","Properties":{"Flavors":[{"Plugin":"flavor-vanilla","Properties":{"Init":["a"],"Tags":{"x":"1"}}}]}},"Instance":{"Plugin":"instance-file","Properties":{"Note":"one"}}}`;
const herd = String.raw`{"Allocation":{"Size":3},"Flavor":{"Plugin":"vanilla","Properties":{"Init":["docker pull nginx:alpine","docker run -d -p 80:80 nginx-alpine"],"Tags":{"tier":"web","project":"infrakit"}}},"Instance":{"Plugin":"file","Properties":{"Note":"Instance properties version 1.0"}}}`;

/** Recorded from programs of these releases. */
const legacies: readonly Legacy[] = [
  {
    name: "v0.2",
    spec: cattle,
    tag: ["infrakit.config_sha", "RPNh5IdUYKh5icljY2NArckoiHM="],
    logicalIds: [],
  },
  {
    name: "v0.2 with logical ids",
    spec: pets,
    tag: ["infrakit.config_sha", "BRJyts5US92hnVWDEdwvG3yw1Os="],
    logicalIds: ["a", "b"],
  },
  {
    name: "v0.5",
    spec: cattle,
    tag: ["infrakit.config_sha", "itzwdzehkrqkq6mjzfrwgy2avxesrcdt"],
    logicalIds: [],
  },
  {
    name: "v0.5 with logical ids",
    spec: pets,
    tag: ["infrakit.config_sha", "aujhfnwokrf53im5kwbrdxbpdn6lbvhl"],
    logicalIds: ["a", "b"],
  },
  {
    name: "HEAD",
    spec: herd,
    tag: ["infrakit.config.hash", "c44rcrlq7tqzpey3ubf5h5akcf3w2v35"],
    logicalIds: [],
  },
];

interface LegacyWorld {
  readonly world: World;
  readonly instances: FakeInstances;
  readonly ids: readonly string[];
  /** Commits the spec again, with another size or text in it if that is wanted. */
  readonly commit: (change?: readonly [from: string, to: string]) => Promise<string>;
}

/** A world with the instances of a group whose controller is gone. `odd` are the tags of the last one. */
async function openLegacyWorld({ spec, tag, logicalIds }: Legacy, odd?: Tags): Promise<LegacyWorld> {
  const instances = new FakeInstances();
  const flavor = new FakeFlavor();
  const plugins = createFakePlugins({
    instances: { file: instances, "instance-file": instances },
    flavors: { vanilla: flavor, "flavor-vanilla": flavor, "flavor-combo": flavor },
  });
  const world = await openWorld({ plugins });
  const places = logicalIds.length > 0 ? logicalIds : [null, null, null];
  places.forEach((logicalId, at) => {
    const own = odd !== undefined && at === places.length - 1 ? odd : { [tag[0]]: tag[1] };
    const tags = { "infrakit.group": "g", tier: "web", ...own };
    const id = `instance-${at}`;
    instances.instances.set(id, { id, tags, logicalId, properties: null, init: "" });
  });
  return {
    world,
    instances,
    ids: places.map((_, at) => `instance-${at}`),
    async commit([from, to] = ["", ""]) {
      const properties = RawJson.fromText(spec.replace(from, to));
      const { details } = await world.controller.commitGroup({ id: "g", properties });
      await world.clock.advance(120_000);
      return details;
    },
  };
}

test.for(legacies)(
  "commitGroup() leaves all instances alone when $name made them [tag.config-sha]",
  async (legacy) => {
    const { world, instances, ids, commit } = await openLegacyWorld(legacy);
    expect(await commit()).toBe(`Managing ${ids.length} instances`);
    expect([...instances.instances.keys()]).toEqual(ids);
    expect(instances.calls).toMatchObject({ provision: 0, destroy: 0, label: 0 });
    expect(world.status()).toMatchObject({ phase: "converged", ready: ids.length });
    expect(await commit()).toBe("Noop");
  },
);

test.for(legacies)(
  "commitGroup() replaces the one that differs when $name made the others",
  async (legacy) => {
    const [name, value] = legacy.tag;
    const odd = { [name]: value.toUpperCase() };
    const { world, instances, ids, commit } = await openLegacyWorld(legacy, odd);
    await commit();
    expect(instances.destroyed).toEqual(ids.slice(-1));
    expect(world.status()).toMatchObject({ phase: "converged", ready: ids.length });
    const made = [...instances.instances.values()].filter(({ id }) => !ids.includes(id));
    expect(made).toHaveLength(1);
    expect(Object.keys(made[0]?.tags ?? {})).toContain("infrakit.config.hash");
    expect(Object.keys(made[0]?.tags ?? {})).not.toContain("infrakit.config_sha");
  },
);

test.for(legacies)(
  "commitGroup() replaces all instances when the spec differs from that of $name",
  async (legacy) => {
    const { instances, ids, commit } = await openLegacyWorld(legacy);
    await commit(legacy.spec === herd ? ["version 1.0", "version 1.1"] : ['"Note":"one"', '"Note":"two"']);
    expect([...instances.destroyed].sort()).toEqual(ids);
    expect(instances.instances.size).toBe(ids.length);
  },
);

test("commitGroup() believes the newer tag when an instance has both", async () => {
  const [v02] = legacies as readonly [Legacy];
  const both = { [v02.tag[0]]: v02.tag[1], "infrakit.config.hash": "of-another-configuration" };
  const { instances, commit } = await openLegacyWorld(v02, both);
  await commit();
  expect(instances.destroyed).toEqual(["instance-2"]);
});

test("commitGroup() adopts an instance when v0.4 or v0.5 was to adopt it", async () => {
  const [v02] = legacies as readonly [Legacy];
  const { instances, commit } = await openLegacyWorld(v02, { "infrakit.config_sha": "bootstrap" });
  await commit();
  expect(instances.calls).toMatchObject({ provision: 0, destroy: 0, label: 1 });
  expect(instances.instances.get("instance-2")?.tags).toMatchObject({
    "infrakit.config.hash": "itzwdzehkrqkq6mjzfrwgy2avxesrcdt",
  });
});
