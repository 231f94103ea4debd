import { RawJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { groupOf } from "../test/world.ts";
import { parseGroupProperties } from "./group-properties.ts";

test.for([
  { name: "blank", logicalIds: ["a", ""], message: "Allocation.LogicalIDs[1]: must not be blank" },
  {
    name: "given twice",
    logicalIds: ["a", "b", "a"],
    message: 'Allocation.LogicalIDs[2]: "a" stands there twice',
  },
  {
    name: "not for a terminal",
    logicalIds: ["a\u0007"],
    message: "Allocation.LogicalIDs[0]: expected text without control characters",
  },
])("parseGroupProperties() refuses a logical id that is $name", ({ logicalIds, message }) => {
  const properties = RawJson.fromValue(groupOf({ LogicalIDs: logicalIds }));
  expect(() => parseGroupProperties(properties)).toThrow(`Invalid properties: ${message}`);
});

test("parseGroupProperties() refuses a size that nobody can mean", () => {
  const parse = (Size: number): unknown => parseGroupProperties(RawJson.fromValue(groupOf({ Size })));
  expect(parse(100_000)).toMatchObject({ allocation: { size: 100_000 } });
  expect(() => parse(100_001)).toThrow(
    "Invalid properties: Allocation.Size: expected at most 100000, found 100001",
  );
});

test("parseGroupProperties() refuses more logical ids than a group may have members", () => {
  const parse = (count: number): unknown => {
    const LogicalIDs = Array.from({ length: count }, (_, index) => `node-${index}`);
    return parseGroupProperties(RawJson.fromValue(groupOf({ LogicalIDs })));
  };
  expect(parse(100_000)).toMatchObject({ allocation: { size: 0 } });
  expect(() => parse(100_001)).toThrow(
    "Invalid properties: Allocation.LogicalIDs: expected at most 100000, found 100001",
  );
});
