import { LocalError } from "@infrakit/spi";
import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { type Answers, OldPeer } from "../test/old-peer.ts";
import { connectInMemory } from "./connect-plugin.ts";
import { createHandler } from "./handler.ts";
import { connectFlavor } from "./kinds/flavor.ts";
import { connectGroup } from "./kinds/group.ts";
import { connectInstance } from "./kinds/instance.ts";
import { PluginConnection } from "./plugin-connection.ts";

const connect = (peer: OldPeer): PluginConnection => new PluginConnection(peer, { timeoutMs: 60_000 });

const head: Answers = {
  "Handshake.Hello": { Objects: { "Instance/0.6.1": [{ Name: ".", ProxyFor: "" }], "Group/0.1.1": null } },
};
const v05: Answers = {
  "Handshake.Implements": {
    APIs: [
      { Name: "Instance", Version: "0.5.0" },
      { Name: "Flavor", Version: "0.1.0" },
      { Name: "Group", Version: "0.1.0" },
    ],
  },
  "Handshake.Types": { Types: { "Instance/0.5.0": ["."] } },
};
const v03: Answers = { "Handshake.Implements": { APIs: [{ Name: "Instance", Version: "0.3.0" }] } };
const v02: Answers = { "Plugin.Implements": { APIs: [{ Name: "Instance", Version: "0.1.0" }] } };
const documented: Answers = { "Plugin.Implements": { Interfaces: [{ Name: "Group", Version: "0.1.0" }] } };

test.for<readonly [name: string, answers: Answers, asked: readonly string[], peer: readonly object[]]>([
  [
    "after v0.5",
    head,
    ["Handshake.Hello"],
    [
      { name: "Instance", version: "0.6.1", objects: ["."] },
      { name: "Group", version: "0.1.1", objects: [] },
    ],
  ],
  [
    "v0.5",
    v05,
    ["Handshake.Hello", "Handshake.Implements", "Handshake.Types"],
    [
      { name: "Instance", version: "0.5.0", objects: ["."] },
      { name: "Flavor", version: "0.1.0", objects: null },
      { name: "Group", version: "0.1.0", objects: null },
    ],
  ],
  [
    "v0.3",
    v03,
    ["Handshake.Hello", "Handshake.Implements", "Handshake.Types"],
    [{ name: "Instance", version: "0.3.0", objects: null }],
  ],
  [
    "v0.2",
    v02,
    ["Handshake.Hello", "Handshake.Implements", "Plugin.Implements"],
    [{ name: "Instance", version: "0.1.0", objects: null }],
  ],
  [
    "of the documentation",
    documented,
    ["Handshake.Hello", "Handshake.Implements", "Plugin.Implements"],
    [{ name: "Group", version: "0.1.0", objects: null }],
  ],
])("interfaces() asks the newest way first when the peer is %s", async ([, answers, asked, hosted]) => {
  const peer = new OldPeer(answers);
  expect(await connect(peer).interfaces()).toEqual(hosted);
  expect(peer.methods).toEqual(asked);
});

test.for<readonly [name: string, code: LocalError["code"]]>([
  ["no answer comes", "deadline_exceeded"],
  ["the peer hangs up", "connection_lost"],
])("interfaces() asks in no older way when %s", async ([, code]) => {
  const peer = new OldPeer({ ...v02, "Handshake.Hello": new LocalError(code, "it happened") });
  await expect(connect(peer).interfaces()).rejects.toThrow(expect.objectContaining({ code }));
  expect(peer.methods).toEqual(["Handshake.Hello"]);
});

test.for<readonly [name: string, answers: Answers, why: string]>([
  [
    "is newer",
    { "Handshake.Hello": { Objects: { "Instance/0.10.0": null } } },
    "Plugin supports Instance interface version 0.10.0, client requires 0.6.1; upgrade this client",
  ],
  [
    "is of no known release",
    { "Handshake.Hello": { Objects: { "Instance/0.2.0": null } } },
    "Plugin supports Instance interface version 0.2.0, client requires 0.6.1; upgrade the plugin",
  ],
  [
    "hosts something else",
    { "Handshake.Hello": { Objects: { "Flavor/0.1.1": null } } },
    "Plugin does not support interface Instance/0.6.1",
  ],
  ["knows no handshake", {}, "the peer knows none of InfraKit's handshakes; is it a plugin?"],
])(
  "connectInstance() refuses with Go's sentence when the peer %s [wire.handshake.mismatch]",
  async ([, answers, why]) => {
    const instance = connectInstance(connect(new OldPeer(answers)), "old");
    await expect(instance.validate(null)).rejects.toThrow(
      expect.objectContaining({
        code: "interface_mismatch",
        message: `Cannot call "Instance.Validate" at "old": ${why}`,
      }),
    );
  },
);

