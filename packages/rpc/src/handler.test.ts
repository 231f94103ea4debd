import type { GroupPlugin } from "@infrakit/spi";
import { expect, test } from "vitest";
import { fakeFlavor, fakeGroup, fakeInstance } from "../test/fakes.ts";
import { createHandler } from "./handler.ts";
import { maxBatch } from "./json-rpc-request.ts";

const handler = createHandler({
  flavor: fakeFlavor(),
  group: fakeGroup(),
  instance: { compute: fakeInstance() },
});

const hello = '"method":"Handshake.Hello","params":{}';
const helloResult =
  '{"Objects":{"Flavor/0.1.1":[{"Name":".","ProxyFor":""}],"Group/0.1.1":[{"Name":".","ProxyFor":""}],"Instance/0.6.1":[{"Name":"compute","ProxyFor":""}]}}';

test.for<readonly [name: string, id: string, echoed?: string]>([
  ["a small integer", "1"],
  ["a negative integer", "-1"],
  ["the first of Go's", "5577006791947779410"],
  ["2^63-1", "9223372036854775807"],
  ["30 digits long", "123456789012345678901234567890"],
  ["a fraction with a zero at its end", "1.50"],
  ["an exponent", "1E+2"],
  ["a string", '"abc-1"'],
  ["a string with escapes and HTML", String.raw`"a\u0062<"`, String.raw`"a\u0062\u003c"`],
  ["a string that looks like the end", String.raw`"x,\"id\":5}"`],
  ["an object", '{"b":1,"a":[2]}'],
  ["an object with integer-like names", '{"10":1,"9":[2.0]}'],
  ["an array", "[1]"],
  ["a boolean", "true"],
  ["100 digits long", "7".repeat(100)],
])("handle() echoes the id byte by byte when it is %s", async ([, id, echoed = id]) => {
  const answer = `{"jsonrpc":"2.0","result":${helloResult},"id":${echoed}}\n`;
  expect(await handler.handle(`{"jsonrpc":"2.0",${hello},"id":${id}}`)).toBe(answer);
  expect(await handler.handle(`{"id": ${id} ,"jsonrpc":"2.0",${hello}}`)).toBe(answer);
});

test.for<readonly [name: string, body: string]>([
  ["it is not JSON", "nope"],
  ["it is cut short", '{"jsonrpc":"2.0","method":"Handsh'],
  ["it is empty", ""],
  ["it is a number", "5"],
  ["it is null", "null"],
  ["it is a notification", `{"jsonrpc":"2.0",${hello}}`],
  ["its id is null", `{"jsonrpc":"2.0",${hello},"id":null}`],
  ["it is a notification that fails", '{"jsonrpc":"2.0","method":"No.Such"}'],
  ["its id is nested too deep", `{"jsonrpc":"2.0",${hello},"id":${"[".repeat(600)}${"]".repeat(600)}}`],
  ["it is a batch of notifications", `[{"jsonrpc":"2.0",${hello}},{"jsonrpc":"2.0",${hello}}]`],
])("handle() has nothing to say when %s", async ([, body]) => {
  expect(await handler.handle(body)).toBe("");
});

test("handle() runs the method when nobody wants to know what became of it", async () => {
  const calls: unknown[] = [];
  const served = createHandler({ instance: fakeInstance(calls as []) });
  await served.handle('{"jsonrpc":"2.0","method":"Instance.Destroy","params":{"Instance":"i"},"id":null}');
  expect(calls).toEqual([["destroy", "i", "terminate"]]);
});

const ok = '"result":{"Type":"","OK":true}';

