import { connectMetadata } from "@infrakit/rpc";
import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import type { Answers } from "./old-peer.ts";
import { connectAll, type Plugins } from "./old-peer-plugins.ts";
import { answersOf, releaseOf, releases } from "./old-peer-releases.ts";
import { serveOldPeer } from "./old-peer-server.ts";
import { connectForTest } from "./place.ts";

const note = RawJson.fromText('{"Note":"x"}');
const spec = { properties: note, tags: { a: "1" }, init: "", logicalId: null, attachments: [] };
const v05Documents = { "Handshake.Implements": { APIs: [{ Name: "Metadata", Version: "0.1.0" }] } };
const headDocuments = { "Handshake.Hello": { Objects: { "Metadata/0.1.1": [{ Name: "x", ProxyFor: "" }] } } };
const allocation = { size: 2, logicalIds: [] };
const described = { id: "i", logicalId: null, tags: {}, properties: null };

test.for(releases)(
  "connectInstance(), connectFlavor() and connectGroup() understand answers when they are of $name",
  async (release) => {
    const peer = await serveOldPeer(answersOf(release));
    const { instance, flavor, group } = connectAll(peer.path);
    expect({
      provisioned: await instance.provision(spec),
      instances: await instance.describeInstances({ tags: {}, properties: false }),
      prepared: (
        await flavor.prepare({ properties: null, spec, allocation, index: { group: "w", sequence: 0 } })
      ).tags,
      health: await flavor.healthy(null, described),
      committed: await group.commitGroup({ id: "w", properties: note }),
      group: await group.describeGroup("w"),
      size: await group.size("w"),
    }).toEqual({
      provisioned: "i",
      instances: [{ id: "i", logicalId: null, tags: { a: "1" }, properties: null }],
      prepared: { t: "w" },
      health: "healthy",
      committed: { details: "Managing 2 instances", plan: null },
      group: { instances: [], converged: true, status: null },
      size: 2,
    });
    await flavor.drain(null, described);
    await flavor.validate(null, allocation);
    await group.freeGroup("w");
    await group.destroyGroup("w");
  },
);

/** What is sent for a call, and to whom. */
interface Sent {
  readonly call: string;
  readonly run: (plugins: Plugins) => Promise<unknown>;
  readonly to: readonly string[];
  readonly params: object;
}

const before = (name: string): readonly string[] => {
  const all = releases.map((release) => release.name);
  return all.slice(0, all.indexOf(name));
};
const since = (name: string): readonly string[] => {
  const all = releases.map((release) => release.name);
  return all.slice(all.indexOf(name));
};

const describe = (plugins: Plugins): Promise<unknown> =>
  plugins.instance.describeInstances({ tags: { a: "1" }, properties: true });
const destroy = (plugins: Plugins): Promise<unknown> => plugins.instance.destroy("i", "rolling_update");
const commit = (plugins: Plugins): Promise<unknown> =>
  plugins.group.commitGroup({ id: "w", properties: note }, { pretend: true });
const inspect = (plugins: Plugins): Promise<unknown> => plugins.group.inspectGroups();
const free = (plugins: Plugins): Promise<unknown> => plugins.group.freeGroup("w");
const committed = { Spec: { ID: "w", Properties: { Note: "x" } }, Pretend: true };

const sent: readonly Sent[] = [
  {
    call: "Instance.DescribeInstances",
    run: describe,
    to: before("v0.5"),
    params: { Type: "", Tags: { a: "1" } },
  },
  {
    call: "Instance.DescribeInstances",
    run: describe,
    to: since("v0.5"),
    params: { Type: "", Tags: { a: "1" }, Properties: true },
  },
  { call: "Instance.Destroy", run: destroy, to: before("HEAD"), params: { Type: "", Instance: "i" } },
  {
    call: "Instance.Destroy",
    run: destroy,
    to: ["HEAD"],
    params: { Type: "", Instance: "i", Context: { Reason: "rolling_update" } },
  },
  {
    call: "Instance.Label",
    run: ({ instance }) => instance.label("i", { b: "2" }),
    to: since("v0.3.1"),
    params: { Type: "", Instance: "i", Labels: { b: "2" } },
  },
  { call: "Group.CommitGroup", run: commit, to: before("HEAD"), params: committed },
  { call: "Group.CommitGroup", run: commit, to: ["HEAD"], params: { Name: "old", ...committed } },
  { call: "Group.FreeGroup", run: free, to: before("HEAD"), params: { ID: "w" } },
  { call: "Group.FreeGroup", run: free, to: ["HEAD"], params: { Name: "old", ID: "w" } },
  { call: "Group.InspectGroups", run: inspect, to: before("HEAD"), params: {} },
  { call: "Group.InspectGroups", run: inspect, to: ["HEAD"], params: { Name: "old", ID: "" } },
  {
    call: "Group.Size",
    run: ({ group }) => group.size("w"),
    to: ["HEAD"],
    params: { Name: "old", ID: "w" },
  },
  {
    call: "Group.SetSize",
    run: ({ group }) => group.setSize("w", 5),
    to: ["HEAD"],
    params: { Name: "old", ID: "w", Size: 5 },
  },
];

