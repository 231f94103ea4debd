import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { ask, refusal } from "../../test/ask.ts";
import type { Call } from "../../test/fakes.ts";
import { fakeMetadata, fakeUpdatable } from "../../test/fakes-documents.ts";
import { type Answers, OldPeer } from "../../test/old-peer.ts";
import { PluginConnection } from "../plugin-connection.ts";
import { connectMetadata } from "./metadata.ts";
import { connectUpdatable } from "./updatable.ts";

const hosted = { metadata: fakeMetadata(), updatable: fakeUpdatable() };
const opaque = '{"n":12345678901234567890,"10":1,"9":2,"f":1.0,"h":null}';
const cas = "f5b10e3244e7a5a31d3df60659b2865c";

test.for<readonly [method: string, params: string, answer: string]>([
  ["Metadata.Keys", '{"Name":"time","Path":"now"}', '"result":{"Name":"time","Nodes":["nano","sec"]}'],
  ["Metadata.Keys", '{"Name":"time","Path":"now/nano"}', '"result":{"Name":"time","Nodes":[]}'],
  ["Metadata.Keys", '{"Name":"time","Path":"zip"}', '"result":{"Name":"time","Nodes":null}'],
  ["Metadata.Get", '{"Name":"time","Path":"now/nano"}', `"result":{"Name":"time","Value":${opaque}}`],
  ["Metadata.Get", '{"Name":"time","Path":"zip"}', '"result":{"Name":"time","Value":null}'],
  ["Metadata.List", '{"Path":"now"}', '"result":{"Nodes":["nano","sec"]}'],
  ["Metadata.Get", '{"Path":"now"}', `"result":{"Value":${opaque}}`],
  ["Updatable.Keys", '{"Name":"vars","Path":"."}', '"result":{"Name":"vars","Nodes":["nano","sec"]}'],
  ["Updatable.List", '{"Path":"."}', '"result":{"Nodes":["nano","sec"]}'],
  [
    "Updatable.Changes",
    '{"Name":"vars","Changes":[{"Path":"a/b","Value":1},{"Path":"c/x","Value":[1,2]}]}',
    `"result":{"Name":"vars","Original":{},"Proposed":${opaque},"Cas":"${cas}"}`,
  ],
  ["Updatable.Changes", '{"Changes":null}', `"result":{"Original":{},"Proposed":${opaque},"Cas":"${cas}"}`],
  ["Updatable.Commit", `{"Name":"vars","Proposed":{},"Cas":"${cas}"}`, '"result":{"Name":"vars"}'],
  ["Updatable.Commit", `{"Proposed":{},"Cas":"${cas}"}`, '"result":{}'],
  ["Updatable.Commit", '{"Name":"vars","Proposed":{},"Cas":"nope"}', refusal("cas mismatch")],
])(
  "serveReading() and its neighbours answer as Go does when asked for %s with %s",
  async ([method, params, answer]) => {
    expect(await ask(hosted, method, params)).toBe(answer);
  },
);

test("serveReading() does not answer for metadata when a plugin hosts an updatable document only", async () => {
  expect(await ask({ updatable: fakeUpdatable() }, "Metadata.Get", "{}")).toBe(
    refusal(`rpc: can't find service "Metadata.Get"`),
  );
});

test.for<readonly [written: string, path: readonly string[]]>([
  ['"."', []],
  ['""', []],
  ["null", []],
  ['"groups/w/[0]"', ["groups", "w", "[0]"]],
  ['" a//./b/../c/ "', ["a", "c"]],
  // Go's `types.Path` takes any JSON.
  ["5", ["5"]],
  ["[ 1.50 ]", ["[1.50]"]],
])("serveReading() reads the path when it is %s", async ([written, path]) => {
  const calls: Call[] = [];
  const updatable = fakeUpdatable(calls);
  await ask({ updatable }, "Updatable.Get", `{"Path":${written}}`);
  await ask({ updatable }, "Updatable.Changes", `{"Changes":[{"Path":${written},"Value":1}]}`);
  expect(calls).toEqual([
    ["get", path],
    ["changes", [{ path, value: RawJson.fromText("1") }]],
  ]);
});