test("connectInstance() asks the peer once when many calls come together", async () => {
  const peer = new OldPeer({ ...head, "Instance.Validate": { Type: "", OK: true } });
  const instance = connectInstance(connect(peer), "old");
  await Promise.all([instance.validate(null), instance.validate(null), instance.validate(null)]);
  await instance.validate(null);
  expect(peer.methods.filter((method) => method === "Handshake.Hello")).toHaveLength(1);
});

test("connectInstance() asks again when another process may answer", async () => {
  const peer = new OldPeer({ ...head, "Instance.Validate": { Type: "", OK: true } });
  const instance = connectInstance(connect(peer), "old");
  await instance.validate(null);
  peer.current = 2;
  await instance.validate(null);
  expect(peer.methods).toEqual([
    "Handshake.Hello",
    "Instance.Validate",
    "Handshake.Hello",
    "Instance.Validate",
  ]);
});

test("connectInstance() asks again when the interface was missing", async () => {
  const answers: Record<string, unknown> = { "Handshake.Hello": { Objects: {} }, "Instance.Validate": {} };
  const instance = connectInstance(connect(new OldPeer(answers)), "old");
  await expect(instance.validate(null)).rejects.toThrow("does not support");
  Object.assign(answers, head);
  await instance.validate(null);
});

test("connectInstance() refuses an answer without an id when an instance was made [differs.fault.null-id]", async () => {
  const peer = new OldPeer({ ...head, "Instance.Provision": { Type: "", ID: null } });
  const spec = { properties: null, tags: {}, init: "", logicalId: null, attachments: [] };
  await expect(connectInstance(connect(peer), "old").provision(spec)).rejects.toThrow(
    expect.objectContaining({ code: "bad_answer" }),
  );
});

const described = { Type: "", Descriptions: [] };

test.for<readonly [name: string, answers: Answers, params: object]>([
  ["of now", head, { Type: "a/b", Tags: {}, Properties: true }],
  ["v0.5", v05, { Type: "a/b", Tags: {}, Properties: true }],
  ["v0.3", v03, { Type: "a/b", Tags: {} }],
])("describeInstances() sends what the peer understands when it is %s", async ([, answers, params]) => {
  const peer = new OldPeer({ ...answers, "Instance.DescribeInstances": described });
  await connectInstance(connect(peer), "old/a/b").describeInstances({ tags: {}, properties: true });
  expect(peer.seen.at(-1)).toEqual({ method: "Instance.DescribeInstances", params });
});

test.for<readonly [name: string, answers: Answers, params: object]>([
  ["of now", head, { Type: "", Instance: "i", Context: { Reason: "rolling_update" } }],
  ["v0.5", v05, { Type: "", Instance: "i" }],
])("destroy() sends what the peer understands when it is %s", async ([, answers, params]) => {
  const peer = new OldPeer({ ...answers, "Instance.Destroy": { Type: "", OK: true } });
  await connectInstance(connect(peer), "old").destroy("i", "rolling_update");
  expect(peer.seen.at(-1)).toEqual({ method: "Instance.Destroy", params });
});

test("label() is refused before it is sent when the peer is v0.2 [wire.dialect.too-old]", async () => {
  const peer = new OldPeer(v02);
  await expect(connectInstance(connect(peer), "old").label("i", {})).rejects.toThrow(
    expect.objectContaining({
      code: "peer_too_old",
      message: `Cannot call "Instance.Label" at "old": the plugin speaks version 0.1.0 of the interface and the method came with 0.3.0; upgrade the plugin`,
    }),
  );
  expect(peer.methods).not.toContain("Instance.Label");
});

test("healthy() refuses a health that Go does not have when the peer answers one", async () => {
  const flavor = connectFlavor(connect(new OldPeer({ ...v05, "Flavor.Healthy": { Health: 3 } })), "old");
  const instance = { id: "i", logicalId: null, tags: {}, properties: null };
  await expect(flavor.healthy(null, instance)).rejects.toThrow(
    expect.objectContaining({ code: "bad_answer", message: expect.stringContaining("between 0 and 2") }),
  );
});

