import { rename, rm } from "node:fs/promises";
import { connectFlavor, connectGroup, connectInstance } from "@infrakit/rpc";
import type { FlavorPlugin, GroupPlugin, InstancePlugin, LocalErrorCode } from "@infrakit/spi";
import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import type { Answers } from "./old-peer.ts";
import { answersOf, type Release, releases } from "./old-peer-releases.ts";
import { type Fault, serveOldPeer } from "./old-peer-server.ts";
import { connectForTest, socketPlace } from "./place.ts";

/** The three kinds that every release has, of the plugin `old`. */
interface Plugins {
  readonly instance: InstancePlugin;
  readonly flavor: FlavorPlugin;
  readonly group: GroupPlugin;
}

function connectAll(path: string, timeoutMs?: number): Plugins {
  const connection = connectForTest(path, timeoutMs);
  return {
    instance: connectInstance(connection, "old"),
    flavor: connectFlavor(connection, "old"),
    group: connectGroup(connection, "old"),
  };
}

const note = RawJson.fromText('{"Note":"x"}');
const spec = { properties: note, tags: { a: "1" }, init: "", logicalId: null, attachments: [] };
const allocation = { size: 2, logicalIds: [] };
const described = { id: "i", logicalId: null, tags: {}, properties: null };

test.for(releases)(
  "connectInstance() asks until it is answered when the plugin is of $name",
  async (release) => {
    const peer = await serveOldPeer(answersOf(release));
    await connectAll(peer.path).instance.validate(note);
    expect(peer.seen.map(({ method }) => method)).toEqual([...release.asked, "Instance.Validate"]);
  },
);

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

function releaseOf(name: string): Release {
  const release = releases.find((each) => each.name === name);
  if (release === undefined) throw new Error(`Cannot find release "${name}"`);
  return release;
}

