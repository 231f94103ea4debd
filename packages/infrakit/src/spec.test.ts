import { expect, test } from "vitest";
import { parseSpecs } from "./spec.ts";

const properties = {
  Allocation: { Size: 2 },
  Instance: { Plugin: "process", Properties: { Command: "sleep" } },
  Flavor: { Plugin: "vanilla", Properties: { Init: ["a"] } },
};
const plain = { ID: "web", Properties: properties };

const textOf = (specs: unknown): string => JSON.stringify(specs);

test.for([
  ["a plain spec", plain, "web"],
  ["names in another case", { id: "web", PROPERTIES: properties }, "web"],
  ["a typed spec", { kind: "group", metadata: { name: "web" }, properties }, "web"],
  [
    "a typed spec of a stack",
    { kind: "group", version: "", metadata: { name: "us-east/web", tags: null }, properties },
    "web",
    "us-east/web",
  ],
  ["a typed spec with an id", { kind: "group", metadata: { id: "w", name: "us-east/web" }, properties }, "w"],
] as const)("parseSpecs() reads the group when it is given %s", ([, spec, id, name = id]) => {
  expect(parseSpecs(textOf(spec)).map((read) => [read.id, read.name, read.properties?.text])).toEqual([
    [id, name, textOf(properties)],
  ]);
});

test("parseSpecs() reads all groups in their order when it is given a list", () => {
  const specs = [plain, { kind: "group", metadata: { name: "db" }, properties }];
  expect(parseSpecs(textOf(specs)).map(({ id }) => id)).toEqual(["web", "db"]);
});

test("parseSpecs() keeps digits and order of what plugins are told when JSON.parse would lose them", () => {
  const instance = '{"Plugin":"elsewhere","Properties":{"10":1,"9":12345678901234567890,"f":1.0}}';
  const text = `{"ID":"a","Properties":{"Allocation":{"Size":1},"Instance":${instance},"Flavor":{"Plugin":"vanilla"}}}`;
  expect(parseSpecs(text)[0]?.properties?.text).toContain('{"10":1,"9":12345678901234567890,"f":1.0}');
});

test.for([
  ["ID: must not be blank", { ...plain, ID: "" }],
  ["metadata.name: must not be blank", { kind: "group", properties }],
  ["metadata.name: must not be blank", { kind: "group", metadata: { name: "us-east/" }, properties }],
  ["ID: must not contain control characters", { ...plain, ID: "web\u0000" }],
  [
    "metadata.name: must not contain control characters",
    { kind: "group", metadata: { name: "a\n" }, properties },
  ],
  [
    "metadata.id: must not contain control characters",
    { kind: "group", metadata: { id: "\u009b" }, properties },
  ],
  ['Propertis: unknown member; did you mean "Properties"?', { ID: "web", Propertis: properties }],
  [
    '[1].Properties.Alocation: unknown member; did you mean "Allocation"?',
    [plain, { ID: "b", Properties: { Alocation: {} } }],
  ],
  [
    'properties.Allocation.Sise: unknown member; did you mean "Size"?',
    { kind: "group", metadata: { name: "b" }, properties: { Allocation: { Sise: 1 } } },
  ],
  [
    'Properties.Instance.Properties.Comand: unknown member; did you mean "Command"?',
    { ID: "a", Properties: { ...properties, Instance: { Plugin: "process", Properties: { Comand: "x" } } } },
  ],
  [
    "Properties.Flavor.Properties.Tags.a: expected a string, found a number",
    { ID: "a", Properties: { ...properties, Flavor: { Plugin: "vanilla", Properties: { Tags: { a: 1 } } } } },
  ],
  ["Properties.Instance.Plugin: name a plugin", { ID: "a", Properties: { ...properties, Instance: {} } }],
  ["Properties: Allocation must not be blank", { ID: "a", Properties: { ...properties, Allocation: {} } }],
  [
    "Properties: Only one Allocation method may be used",
    { ID: "a", Properties: { ...properties, Allocation: { Size: 1, LogicalIDs: ["x"] } } },
  ],
  ['kind: "pool" is not supported', { kind: "pool", metadata: { name: "x" } }],
  [
    "template: templates are not supported",
    { kind: "group", metadata: { name: "x" }, template: "file:///x", properties },
  ],
  ["expected an object, found a string", "web"],
  ["there is no spec in it", []],
  ["there is no spec in it", null],
] as const)("parseSpecs() says %j when a spec is wrong", ([message, spec]) => {
  expect(() => parseSpecs(textOf(spec))).toThrow(message);
});

test("parseSpecs() takes members that are not known when it is told to ignore them", () => {
  const flavor = { Plugin: "vanilla", Properties: { Inti: [] }, Options: {} };
  const spec = { ID: "a", Comment: "x", Properties: { ...properties, Flavor: flavor } };
  expect(parseSpecs(textOf(spec), { unknownMembers: "ignore" })[0]?.properties?.text).toContain('"Inti"');
});

test("parseSpecs() leaves alone what is told to a plugin that is not ours", () => {
  const instance = { Plugin: "aws/ec2-instance", Properties: { Comand: 1 } };
  expect(parseSpecs(textOf({ ID: "a", Properties: { ...properties, Instance: instance } }))).toHaveLength(1);
});
