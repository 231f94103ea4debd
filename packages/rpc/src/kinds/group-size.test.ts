import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { readSize, writeSize } from "./group-size.ts";

const specOf = (properties: string | null) => ({
  id: "w",
  properties: properties === null ? null : RawJson.fromText(properties),
});

test.for<readonly [name: string, properties: string | null, size: number]>([
  ["a size", '{"Allocation":{"Size":3,"LogicalIDs":null}}', 3],
  ["logical ids", '{"allocation":{"LogicalIDs":["a","b"]}}', 2],
  ["nothing", "{}", 0],
  ["no properties", null, 0],
])("readSize() counts the instances when a spec has %s", ([, properties, size]) => {
  expect(readSize(specOf(properties))).toBe(size);
});

test.for<readonly [name: string, properties: string | null, written: string]>([
  [
    "a size",
    '{"Instance":{"Properties":{"10":1.0,"9":12345678901234567890}},"Allocation":{"Size":3},"Flavor":{}}',
    '{"Instance":{"Properties":{"10":1.0,"9":12345678901234567890}},"Allocation":{"Size":5},"Flavor":{}}',
  ],
  ["a size in lower case", '{"allocation":{"size":3}}', '{"allocation":{"Size":5}}'],
  ["no size", '{"Flavor":{}}', '{"Flavor":{},"Allocation":{"Size":5}}'],
  ["no properties", null, '{"Allocation":{"Size":5}}'],
])("writeSize() changes nothing but the size when a spec has %s", ([, properties, written]) => {
  expect(writeSize(specOf(properties), 5).properties?.text).toBe(written);
});

test.for<readonly [name: string, properties: string, size: number, reason: string]>([
  ["it is negative", "{}", -1, "size cannot be negative"],
  [
    "the group has logical ids",
    '{"Allocation":{"LogicalIDs":["a"]}}',
    2,
    "cannot set size if logic ids are explicitly set",
  ],
])("writeSize() refuses a size as Go does when %s", ([, properties, size, reason]) => {
  expect(() => writeSize(specOf(properties), size)).toThrow(new Error(reason));
});
