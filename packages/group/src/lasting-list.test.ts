import { decodeJson, encodeJson, list, member, object, string } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { lastingList } from "./lasting-list.ts";

const named = object({ name: member("Name", string) });

test.for([
  { name: "no values", values: [] },
  { name: "one value", values: [{ name: "a" }] },
  { name: "characters that Go escapes", values: [{ name: "<a> & \u2028" }, { name: 'b"\b' }] },
])("lastingList() writes and reads $name as list() does", ({ values }) => {
  const codec = lastingList(named);
  const text = encodeJson(codec.encode(values));
  expect(text).toBe(encodeJson(list(named).encode(values)));
  expect(decodeJson(text, codec)).toEqual(values);
});

test("lastingList() encodes a value once, in whatever list it is", () => {
  let encoded = 0;
  const counting = { ...named, encode: (value: { name: string }) => (encoded++, named.encode(value)) };
  const codec = lastingList(counting);
  const [a, b] = [{ name: "a" }, { name: "b" }];
  codec.encode([a]);
  codec.encode([b, a]);
  expect(encoded).toBe(2);
});