test.for(sentRows)(
  "$call is sent with what is known there when the plugin is of $release.name",
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
  "$call is refused before it is sent when the plugin is of $release.name",
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

test.for<readonly [name: string, answers: Answers, why: string]>([
  [
    "newer than this client",
    { "Handshake.Hello": { Objects: { "Instance/0.7.0": null } } },
    "Plugin supports Instance interface version 0.7.0, client requires 0.6.1; upgrade this client",
  ],
  [
    "between v0.5 and the last commit",
    { "Handshake.Implements": { APIs: [{ Name: "Instance", Version: "0.6.0" }] } },
    "Plugin supports Instance interface version 0.6.0, client requires 0.6.1; upgrade the plugin",
  ],
])("connectInstance() says whom to upgrade when the plugin is %s", async ([, answers, why]) => {
  const peer = await serveOldPeer(answers);
  await expect(connectAll(peer.path).instance.validate(note)).rejects.toThrow(
    expect.objectContaining({
      code: "interface_mismatch",
      message: `Cannot call "Instance.Validate" at "${peer.path}": ${why}`,
    }),
  );
});

function answerWith(error: object, status = 200): Fault {
  return (response) => {
    response.writeHead(status).end(JSON.stringify({ jsonrpc: "2.0", error, id: 1 }));
  };
}

test.for<readonly [name: string, fault: Fault]>([
  ["JSON-RPC's code", answerWith({ code: -32_601, message: "Method not found" })],
  ["the code and an HTTP status", answerWith({ code: -32_601, message: "Method not found" }, 404)],
  ["Go's words for a service", answerWith({ code: -32_000, message: 'rpc: can\'t find service "X"' })],
  ["Go's words for a method", answerWith({ code: -32_000, message: 'rpc: can\'t find method "X"' })],
])("connectInstance() asks in an older way when it is answered with %s", async ([, fault]) => {
  const answers = answersOf(releaseOf("v0.2.0"));
  const faults = { "Handshake.Hello": fault, "Handshake.Implements": fault };
  const peer = await serveOldPeer(answers, { faults });
  await connectAll(peer.path).instance.validate(note);
  expect(peer.seen.map(({ method }) => method)).toEqual([
    "Handshake.Hello",
    "Handshake.Implements",
    "Plugin.Implements",
    "Instance.Validate",
  ]);
});

interface NoMove {
  readonly name: string;
  readonly fault: Fault;
  readonly expected: { readonly code: LocalErrorCode | number };
}

test.for<NoMove>([
  { name: "nothing", fault: () => undefined, expected: { code: "deadline_exceeded" } },
  {
    name: "by hanging up",
    fault: (response) => void response.socket?.destroy(),
    expected: { code: "connection_lost" },
  },
  { name: "with no body", fault: (response) => void response.end(), expected: { code: "bad_answer" } },
  {
    name: "with HTTP 500",
    fault: (response) => void response.writeHead(500).end("internal error"),
    expected: { code: "bad_answer" },
  },
  {
    name: "with HTTP 404",
    fault: (response) => void response.writeHead(404).end("404 page not found\n"),
    expected: { code: "bad_answer" },
  },
  {
    name: "with an error of its own",
    fault: answerWith({ code: -32_000, message: "the disk is full" }),
    expected: { code: -32_000 },
  },
  {
    name: "that the request is ill-formed",
    fault: answerWith({ code: -32_000, message: 'rpc: service/method request ill-formed: "X"' }),
    expected: { code: -32_000 },
  },
  {
    name: "with an internal error",
    fault: answerWith({ code: -32_603, message: "Internal error" }),
    expected: { code: -32_603 },
  },
])("connectInstance() asks in no older way when it is answered $name", async ({ fault, expected }) => {
  const faults = { "Handshake.Hello": fault };
  const peer = await serveOldPeer(answersOf(releaseOf("v0.2.0")), { faults });
  const { instance } = connectAll(peer.path, expected.code === "deadline_exceeded" ? 50 : undefined);
  await expect(instance.validate(note)).rejects.toThrow(expect.objectContaining(expected));
  expect(peer.seen.map(({ method }) => method)).toEqual(["Handshake.Hello"]);
});

test("interfaces are asked for once when the socket stays the same", async () => {
  const peer = await serveOldPeer(answersOf(releaseOf("v0.2.0")));
  const { instance, flavor, group } = connectAll(peer.path);
  await instance.validate(note);
  await flavor.validate(null, allocation);
  await group.freeGroup("w");
  await Promise.all([instance.validate(note), instance.validate(note)]);
  expect(peer.seen.filter(({ method }) => /Hello|Implements|Types/.test(method))).toHaveLength(3);
});

/** Both ways in which a plugin that restarts gets its name back. */
const replacements: readonly (readonly [name: string, (fresh: string, path: string) => Promise<void>])[] = [
  ["is moved into the place of the old one", (fresh, path) => rename(fresh, path)],
  [
    "takes the place after the old one was removed",
    async (fresh, path) => {
      await rm(path);
      await rename(fresh, path);
    },
  ],
];

test.for(
  replacements.flatMap(([name, replace]) => [
    { name, replace, from: "HEAD", to: "v0.1.0" },
    { name, replace, from: "v0.5", to: "HEAD" },
  ]),
)(
  "connectInstance() asks anew when a plugin of $to $name, which was of $from",
  async ({ replace, from, to }) => {
    const path = await socketPlace();
    await serveOldPeer(answersOf(releaseOf(from)), { path });
    const { instance } = connectAll(path);
    await instance.destroy("i", "terminate");
    const newcomer = await serveOldPeer(answersOf(releaseOf(to)), { path: await socketPlace() });
    await replace(newcomer.path, path);
    await instance.destroy("i", "terminate");
    const context = to === "HEAD" ? { Context: { Reason: "terminate" } } : {};
    expect(newcomer.seen).toEqual([
      ...releaseOf(to).asked.map((method) => ({ method, params: {} })),
      { method: "Instance.Destroy", params: { Type: "", Instance: "i", ...context } },
    ]);
  },
);
