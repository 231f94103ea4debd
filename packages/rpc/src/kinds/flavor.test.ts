import { absentList, absentMap } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { ask } from "../../test/ask.ts";
import { type Call, fakeFlavor } from "../../test/fakes.ts";
import { type Answers, OldPeer } from "../../test/old-peer.ts";
import { PluginConnection } from "../plugin-connection.ts";
import { connectFlavor } from "./flavor.ts";

const spec = { properties: null, tags: absentMap, init: "", logicalId: null, attachments: absentList };
const request = {
  properties: null,
  spec,
  allocation: { size: 2, logicalIds: absentList },
  index: { group: "w", sequence: 1 },
};
const apis = { APIs: [{ Name: "Flavor", Version: "0.1.0" }] };

test.for<readonly [release: string, handshake: Answers, index: object | undefined]>([
  ["v0.2", { "Plugin.Implements": apis }, undefined],
  ["v0.4", { "Handshake.Implements": apis }, undefined],
  [
    "v0.5",
    { "Handshake.Implements": apis, "Handshake.Types": { Types: { "Flavor/0.1.0": ["."] } } },
    { Group: "w", Sequence: 1 },
  ],
  [
    "newer",
    { "Handshake.Hello": { Objects: { "Flavor/0.1.1": [{ Name: ".", ProxyFor: "" }] } } },
    { Group: "w", Sequence: 1 },
  ],
])(
  "connectFlavor() says where an instance stands when the peer knows it: %s",
  async ([, handshake, index]) => {
    const peer = new OldPeer({ ...handshake, "Flavor.Prepare": { Type: "", Spec: {} } });
    const flavor = connectFlavor(new PluginConnection(peer, { timeoutMs: 60_000 }), "old");
    expect(await flavor.prepare(request)).toEqual(spec);
    const { params } = peer.seen.at(-1) ?? {};
    expect((params as { readonly Index?: object }).Index).toEqual(index);
  },
);

test("flavorKind puts an instance first when a client does not say where it stands", async () => {
  const calls: Call[] = [];
  await ask({ flavor: fakeFlavor(calls) }, "Flavor.Prepare", '{"Type":"","Spec":{},"Allocation":{"Size":1}}');
  expect(calls).toEqual([
    [
      "prepare",
      {
        properties: null,
        spec,
        allocation: { size: 1, logicalIds: absentList },
        index: { group: "", sequence: 0 },
      },
    ],
  ]);
});
