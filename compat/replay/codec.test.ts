import { encodeJson, RawJson } from "@infrakit/spi/document";
import { describe, expect, test } from "vitest";
import { callsAmong, formatRequest, getMethod, recodeParams } from "./message.ts";
import { allRecordings } from "./recording.ts";

const calls = callsAmong(allRecordings());

/** The methods of which calls were recorded, each of them a requirement. */
const recorded = [
  "[message.Controller.Commit]",
  "[message.Controller.Describe]",
  "[message.Controller.Free]",
  "[message.Controller.Plan]",
  "[message.Event.List]",
  "[message.Flavor.Drain]",
  "[message.Flavor.Healthy]",
  "[message.Flavor.Prepare]",
  "[message.Flavor.Validate]",
  "[message.Group.CommitGroup]",
  "[message.Group.DescribeGroup]",
  "[message.Group.DestroyGroup]",
  "[message.Group.DestroyInstances]",
  "[message.Group.FreeGroup]",
  "[message.Group.InspectGroups]",
  "[message.Group.SetSize]",
  "[message.Group.Size]",
  "[message.Handshake.Hello]",
  "[message.Handshake.Implements]",
  "[message.Handshake.Types]",
  "[message.Instance.DescribeInstances]",
  "[message.Instance.Destroy]",
  "[message.Instance.Label]",
  "[message.Instance.Provision]",
  "[message.Instance.Validate]",
  "[message.L4.Backends]",
  "[message.L4.DeregisterBackends]",
  "[message.L4.Name]",
  "[message.L4.Publish]",
  "[message.L4.RegisterBackends]",
  "[message.L4.Routes]",
  "[message.L4.Unpublish]",
  "[message.Manager.Enforce]",
  "[message.Manager.Inspect]",
  "[message.Manager.IsLeader]",
  "[message.Manager.LeaderLocation]",
  "[message.Manager.Specs]",
  "[message.Manager.Terminate]",
  "[message.Metadata.Get]",
  "[message.Metadata.Keys]",
  "[message.Plugin.Implements]",
  "[message.Updatable.Changes]",
  "[message.Updatable.Commit]",
  "[message.Updatable.Get]",
  "[message.Updatable.Keys]",
];

test("the messages that are replayed are all that were recorded", () => {
  const methods = new Set(calls.map(({ called }) => `[message.${called}]`));
  expect(recorded).toEqual([...methods].toSorted());
});

test.for(calls.filter(({ file }) => file !== "calls-head"))(
  "formatRequest() gives the body that Go's client sent in $name",
  (call) => {
    expect(formatRequest(call, call.params.text)).toBe(call.request.body);
  },
);

describe.for(recorded)("%s", (requirement) => {
  const ofMethod = calls.filter(({ called }) => requirement === `[message.${called}]`);

  test.for(ofMethod)("the request is the same bytes after decode() and encode() in $name", (call) => {
    expect(formatRequest(call, recodeParams(call))).toBe(formatRequest(call, call.params.text));
  });

  test.for(ofMethod.filter(({ result }) => result !== undefined))(
    "the answer is the same bytes after decode() and encode() in $name",
    ({ called, id, result, response }) => {
      const codec = getMethod(called).result;
      const answer = {
        jsonrpc: "2.0",
        result: codec.encode(result?.decode(codec)),
        id: RawJson.fromText(id),
      };
      expect(`${encodeJson(answer)}\n`).toBe(response.body);
    },
  );
});
