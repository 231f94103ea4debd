import { member, object, string } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { parseAnswer } from "./json-rpc-answer.ts";
import { PluginError } from "./wire-error.ts";

const result = object({ id: member("ID", string) });

test.for<readonly [name: string, body: string]>([
  ["it is Go's", '{"jsonrpc":"2.0","result":{"ID":"i"},"id":1}\n'],
  ["its id is another", '{"jsonrpc":"2.0","result":{"ID":"i"},"id":"x"}'],
  ["it has neither version nor id", '{"result":{"id":"i","More":1}}'],
  ["its error is null", '{"error":null,"Result":{"ID":"i"}}'],
  ["something follows", '{"result":{"ID":"i"}}{"result":{"ID":"j"}}'],
])("parseAnswer() reads the result when %s [wire.client.lenient]", ([, body]) => {
  expect(parseAnswer(body, result)).toEqual({ id: "i" });
});

test.for<readonly [name: string, error: string, expected: { code: number; message: string; data?: string }]>([
  ["Go's", '{"code":-32000,"message":"no","data":null}', { code: -32_000, message: "no" }],
  [
    "JSON-RPC's",
    '{"code":-32601,"message":"Method not found"}',
    { code: -32_601, message: "Method not found" },
  ],
  [
    "with data",
    '{"code":1,"message":"m","data":{"10":1.0,"9":2}}',
    { code: 1, message: "m", data: '{"10":1.0,"9":2}' },
  ],
  ["empty", "{}", { code: -32_000, message: "" }],
  ["of other types", '{"code":"x","message":5}', { code: -32_000, message: "" }],
  ["a string", '"boom"', { code: -32_000, message: '"boom"' }],
  ["a number", "1.0", { code: -32_000, message: "1.0" }],
])("parseAnswer() throws what the plugin said when its error is %s", ([, error, expected]) => {
  try {
    parseAnswer(`{"result":{"ID":"i"},"error":${error}}`, result);
    expect.unreachable();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(PluginError);
    const { code, message, data } = thrown as PluginError;
    expect({ code, message, data: data?.text }).toEqual({ data: undefined, ...expected });
  }
});

test.for<readonly [name: string, body: string, why: string]>([
  ["empty", "", "the answer is empty"],
  ["not JSON", "404 page not found\n", 'the answer is not JSON-RPC: "404 page not found"'],
  ["long and not JSON", "x".repeat(300), `the answer is not JSON-RPC: "${"x".repeat(200)}" …`],
  ["cut short", '{"result":{"ID"', String.raw`the answer is not JSON-RPC: "{\"result\":{\"ID\""`],
  ["an array", "[]", 'the answer is not JSON-RPC: "[]"'],
  ["without a result", '{"jsonrpc":"2.0","id":1}', "result is null"],
  ["with a result of null", '{"result":null}', "result is null"],
  ["of another shape", '{"result":{"ID":5}}', "ID: expected a string, found a number"],
  ["a result that is no object", '{"result":true}', "expected an object, found a boolean"],
])("parseAnswer() refuses the answer when it is %s [wire.client.result-null]", ([, body, message]) => {
  expect(() => parseAnswer(body, result)).toThrow(expect.objectContaining({ code: "bad_answer", message }));
});
