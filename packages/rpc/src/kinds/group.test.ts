import { LocalError } from "@infrakit/spi";
import { expect, test } from "vitest";
import { ask } from "../../test/ask.ts";
import { fakeFlavor, fakeGroup, fakeInstance } from "../../test/fakes.ts";
import { OldPeer } from "../../test/old-peer.ts";
import { PluginConnection } from "../plugin-connection.ts";
import { connectGroup } from "./group.ts";

const hosted = { group: fakeGroup(), flavor: fakeFlavor(), instance: fakeInstance() };

test.for<readonly [method: string, params: string, result: string]>([
  [
    "Group.CommitGroup",
    '{"Spec":{"ID":"w","Properties":{}},"Pretend":false}',
    '{"Details":"Managing 2 instances"}',
  ],
  [
    "Group.InspectGroups",
    "{}",
    '{"Groups":[{"ID":"w","Properties":{"n":12345678901234567890,"10":1,"9":2,"f":1.0,"h":null}},{"ID":"empty","Properties":null}]}',
  ],
  ["Group.FreeGroup", '{"ID":"w"}', '{"OK":true}'],
  ["Group.DestroyGroup", '{"ID":"w"}', '{"OK":true}'],
])("groupKind answers what v0.5 knows when asked for %s with %s", async ([method, params, result]) => {
  expect(await ask(hosted, method, params)).toBe(`"result":${result}`);
});

test("groupKind describes a group as v0.5 does when no object is named", async () => {
  const described = await ask(hosted, "Group.DescribeGroup", '{"ID":"w"}');
  expect(described).toMatch(/^"result":\{"Description":\{"Instances":\[.*\],"Converged":true\}\}$/);
});

test.for<readonly [method: string, result: string]>([
  ["Group.DestroyInstances", '{"Name":"","ID":"w"}'],
  ["Group.Size", '{"Name":"","ID":"w","Size":3}'],
  ["Group.SetSize", '{"Name":"","ID":"w"}'],
])(
  "groupKind answers with an empty name when %s is younger than names and is given none",
  async ([method, result]) => {
    expect(await ask(hosted, method, '{"ID":"w"}')).toBe(`"result":${result}`);
  },
);

test("groupKind repeats an empty name when that is the one in the request", async () => {
  expect(await ask(hosted, "Group.FreeGroup", '{"Name":"","ID":"w"}')).toBe('"result":{"Name":"","ID":"w"}');
});

test.for([
  { pretend: false, message: "gone; it may have been done all the same" },
  { pretend: true, message: "gone" },
])(
  "connectGroup() says whether a commit may have been done when it got no answer, pretend: $pretend",
  async ({ pretend, message }) => {
    const peer = new OldPeer({
      "Handshake.Hello": { Objects: { "Group/0.1.1": null } },
      "Group.CommitGroup": new LocalError("connection_lost", "gone"),
    });
    const group = connectGroup(new PluginConnection(peer, { timeoutMs: 1000 }), "group");
    await expect(group.commitGroup({ id: "g", properties: null }, { pretend })).rejects.toThrow(
      expect.objectContaining({ message: `Cannot call "Group.CommitGroup" at "old": ${message}` }),
    );
  },
);
