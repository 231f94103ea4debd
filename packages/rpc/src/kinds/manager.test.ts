import { expect, test } from "vitest";
import { ask, refusal } from "../../test/ask.ts";
import { fakeManager } from "../../test/fakes-control.ts";
import { OldPeer } from "../../test/old-peer.ts";
import { PluginConnection } from "../plugin-connection.ts";
import { connectManager } from "./manager.ts";

const spec = '{"kind":"group","version":"","metadata":{"name":"cattle","tags":null},"properties":{"Size":5}}';

test.for<readonly [method: string, params: string, answer: string]>([
  ["Manager.IsLeader", "{}", '"result":{"Leader":true}'],
  [
    "Manager.LeaderLocation",
    "{}",
    '"result":{"Location":{"Scheme":"http","Opaque":"","User":null,"Host":"localhost:24864","Path":"","RawPath":"","OmitHost":false,"ForceQuery":false,"RawQuery":"","Fragment":"","RawFragment":""}}',
  ],
  ["Manager.Inspect", "{}", refusal("not implemented -- coming soon")],
  ["Manager.Enforce", `{"Specs":[${spec}]}`, '"result":{}'],
  ["Manager.Terminate", '{"Specs":null}', '"result":{}'],
  ["Handshake.Hello", "{}", '"result":{"Objects":{"Stack/0.1.1":[{"Name":".","ProxyFor":""}]}}'],
  ["Handshake.Implements", "{}", '"result":{"APIs":[{"Name":"Manager","Version":"0.1.0"}]}'],
  ["Handshake.Types", "{}", '"result":{"Types":{"Manager/0.1.0":["."]}}'],
])("managerKind answers as Go's manager does when asked for %s with %s", async ([method, params, answer]) => {
  expect(await ask({ manager: fakeManager() }, method, params)).toBe(answer);
});

test("managerKind says null when nobody knows where the leader is", async () => {
  const manager = { ...fakeManager(), leaderLocation: () => Promise.resolve(null) };
  expect(await ask({ manager }, "Manager.LeaderLocation", "{}")).toBe('"result":{"Location":null}');
});

test("managerKind lists specs as Go does when there are some and when there are none", async () => {
  const specs = { ...fakeManager(), specs: () => Promise.resolve([]) };
  expect(await ask({ manager: specs }, "Manager.Specs", "{}")).toBe('"result":{"Specs":[]}');
  expect(await ask({ manager: fakeManager() }, "Manager.Specs", "{}")).toContain(
    '{"kind":"group","version":"","metadata":{"name":"w","tags":null},"properties":null}]}',
  );
});

test("connectManager() asks who leads and refuses all else when the peer is v0.5 [wire.dialect.too-old]", async () => {
  const peer = new OldPeer({
    "Handshake.Implements": { APIs: [{ Name: "Manager", Version: "0.1.0" }] },
    "Handshake.Types": { Types: { "Manager/0.1.0": ["."] } },
    "Manager.IsLeader": { Leader: true },
  });
  const manager = connectManager(new PluginConnection(peer, { timeoutMs: 60_000 }));
  expect(await manager.isLeader()).toBe(true);
  const why =
    "the plugin speaks version 0.1.0 of the interface and the method came with 0.1.1; upgrade the plugin";
  await expect(manager.leaderLocation()).rejects.toThrow(
    expect.objectContaining({
      code: "peer_too_old",
      message: `Cannot call "Manager.LeaderLocation" at "old": ${why}`,
    }),
  );
});