const helloOf = (objects: Readonly<Record<string, readonly string[]>>): Answers => ({
  "Handshake.Hello": {
    Objects: Object.fromEntries(
      Object.entries(objects).map(([key, names]) => [key, names.map((Name) => ({ Name, ProxyFor: "" }))]),
    ),
  },
  "Metadata.Keys": { Nodes: [] },
  "Updatable.Keys": { Nodes: [] },
});
const v05 = (...names: readonly string[]): Answers => ({
  "Handshake.Implements": { APIs: names.map((Name) => ({ Name, Version: "0.1.0" })) },
  "Metadata.List": { Nodes: [] },
  "Updatable.List": { Nodes: [] },
});

test.for<readonly [name: string, answers: Answers, of: string, asked: string, params: object]>([
  [
    "hosts metadata",
    helloOf({ "Metadata/0.1.1": ["."] }),
    "time",
    "Metadata.Keys",
    { Name: "time", Path: "a" },
  ],
  [
    "hosts an updatable",
    helloOf({ "Updatable/0.1.1": ["."] }),
    "vars",
    "Updatable.Keys",
    { Name: "vars", Path: "a" },
  ],
  [
    "hosts metadata of that name beside updatables",
    helloOf({ "Updatable/0.1.1": ["vars"], "Metadata/0.1.1": ["status"] }),
    "mystack/status",
    "Metadata.Keys",
    { Name: "mystack/status", Path: "a" },
  ],
  [
    "hosts an updatable of that name beside metadata",
    helloOf({ "Updatable/0.1.1": ["vars"], "Metadata/0.1.1": ["status"] }),
    "mystack/vars",
    "Updatable.Keys",
    { Name: "mystack/vars", Path: "a" },
  ],
  ["is v0.5 with metadata", v05("Metadata"), "time", "Metadata.List", { Path: "a" }],
  ["is v0.5 with an updatable", v05("Updatable"), "vars", "Updatable.List", { Path: "a" }],
])(
  "connectMetadata() asks the service that knows the document when the peer %s",
  async ([, answers, of, asked, params]) => {
    const peer = new OldPeer(answers);
    const metadata = connectMetadata(new PluginConnection(peer, { timeoutMs: 60_000 }), of);
    expect(await metadata.keys(["a"])).toEqual([]);
    expect(peer.seen.at(-1)).toEqual({ method: asked, params });
  },
);

test("connectMetadata() asks the peer once what it hosts when it reads more than once", async () => {
  const peer = new OldPeer(helloOf({ "Metadata/0.1.1": ["."] }));
  const metadata = connectMetadata(new PluginConnection(peer, { timeoutMs: 60_000 }), "time");
  await metadata.keys([]);
  await metadata.keys([]);
  expect(peer.methods).toEqual(["Handshake.Hello", "Metadata.Keys", "Metadata.Keys"]);
});

test("connectUpdatable() leaves names out when the peer is v0.5", async () => {
  const peer = new OldPeer({
    ...v05("Updatable"),
    "Updatable.Changes": { Original: {}, Proposed: { a: 1 }, Cas: "c" },
    "Updatable.Commit": {},
  });
  const updatable = connectUpdatable(new PluginConnection(peer, { timeoutMs: 60_000 }), "vars");
  const proposal = await updatable.changes([{ path: ["a"], value: RawJson.fromText("1") }]);
  await updatable.commit(proposal.proposed, proposal.cas);
  expect(peer.seen.slice(-2)).toEqual([
    { method: "Updatable.Changes", params: { Changes: [{ Path: "a", Value: 1 }] } },
    { method: "Updatable.Commit", params: { Proposed: { a: 1 }, Cas: "c" } },
  ]);
});