test.for<readonly [name: string, members: string, answered: string]>([
  [
    "the version is missing",
    '"method":"Handshake.Hello","params":{}',
    '"error":{"code":-32600,"message":"jsonrpc must be 2.0","data":{"jsonrpc":"","method":"Handshake.Hello","params":{},"id":1}}',
  ],
  [
    "the version is 1.0",
    '"jsonrpc":"1.0","method":"Handshake.Hello","params":{ "10": 1.0, "9": 2 }',
    '"error":{"code":-32600,"message":"jsonrpc must be 2.0","data":{"jsonrpc":"1.0","method":"Handshake.Hello","params":{"10":1.0,"9":2},"id":1}}',
  ],
  [
    "the version is a number and all else is missing",
    '"jsonrpc":2.0',
    '"error":{"code":-32600,"message":"jsonrpc must be 2.0","data":{"jsonrpc":"","method":"","params":null,"id":1}}',
  ],
  ["params are missing", '"jsonrpc":"2.0","method":"Flavor.Validate"', ok],
  ["params are null", '"jsonrpc":"2.0","method":"Flavor.Validate","params":null', ok],
  ["params are an empty array", '"jsonrpc":"2.0","method":"Flavor.Validate","params":[]', ok],
  ["params stand in an array", '"jsonrpc":"2.0","method":"Flavor.Validate","params":[{"Type":""}]', ok],
  ["params stand in an array of two", '"jsonrpc":"2.0","method":"Flavor.Validate","params":[{},5]', ok],
  ["there are unknown params", '"jsonrpc":"2.0","method":"Flavor.Validate","params":{"Nope":1}', ok],
  [
    "names have another case",
    '"JSONRPC":"2.0","Method":"Flavor.Validate","PARAMS":{"type":"","ALLOCATION":{"size":1}}',
    ok,
  ],
  [
    "params are a string",
    '"jsonrpc":"2.0","method":"Flavor.Validate","params":"x"',
    '"error":{"code":-32600,"message":"json: cannot unmarshal string into Go value of type [1]interface {} (expected an object, found a string)","data":"x"}',
  ],
  [
    "a param has the wrong type",
    '"jsonrpc":"2.0","method":"Flavor.Validate","params":{"Type":5}',
    '"error":{"code":-32600,"message":"json: cannot unmarshal object into Go value of type [1]interface {} (Type: expected a string, found a number)","data":{"Type":5}}',
  ],
  [
    "the only element of params is no object",
    '"jsonrpc":"2.0","method":"Flavor.Validate","params":[5]',
    '"error":{"code":-32600,"message":"json: cannot unmarshal number into Go value of type [1]interface {} (expected an object, found a number)","data":[5]}',
  ],
  [
    "the only element of params is an array",
    '"jsonrpc":"2.0","method":"Flavor.Validate","params":[[]]',
    '"error":{"code":-32600,"message":"json: cannot unmarshal array into Go value of type [1]interface {} (expected an object, found an array)","data":[[]]}',
  ],
  [
    "a param has the wrong type in an array",
    '"jsonrpc":"2.0","method":"Flavor.Validate","params":[{"Type":5}]',
    '"error":{"code":-32600,"message":"json: cannot unmarshal object into Go value of type [1]interface {} (Type: expected a string, found a number)","data":[{"Type":5}]}',
  ],
  [
    "the version is wrong and params stand in an array",
    '"jsonrpc":"1.0","method":"Flavor.Validate","params":[{}]',
    '"error":{"code":-32600,"message":"jsonrpc must be 2.0","data":{"jsonrpc":"1.0","method":"Flavor.Validate","params":[{}],"id":1}}',
  ],
  [
    "a size is not written as an integer",
    '"jsonrpc":"2.0","method":"Flavor.Validate","params":{"Allocation":{"Size":1e2}}',
    '"error":{"code":-32600,"message":"json: cannot unmarshal object into Go value of type [1]interface {} (Allocation.Size: expected an integer from 0 to 9007199254740991 without point or exponent, found 1e2)","data":{"Allocation":{"Size":1e2}}}',
  ],
  [
    "the type is the name that handshakes have for none",
    '"jsonrpc":"2.0","method":"Flavor.Validate","params":{"Type":"."}',
    '"error":{"code":-32000,"message":"no-plugin:.","data":null}',
  ],
  [
    "the service is what JSON-RPC keeps for itself",
    '"jsonrpc":"2.0","method":"rpc.x"',
    String.raw`"error":{"code":-32000,"message":"rpc: can't find service \"rpc.x\"","data":null}`,
  ],
  [
    "a param is nested too deep",
    `"jsonrpc":"2.0","method":"Flavor.Validate","params":{"Properties":${"[".repeat(600)}${"]".repeat(600)}}`,
    '"error":{"code":-32600,"message":"json: cannot unmarshal object into Go value of type [1]interface {} (Properties: nested deeper than 512 levels)","data":null}',
  ],
  [
    "the method has no dot",
    '"jsonrpc":"2.0","method":"Foo"',
    String.raw`"error":{"code":-32000,"message":"rpc: service/method request ill-formed: \"Foo\"","data":null}`,
  ],
  [
    "the method has two dots",
    '"jsonrpc":"2.0","method":"A.B.C"',
    String.raw`"error":{"code":-32000,"message":"rpc: service/method request ill-formed: \"A.B.C\"","data":null}`,
  ],
  [
    "the method is no string",
    '"jsonrpc":"2.0","method":5',
    '"error":{"code":-32700,"message":"json: cannot unmarshal number into Go struct field serverRequest.method of type string","data":{"jsonrpc":"2.0","method":"","params":null,"id":1}}',
  ],
  [
    "the service is unknown",
    '"jsonrpc":"2.0","method":"Nope.X"',
    String.raw`"error":{"code":-32000,"message":"rpc: can't find service \"Nope.X\"","data":null}`,
  ],
  [
    "the service has another case",
    '"jsonrpc":"2.0","method":"flavor.Validate"',
    String.raw`"error":{"code":-32000,"message":"rpc: can't find service \"flavor.Validate\"","data":null}`,
  ],
  [
    "the method is unknown",
    '"jsonrpc":"2.0","method":"Flavor.Nope"',
    String.raw`"error":{"code":-32000,"message":"rpc: can't find method \"Flavor.Nope\"","data":null}`,
  ],
  [
    "the method is JavaScript's",
    '"jsonrpc":"2.0","method":"Flavor.constructor"',
    String.raw`"error":{"code":-32000,"message":"rpc: can't find method \"Flavor.constructor\"","data":null}`,
  ],
  [
    "the plugin refuses",
    '"jsonrpc":"2.0","method":"Instance.Validate","params":{"Type":"compute","Properties":"bad"}',
    String.raw`"error":{"code":-32000,"message":"bad properties: \u003cx\u003e \u0026 y","data":null}`,
  ],
  [
    "no object has the type",
    '"jsonrpc":"2.0","method":"Instance.DescribeInstances","params":{"Type":"nope"}',
    '"error":{"code":-32000,"message":"no-plugin:nope","data":null}',
  ],
  [
    "the only object has another name",
    '"jsonrpc":"2.0","method":"Group.Size","params":{"Name":"group-stateless/w","ID":"w"}',
    '"error":{"code":-32000,"message":"not found: group-stateless/w (key=w)","data":null}',
  ],
])("handle() answers as Go does when %s", async ([, members, answered]) => {
  expect(await handler.handle(`{${members},"id":1}`)).toBe(`{"jsonrpc":"2.0",${answered},"id":1}\n`);
});

