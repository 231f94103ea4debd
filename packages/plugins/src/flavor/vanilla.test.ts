import { RawJson, absentList, absentMap } from "@infrakit/spi/document";
import type { InstanceSpec } from "@infrakit/spi/data";
import { expect, test } from "vitest";
import { createVanillaFlavor, vanillaFlavor } from "./vanilla.ts";

const flavor = createVanillaFlavor();
const allocation = { size: 2, logicalIds: [] };
const index = { group: "w", sequence: 2 };
const bare: InstanceSpec = {
  properties: RawJson.fromText('{"Note":"x"}'),
  tags: absentMap,
  init: "",
  logicalId: null,
  attachments: absentList,
};

test("prepare() adds script, tags and attachments when the spec has some already", async () => {
  const properties = RawJson.fromText(
    '{"Init":["b","c"],"Tags":{"a":"9","t":"w"},"Attachments":[{"ID":"x","Type":"y"}]}',
  );
  const spec = { ...bare, init: "a", tags: { a: "1" }, attachments: [{ id: "disk", type: "ebs" }] };
  expect(await flavor.prepare({ properties, spec, allocation, index })).toEqual({
    ...bare,
    init: "a\nb\nc",
    tags: { a: "9", t: "w" },
    attachments: [
      { id: "disk", type: "ebs" },
      { id: "x", type: "y" },
    ],
  });
});

test.for([
  { name: "there are none", properties: null, init: "" },
  { name: "they are empty", properties: RawJson.fromText("{}"), init: "" },
  { name: "names are written in lower case", properties: RawJson.fromText('{"init":["a"]}'), init: "a" },
  { name: "there are names that it does not know", properties: RawJson.fromText('{"Note":1}'), init: "" },
  {
    name: "a line looks like a template",
    properties: RawJson.fromText('{"Init":["echo {{ INDEX.Sequence }}"]}'),
    init: "echo {{ INDEX.Sequence }}",
  },
])("prepare() takes the properties when $name", async ({ properties, init }) => {
  await expect(flavor.validate(properties, allocation)).resolves.toBeUndefined();
  const prepared = await flavor.prepare({ properties, spec: bare, allocation, index });
  expect(prepared).toEqual({ ...bare, init });
  // What a document leaves out stays left out: `null` for other programs.
  expect(prepared.tags).toBe(absentMap);
  expect(prepared.attachments).toBe(absentList);
});

test.for([
  {
    name: "there are two scripts",
    properties: '{"Init":["a"],"InitScriptTemplateURL":"x"}',
    message: 'Either "Init" or "InitScriptTemplateURL" can be specified but not both',
  },
  {
    name: "the script is a template",
    properties: '{"InitScriptTemplateURL":"file:///x"}',
    message:
      'Cannot use InitScriptTemplateURL "file:///x": templates are not supported; ' +
      'write the lines of the script in "Init"',
  },
  {
    name: "a tag is the group's",
    properties: '{"Tags":{"t":"w","infrakit.slot":"3"}}',
    message: 'Cannot set the tag "infrakit.slot": only the group may; choose another name',
  },
  {
    name: "a line is no string",
    properties: '{"Init":[1]}',
    message: "Init[0]: expected a string, found a number",
  },
])("validate() refuses the properties when $name", async ({ properties, message }) => {
  await expect(flavor.validate(RawJson.fromText(properties), allocation)).rejects.toMatchObject({ message });
});

test("healthy() answers healthy at once, and drain() has nothing to do", async () => {
  const instance = { id: "i", logicalId: null, tags: {}, properties: null };
  expect(await flavor.healthy(null, instance)).toBe("healthy");
  await expect(flavor.drain(null, instance)).resolves.toBeUndefined();
});

test("vanillaFlavor() writes the document that the flavor reads", () => {
  expect(vanillaFlavor().properties.text).toBe("{}");
  const { plugin, properties } = vanillaFlavor({
    init: ["a"],
    tags: { t: "w" },
    attachments: [{ id: "x", type: "y" }],
  });
  expect(plugin).toBe("vanilla");
  expect(properties.text).toBe('{"Init":["a"],"Tags":{"t":"w"},"Attachments":[{"ID":"x","Type":"y"}]}');
});
