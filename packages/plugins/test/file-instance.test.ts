import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createFileInstances } from "@infrakit/plugins/instance/file";
import type { InstanceSpec } from "@infrakit/spi/data";
import { absentList, RawJson } from "@infrakit/spi/document";
import { expect } from "vitest";
import { test } from "./place.ts";

const everything = { tags: {}, properties: true };

/** As a Go controller has sent it. */
const spec: InstanceSpec = {
  properties: RawJson.fromText('{"Note":"<a>&b","n":12345678901234567890,"10":1,"9":2,"f":1.50,"e":{}}'),
  tags: { b: "2", a: "1" },
  init: "x\ny",
  logicalId: null,
  attachments: absentList,
};

test("provision() writes a file as InfraKit does [instance.file]", async ({ place }) => {
  const plugin = createFileInstances(place);
  const id = await plugin.provision(spec);
  expect(id).toMatch(/^instance-[0-9]{1,19}$/);
  expect(await readFile(join(place.directory, id), "utf8")).toBe(
    `{
"ID": "${id}",
"LogicalID": null,
"Tags": {
"a": "1",
"b": "2"
},
"Spec": {
"Properties": {
"Note": "\\u003ca\\u003e\\u0026b",
"n": 12345678901234567890,
"10": 1,
"9": 2,
"f": 1.50,
"e": {}
},
"Tags": {
"a": "1",
"b": "2"
},
"Init": "x\\ny",
"LogicalID": null,
"Attachments": null
}
}`,
  );
});

test("describeInstances() gives tags with labels, and the spec as it was", async ({ place }) => {
  const plugin = createFileInstances(place);
  const id = await plugin.provision({ ...spec, logicalId: "10.0.0.1" });
  await Promise.all([plugin.label(id, { b: "3" }), plugin.label(id, { c: "4" })]);
  const [instance, ...others] = await plugin.describeInstances({ tags: { c: "4" }, properties: true });
  expect(others).toEqual([]);
  expect(instance).toMatchObject({ id, logicalId: "10.0.0.1", tags: { a: "1", b: "3", c: "4" } });
  expect(instance?.properties?.text).toBe(
    '{"Properties":{"Note":"\\u003ca\\u003e\\u0026b","n":12345678901234567890,"10":1,"9":2,"f":1.50,"e":{}},' +
      '"Tags":{"a":"1","b":"2"},"Init":"x\\ny","LogicalID":"10.0.0.1","Attachments":null}',
  );
  const [bare] = await plugin.describeInstances({ tags: {}, properties: false });
  expect(bare?.properties).toBeNull();
  expect(await plugin.describeInstances({ tags: { b: "2" }, properties: false })).toEqual([]);
});

test("describeInstances() lists a hundred that were made at once, in the order of their names", async ({
  place,
}) => {
  const plugin = createFileInstances({ directory: join(place.directory, "deep", "er") });
  const ids = await Promise.all(Array.from({ length: 100 }, () => plugin.provision(spec)));
  expect((await plugin.describeInstances(everything)).map(({ id }) => id)).toEqual(ids.toSorted());
});

test("destroy() removes the file, and only files of instances", async ({ place }) => {
  const plugin = createFileInstances(place);
  const id = await plugin.provision(spec);
  const other = join(place.directory, "notes.txt");
  await writeFile(other, "mine");
  expect(await plugin.describeInstances(everything)).toHaveLength(1);
  await plugin.destroy(id, "terminate");
  expect(await readdir(place.directory)).toEqual(["notes.txt"]);
  for (const unknown of [id, "nope", "notes.txt", "../nope"]) {
    const message = `remove ${join(place.directory, unknown)}: no such file or directory`;
    await expect(plugin.destroy(unknown, "terminate")).rejects.toThrow(message);
  }
  await expect(plugin.label("nope", { a: "1" })).rejects.toThrow(
    `open ${join(place.directory, "nope")}: no such file or directory`,
  );
  expect(await readFile(other, "utf8")).toBe("mine");
});

test("describeInstances() throws when a file cannot be read, rather than leave an instance out", async ({
  place,
}) => {
  const plugin = createFileInstances(place);
  await plugin.provision(spec);
  const path = join(place.directory, "instance-1");
  await writeFile(path, '{"ID":');
  await expect(plugin.describeInstances(everything)).rejects.toMatchObject({
    code: "state_unreadable",
    message: expect.stringMatching(
      /^Cannot read the instance ".*\/instance-1": not JSON: .*; repair or remove/,
    ) as string,
  });
  await rm(path);
  expect(await plugin.describeInstances(everything)).toHaveLength(1);
});

test("describeInstances() throws when the directory has vanished, rather than say that there are none", async ({
  place,
}) => {
  const directory = join(place.directory, "files");
  const plugin = createFileInstances({ directory });
  expect(await plugin.describeInstances(everything)).toEqual([]);
  await rm(directory, { recursive: true });
  await expect(plugin.describeInstances(everything)).rejects.toThrow("ENOENT");
});

test("provision() says so when the directory cannot be made", async ({ place }) => {
  await writeFile(join(place.directory, "file"), "");
  const plugin = createFileInstances({ directory: join(place.directory, "file", "x") });
  await expect(plugin.provision(spec)).rejects.toMatchObject({ code: "state_unwritable" });
});

test.for(["null", "{}", '{"any":[1]}'])("validate() takes the properties %s", async (text, { place }) => {
  const plugin = createFileInstances(place);
  await expect(plugin.validate(RawJson.fromText(text))).resolves.toBeUndefined();
  await expect(plugin.validate(null)).resolves.toBeUndefined();
});

test.for<readonly [text: string, kind: string]>([
  ["5", "number"],
  ["[1]", "array"],
  ['"x"', "string"],
  ["true", "bool"],
])("validate() refuses the properties %s as Go's does", async ([text, kind], { place }) => {
  const plugin = createFileInstances(place);
  await expect(plugin.validate(RawJson.fromText(text))).rejects.toThrow(
    `json: cannot unmarshal ${kind} into Go value of type file.Spec`,
  );
});