test("handle() sees the first request only when a body holds two", async () => {
  const answer = await handler.handle(`{"jsonrpc":"2.0",${hello},"id":1}{"jsonrpc":"2.0",${hello},"id":2}`);
  expect(answer).toBe(`{"jsonrpc":"2.0","result":${helloResult},"id":1}\n`);
});

const invalid = (why: string): string =>
  `{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request: ${why}","data":null},"id":null}`;

test.for<readonly [name: string, body: string, answer: string]>([
  ["is empty", "[]", invalid("a batch must not be empty")],
  [
    "holds a request, a notification and no request",
    `[{"jsonrpc":"2.0",${hello},"id":5577006791947779410},{"jsonrpc":"2.0",${hello}},1]`,
    `[{"jsonrpc":"2.0","result":${helloResult},"id":5577006791947779410},${invalid("a request must be an object")}]`,
  ],
  ["holds a batch", `[[{"jsonrpc":"2.0",${hello},"id":1}]]`, `[${invalid("a request must be an object")}]`],
  [
    "is too long",
    `[${Array.from({ length: maxBatch + 1 }, () => "{}").join(",")}]`,
    invalid(`a batch must not hold more than ${maxBatch} requests`),
  ],
])("handle() follows JSON-RPC 2.0 when a batch %s", async ([, body, answer]) => {
  expect(await handler.handle(body)).toBe(`${answer}\n`);
});

