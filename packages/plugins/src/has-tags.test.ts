import type { Tags } from "@infrakit/spi/data";
import { expect, test } from "vitest";
import { hasTags } from "./has-tags.ts";

interface Row {
  readonly name: string;
  readonly tags: Tags;
  readonly wanted: Tags;
  readonly expected: boolean;
}

test.for<Row>([
  { name: "nothing is wanted", tags: { a: "1" }, wanted: {}, expected: true },
  { name: "all are there", tags: { a: "1", b: "2" }, wanted: { b: "2", a: "1" }, expected: true },
  { name: "a value differs", tags: { a: "1" }, wanted: { a: "2" }, expected: false },
  { name: "one is missing", tags: { a: "1" }, wanted: { a: "1", b: "" }, expected: false },
  { name: "the name is one of every object", tags: {}, wanted: { toString: "" }, expected: false },
])("hasTags() says $expected when $name", ({ tags, wanted, expected }) => {
  expect(hasTags(tags, wanted)).toBe(expected);
});
