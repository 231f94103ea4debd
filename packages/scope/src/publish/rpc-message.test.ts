import { expect, test } from "vitest";
import { formatRpcAnswer, readControlRequest, RpcReader } from "./rpc-message.ts";

const request = '{"Request":{"Seq":3,"ServiceMethod":"control.Handle"},"Response":null,"Value":null}';
const valueOf = (value: unknown): string => JSON.stringify({ Request: null, Response: null, Value: value });

test("RpcReader.take() gives a call when both of its messages have come", () => {
  const reader = new RpcReader();
  expect(reader.take(request)).toBeUndefined();
  expect(reader.take(valueOf({ NodeID: "n" }))).toEqual({
    seq: 3,
    method: "control.Handle",
    value: { NodeID: "n" },
  });
  expect(reader.take(request)).toBeUndefined();
});

test.for([
  { name: "no JSON", text: "{", says: "Cannot read the message of the app's call" },
  { name: "a list", text: "[]", says: "Cannot read the message of the app's call: it is no object" },
  { name: "a value first", text: valueOf({}), says: "Cannot read the Request of the app's call" },
  { name: "no method", text: '{"Request":{"Seq":1}}', says: "it names no call" },
  { name: "no number", text: '{"Request":{"Seq":"1","ServiceMethod":"m"}}', says: "it names no call" },
])("RpcReader.take() throws when the message is $name", ({ text, says }) => {
  expect(() => new RpcReader().take(text)).toThrow(says);
});

test("formatRpcAnswer() writes the messages of Go's net/rpc", () => {
  const call = { seq: 3, method: "control.Handle", value: null };
  expect(formatRpcAnswer(call, { value: 1 })).toEqual([
    '{"Request":null,"Response":{"Error":"","Seq":3,"ServiceMethod":"control.Handle"},"Value":null}',
    '{"Request":null,"Response":null,"Value":{"value":1}}',
  ]);
});

test.for([
  { name: "the probe's app when it names none", named: "", appId: "ours" },
  { name: "the app that is named", named: "theirs", appId: "theirs" },
])("readControlRequest() says $name", ({ named, appId }) => {
  const value = { AppID: named, NodeID: "n", Control: "a~c", ControlArgs: { k: "v" } };
  expect(readControlRequest({ seq: 0, method: "", value }, "ours")).toEqual({
    appId,
    nodeId: "n",
    control: "a~c",
    args: new Map([["k", "v"]]),
  });
});

test.for([
  { name: "no object", value: null, says: "Cannot read the Value" },
  { name: "a node that is a number", value: { NodeID: 1 }, says: "it names no control" },
  { name: "arguments that are a list", value: { ControlArgs: [] }, says: "Cannot read the ControlArgs" },
])("readControlRequest() throws when there is $name", ({ value, says }) => {
  expect(() => readControlRequest({ seq: 0, method: "", value }, "")).toThrow(says);
});
