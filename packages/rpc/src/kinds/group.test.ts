import { expect, test } from "vitest";
import { ask } from "../../test/ask.ts";
import { fakeFlavor, fakeGroup, fakeInstance } from "../../test/fakes.ts";

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