const groups = {
  Groups: [{ ID: "w", Properties: { Instance: {}, Allocation: { Size: 3, LogicalIDs: null } } }],
};

test("a group plugin of v0.5 gets v0.5's params and its answers are understood [wire.dialect.v0.5]", async () => {
  const peer = new OldPeer({
    ...v05,
    "Group.CommitGroup": { Details: "Managing 3 instances" },
    "Group.DescribeGroup": { Description: { Instances: null, Converged: true } },
    "Group.FreeGroup": { OK: true },
    "Group.DestroyGroup": { OK: true },
    "Group.InspectGroups": groups,
  });
  const group = connectGroup(connect(peer), "old");
  const spec = { id: "w", properties: RawJson.fromText('{"a":1}') };
  expect(await group.commitGroup(spec)).toEqual({ details: "Managing 3 instances", plan: null });
  expect(await group.describeGroup("w")).toEqual({ instances: [], converged: true, status: null });
  await group.freeGroup("w");
  await group.destroyGroup("w");
  expect(await group.inspectGroups()).toHaveLength(1);
  expect(peer.seen.slice(3)).toEqual([
    { method: "Group.CommitGroup", params: { Spec: { ID: "w", Properties: { a: 1 } }, Pretend: false } },
    { method: "Group.DescribeGroup", params: { ID: "w" } },
    { method: "Group.FreeGroup", params: { ID: "w" } },
    { method: "Group.DestroyGroup", params: { ID: "w" } },
    { method: "Group.InspectGroups", params: {} },
  ]);
});

test("size() reads the spec when the peer is v0.5 [wire.dialect.v0.5]", async () => {
  const group = connectGroup(connect(new OldPeer({ ...v05, "Group.InspectGroups": groups })), "old");
  expect(await group.size("w")).toBe(3);
  await expect(group.size("nope")).rejects.toThrow(new Error("group nope not found"));
});

test("setSize() commits the spec with another size when the peer is v0.5", async () => {
  const commit = { Details: "Adding 2 instances to increase the group size to 5" };
  const peer = new OldPeer({ ...v05, "Group.InspectGroups": groups, "Group.CommitGroup": commit });
  const group = connectGroup(connect(peer), "old");
  await group.setSize("w", 5);
  const properties = { Instance: {}, Allocation: { Size: 5 } };
  expect(peer.seen.at(-1)?.params).toEqual({ Spec: { ID: "w", Properties: properties }, Pretend: false });
  await expect(group.setSize("nope", 5)).rejects.toThrow(new Error("group not found nope"));
});

test("destroyInstances() is refused when the peer is v0.5", async () => {
  const group = connectGroup(connect(new OldPeer(v05)), "old");
  await expect(group.destroyInstances("w", ["i"])).rejects.toThrow(
    expect.objectContaining({ code: "peer_too_old" }),
  );
});

test("changes is there as long as the peer may publish events", async () => {
  const quiet = connectInstance(connect(new OldPeer({ ...head, "Instance.Validate": {} })), "old");
  expect(typeof quiet.changes).toBe("function");
  await quiet.validate(null);
  expect(typeof quiet.changes).toBe("undefined");
});

test("changes() ends at once when it is given up before the peer has said what it hosts", async () => {
  const handler = { ...createHandler({}), handle: () => new Promise<string>(() => undefined) };
  const instance = connectInstance(connectInMemory(handler, { timeoutMs: 60_000 }), "simulator");
  const stop = new AbortController();
  const next = instance.changes?.({ signal: stop.signal })[Symbol.asyncIterator]().next();
  await new Promise(setImmediate);
  stop.abort();
  expect(await next).toEqual({ done: true, value: undefined });
});

test("changes() ends when the peer publishes no events", async () => {
  const instance = connectInstance(connect(new OldPeer(head)), "old");
  const hints: unknown[] = [];
  for await (const hint of instance.changes?.({ signal: new AbortController().signal }) ?? [])
    hints.push(hint);
  expect(hints).toEqual([]);
});

test("close() refuses later calls", async () => {
  const connection = connect(new OldPeer({ ...head, "Instance.Validate": {} }));
  await connection.close();
  await expect(connectInstance(connection, "old").validate(null)).rejects.toThrow(
    expect.objectContaining({ code: "aborted" }),
  );
});