const sentRows = sent.flatMap(({ to, ...row }) => to.map((name) => ({ ...row, release: releaseOf(name) })));

test.for(sentRows)(
  "$call is sent with what is known there when the plugin is of $release.name [wire.dialect.v0.2]",
  async ({ call, run, release, params }) => {
    const peer = await serveOldPeer(answersOf(release));
    await run(connectAll(peer.path));
    expect(peer.seen.at(-1)).toEqual({ method: call, params });
  },
);

test.for(before("HEAD"))("setSize() commits the spec of the group when the plugin is of %s", async (name) => {
  const peer = await serveOldPeer(answersOf(releaseOf(name)));
  await connectAll(peer.path).group.setSize("w", 5);
  const properties = { Allocation: { Size: 5 } };
  expect(peer.seen.slice(-2)).toEqual([
    { method: "Group.InspectGroups", params: {} },
    { method: "Group.CommitGroup", params: { Spec: { ID: "w", Properties: properties }, Pretend: false } },
  ]);
});

interface Refused {
  readonly call: string;
  readonly run: (plugins: Plugins) => Promise<unknown>;
  readonly by: readonly string[];
  readonly why: string;
}
const refused: readonly Refused[] = [
  {
    call: "Instance.Label",
    run: ({ instance }) => instance.label("i", {}),
    by: before("v0.3.1"),
    why: "the plugin speaks version 0.1.0 of the interface and the method came with 0.3.0; upgrade the plugin",
  },
  {
    call: "Group.DestroyInstances",
    run: ({ group }) => group.destroyInstances("w", ["i"]),
    by: before("HEAD"),
    why: "the plugin speaks version 0.1.0 of the interface and the method came with 0.1.1; upgrade the plugin",
  },
];
const refusedRows = refused.flatMap(({ by, ...row }) =>
  by.map((name) => ({ ...row, release: releaseOf(name) })),
);

test.for(refusedRows)(
  "$call is refused before it is sent when the plugin is of $release.name [wire.dialect.too-old]",
  async ({ call, run, release, why }) => {
    const peer = await serveOldPeer(answersOf(release));
    await expect(run(connectAll(peer.path))).rejects.toThrow(
      expect.objectContaining({
        code: "peer_too_old",
        message: `Cannot call "${call}" at "${peer.path}": ${why}`,
      }),
    );
    expect(peer.seen.map(({ method }) => method)).toEqual(release.asked);
  },
);

test.for<readonly [name: string, handshakes: Answers, of: string, asked: object]>([
  ["v0.5", v05Documents, "old", { method: "Metadata.List", params: { Path: "a/b" } }],
  ["v0.5 and has several", v05Documents, "old/x", { method: "Metadata.List", params: { Path: "x/a/b" } }],
  ["HEAD", headDocuments, "old/x", { method: "Metadata.Keys", params: { Name: "old/x", Path: "a/b" } }],
])(
  "keys() asks for the object as it is known there when the plugin is %s",
  async ([, answers, of, asked]) => {
    const nodes = { Nodes: ["c"] };
    const peer = await serveOldPeer({ ...answers, "Metadata.List": nodes, "Metadata.Keys": nodes });
    expect(await connectMetadata(connectForTest(peer.path), of).keys(["a", "b"])).toEqual(["c"]);
    expect(peer.seen.at(-1)).toEqual(asked);
  },
);
