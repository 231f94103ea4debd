import type { GroupPlugin } from "@infrakit/spi";
import { absentList } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { OldPeer } from "../../test/old-peer.ts";
import type { Caller } from "../caller.ts";
import { PluginConnection } from "../plugin-connection.ts";
import { connectController } from "./controller.ts";
import { connectFlavor } from "./flavor.ts";
import { connectGroup } from "./group.ts";
import { connectInstance } from "./instance.ts";
import { connectL4 } from "./l4.ts";

const instance = { id: "i", logicalId: null, tags: {}, properties: null };
const spec = { properties: null, tags: {}, init: "", logicalId: null, attachments: absentList };
const allocation = { size: 1, logicalIds: [] };
const prepare = { properties: null, spec, allocation, index: { group: "g", sequence: 0 } };
const group = (peer: Caller): GroupPlugin => connectGroup(peer, "p");

/** An answer that lacks what was asked for: read as Go reads it, it would say that there is nothing. */
interface Row {
  readonly method: string;
  readonly result: object;
  readonly member: string;
  readonly call: (peer: Caller) => Promise<unknown>;
}

test.for<Row>([
  {
    method: "Instance.DescribeInstances",
    result: {},
    member: "Descriptions",
    call: (peer) => connectInstance(peer, "p").describeInstances({ tags: {}, properties: false }),
  },
  {
    method: "Group.DescribeGroup",
    result: { Name: "p", ID: "g" },
    member: "Description",
    call: (peer) => group(peer).describeGroup("g"),
  },
  {
    method: "Group.DescribeGroup",
    result: { Description: { Converged: true } },
    member: "Description.Instances",
    call: (peer) => group(peer).describeGroup("g"),
  },
  {
    method: "Group.InspectGroups",
    result: {},
    member: "Groups",
    call: (peer) => group(peer).inspectGroups(),
  },
  { method: "Group.Size", result: {}, member: "Size", call: (peer) => group(peer).size("g") },
  {
    method: "Flavor.Prepare",
    result: { Type: "" },
    member: "Spec",
    call: (peer) => connectFlavor(peer, "p").prepare(prepare),
  },
  {
    method: "Flavor.Healthy",
    result: { Type: "" },
    member: "Health",
    call: (peer) => connectFlavor(peer, "p").healthy(null, instance),
  },
  {
    method: "Controller.Describe",
    result: {},
    member: "Objects",
    call: (peer) => connectController(peer, "p").describe(null),
  },
  { method: "L4.Routes", result: {}, member: "Routes", call: (peer) => connectL4(peer, "p").routes() },
  { method: "L4.Backends", result: {}, member: "IDs", call: (peer) => connectL4(peer, "p").backends() },
])(
  "connectPlugin() gives no answer to $method when $member is missing [differs.missing-member]",
  async (row) => {
    const objects = ["Instance/0.6.1", "Group/0.1.1", "Flavor/0.1.1", "Controller/0.1.1", "L4/0.6.1"];
    const hello = { Objects: Object.fromEntries(objects.map((each) => [each, [{ Name: "." }]])) };
    const peer = new OldPeer({ "Handshake.Hello": hello, [row.method]: row.result });
    await expect(row.call(new PluginConnection(peer, { timeoutMs: 60_000 }))).rejects.toMatchObject({
      code: "bad_answer",
      message: `Cannot call "${row.method}" at "old": ${row.member}: it is missing`,
    });
  },
);