const spec =
  '{"Properties":{"10":1.0,"9":12345678901234567890},"Tags":{"a":"1"},"Init":"","LogicalID":null,"Attachments":null}';

test.for<readonly [method: string, params: string, result: string]>([
  ["Instance.Validate", '{"Type":"compute","Properties":{"Note":"x"}}', '{"Type":"compute","OK":true}'],
  [
    "Instance.Provision",
    `{"Type":"compute","Spec":${spec}}`,
    '{"Type":"compute","ID":"1795209284094515397"}',
  ],
  [
    "Instance.Label",
    '{"Type":"compute","Instance":"1795209284094515397","Labels":{"b":"2"}}',
    '{"Type":"compute","OK":true}',
  ],
  [
    "Instance.Destroy",
    '{"Type":"compute","Instance":"i","Context":{"Reason":"terminate"}}',
    '{"Type":"compute","OK":true}',
  ],
  [
    "Instance.DescribeInstances",
    '{"Type":"compute","Tags":{"a":"1"},"Properties":true}',
    '{"Type":"compute","Descriptions":[{"ID":"1795209284094515397","LogicalID":"l1","Tags":{"a":"1","b":"2","simulator":"simulator"},"Properties":{"n":12345678901234567890,"10":1,"9":2,"f":1.0,"h":null}},{"ID":"2","LogicalID":null,"Tags":{}}]}',
  ],
  [
    "Instance.DescribeInstances",
    '{"Type":"compute","Tags":{"none":""},"Properties":false}',
    '{"Type":"compute","Descriptions":[]}',
  ],
  [
    "Flavor.Prepare",
    `{"Type":"","Properties":{"Init":["echo hi"]},"Spec":${spec},"Allocation":{"Size":2,"LogicalIDs":null},"Index":{"Group":"w","Sequence":2}}`,
    '{"Type":"","Spec":{"Properties":{"10":1.0,"9":12345678901234567890},"Tags":{"a":"1","t":"w"},"Init":"echo hi","LogicalID":null,"Attachments":null}}',
  ],
  [
    "Flavor.Validate",
    '{"Type":"","Properties":{},"Allocation":{"Size":2,"LogicalIDs":null}}',
    '{"Type":"","OK":true}',
  ],
  [
    "Flavor.Healthy",
    '{"Type":"","Properties":{},"Instance":{"ID":"i","LogicalID":null,"Tags":{}}}',
    '{"Type":"","Health":1}',
  ],
  [
    "Flavor.Drain",
    '{"Type":"","Properties":{},"Instance":{"ID":"i","LogicalID":null,"Tags":{}}}',
    '{"Type":"","OK":true}',
  ],
  [
    "Group.CommitGroup",
    '{"Name":"group-stateless","Spec":{"ID":"w","Properties":{}},"Pretend":false}',
    '{"Name":"group-stateless","ID":"w","Details":"Managing 2 instances"}',
  ],
  [
    "Group.CommitGroup",
    '{"Name":"group-stateless","Spec":{"ID":"x","Properties":{}}}',
    '{"Name":"group-stateless","ID":"x","Details":"Managing 2 instances","Plan":{"Slots":[{"Slot":"0","Instance":null,"Action":"create","Because":"the group is new"}]}}',
  ],
  [
    "Group.DescribeGroup",
    '{"Name":"group-stateless","ID":"w"}',
    '{"Name":"group-stateless","ID":"w","Description":{"Instances":[{"ID":"1795209284094515397","LogicalID":"l1","Tags":{"a":"1","b":"2","simulator":"simulator"},"Properties":{"n":12345678901234567890,"10":1,"9":2,"f":1.0,"h":null}}],"Converged":true}}',
  ],
  [
    "Group.InspectGroups",
    '{"Name":"group-stateless/","ID":"ignored"}',
    '{"Name":"group-stateless/","ID":"","Groups":[{"ID":"w","Properties":{"n":12345678901234567890,"10":1,"9":2,"f":1.0,"h":null}},{"ID":"empty","Properties":null}]}',
  ],
  ["Group.FreeGroup", '{"Name":"group-stateless","ID":"w"}', '{"Name":"group-stateless","ID":"w"}'],
  ["Group.DestroyGroup", '{"Name":"","ID":"w"}', '{"Name":"","ID":"w"}'],
  ["Group.DestroyInstances", '{"Name":"g","ID":"w","Instances":["a"]}', '{"Name":"g","ID":"w"}'],
  ["Group.Size", '{"Name":"g","ID":"w"}', '{"Name":"g","ID":"w","Size":3}'],
  ["Group.SetSize", '{"Name":"g","ID":"w","Size":3}', '{"Name":"g","ID":"w"}'],
  ["Handshake.Hello", "{}", helloResult],
  [
    "Handshake.Implements",
    "{}",
    '{"APIs":[{"Name":"Flavor","Version":"0.1.0"},{"Name":"Group","Version":"0.1.0"},{"Name":"Instance","Version":"0.5.0"},{"Name":"Instance","Version":"0.3.0"}]}',
  ],
  [
    "Handshake.Types",
    "{}",
    '{"Types":{"Flavor/0.1.0":["."],"Group/0.1.0":["."],"Instance/0.5.0":["compute"]}}',
  ],
  [
    "Plugin.Implements",
    "{}",
    '{"APIs":[{"Name":"Flavor","Version":"0.1.0"},{"Name":"Group","Version":"0.1.0"},{"Name":"Instance","Version":"0.1.0"}],"Interfaces":[{"Name":"Flavor","Version":"0.1.0"},{"Name":"Group","Version":"0.1.0"},{"Name":"Instance","Version":"0.1.0"}]}',
  ],
])(
  "handle() writes Go's members in Go's order when asked for %s with %s",
  async ([method, params, result]) => {
    const body = `{"jsonrpc":"2.0","method":"${method}","params":${params},"id":1}`;
    expect(await handler.handle(body)).toBe(`{"jsonrpc":"2.0","result":${result},"id":1}\n`);
  },
);

test("handle() finds objects that came after the handler was made when they are in the same record", async () => {
  const instance = { compute: fakeInstance() };
  const growing = createHandler({ instance });
  Object.assign(instance, { disk: fakeInstance() });
  expect(await growing.handle(`{"jsonrpc":"2.0",${hello},"id":1}`)).toContain(
    '"Instance/0.6.1":[{"Name":"compute","ProxyFor":""},{"Name":"disk","ProxyFor":""}]',
  );
});

test("createHandler() writes no groups as null, as InfraKit does", async () => {
  const group = { inspectGroups: () => Promise.resolve([]) } as unknown as GroupPlugin;
  const body = '{"jsonrpc":"2.0","method":"Group.InspectGroups","params":{"Name":""},"id":1}';
  expect(await createHandler({ group: { ".": group } }).handle(body)).toBe(
    '{"jsonrpc":"2.0","result":{"Name":"","ID":"","Groups":null},"id":1}\n',
  );
});
