import { expect, test } from "vitest";
import { ask, refusal } from "../../test/ask.ts";
import type { Call } from "../../test/fakes.ts";
import { fakeController } from "../../test/fakes-control.ts";

const spec =
  '{"kind":"group","version":"Group/0.1.1","metadata":{"name":"mystack/web","tags":{"o":"me"}},"properties":{"10":1,"9":12345678901234567890}}';
const opaque = '{"n":12345678901234567890,"10":1,"9":2,"f":1.0,"h":null}';
const full =
  `{"kind":"group","version":"Group/0.1.1","metadata":{"id":"web","name":"mystack/web","tags":{"o":"me"}},"template":"file:///web.tpl","properties":${opaque},` +
  `"options":{"PluginRetryInterval":"1s"},"depends":[{"kind":"simulator/disk","name":"disk1","bind":{"ip":"/Properties/ip"}}],"state":${opaque}}`;
const bare = '{"kind":"group","version":"","metadata":{"name":"w","tags":null},"properties":null}';

test.for<readonly [method: string, params: string, result: string]>([
  [
    "Controller.Plan",
    `{"Name":"mystack/groups","Operation":0,"Spec":${spec}}`,
    `{"Name":"mystack/groups","Object":${spec.slice(0, -1)},"state":${opaque}},"Plan":{"Message":["Managing 1 instances"]}}`,
  ],
  [
    "Controller.Commit",
    `{"Name":"mystack/groups","Operation":0,"Spec":${spec}}`,
    `{"Name":"mystack/groups","Object":${spec},"Plan":{"Message":null}}`,
  ],
  [
    "Controller.Commit",
    '{"name":"mystack/groups","spec":{"KIND":"group","metadata":{"Name":"w"},"depends":[]}}',
    `{"Name":"mystack/groups","Object":${bare},"Plan":{"Message":null}}`,
  ],
  [
    "Controller.Describe",
    '{"Name":"mystack/groups","Metadata":null}',
    `{"Name":"mystack/groups","Objects":[${full},${bare}]}`,
  ],
  ["Controller.Free", '{"Name":"g","Metadata":null}', '{"Name":"g","Objects":null}'],
  ["Controller.Free", '{"Name":"g","Metadata":{"name":"w","tags":null}}', '{"Name":"g","Objects":[]}'],
])(
  "controllerKind writes Go's members in Go's order when asked for %s with %s [encoding.spec]",
  async ([method, params, result]) => {
    expect(await ask({ controller: { groups: fakeController() } }, method, params)).toBe(
      `"result":${result}`,
    );
  },
);

test.for<readonly [operation: string, reached: string]>([
  ["0", "enforce"],
  ["1", "destroy"],
])("controllerKind tells the operation in a word when it is %s", async ([operation, reached]) => {
  const calls: Call[] = [];
  await ask({ controller: fakeController(calls) }, "Controller.Plan", `{"Operation":${operation}}`);
  expect(calls.map(([, word]) => word)).toEqual([reached]);
});

test.for(["2", "-1"])(
  "controllerKind refuses as Go's controllers do when the operation is %s [encoding.operation]",
  async (operation) => {
    const answer = await ask(
      { controller: fakeController() },
      "Controller.Commit",
      `{"Operation":${operation}}`,
    );
    expect(answer).toBe(refusal(`unknown operation: ${operation}`));
  },
);

test.for<readonly [name: string, params: string, where: string]>([
  [
    "the operation is a word",
    '{"Operation":"enforce"}',
    "Operation: expected an integer from -9007199254740991 to 9007199254740991, found a string",
  ],
  ["the spec is a list", '{"Spec":[]}', "Spec: expected an object, found an array"],
  [
    "a tag is a number",
    '{"Spec":{"metadata":{"tags":{"a":1}}}}',
    "Spec.metadata.tags.a: expected a string, found a number",
  ],
])("controllerKind says where when %s", async ([, params, where]) => {
  const answer = await ask({ controller: fakeController() }, "Controller.Plan", params);
  const sentence = `json: cannot unmarshal object into Go value of type [1]interface {} (${where})`;
  expect(answer).toBe(`"error":{"code":-32600,"message":${JSON.stringify(sentence)},"data":${params}}`);
});
