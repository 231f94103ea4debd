import { expect, test } from "vitest";
import { indentJson } from "./indent-json.ts";

test.for([
  { name: "an object", text: '{"a":1,"b":null}', expected: '{\n"a": 1,\n"b": null\n}' },
  { name: "a list in an object", text: '{"a":[1,2]}', expected: '{\n"a": [\n1,\n2\n]\n}' },
  { name: "empty parts", text: '{"a":{},"b":[]}', expected: '{\n"a": {},\n"b": []\n}' },
  { name: "marks in strings", text: '{"{,}":"a:\\"[,]\\\\"}', expected: '{\n"{,}": "a:\\"[,]\\\\"\n}' },
  { name: "a number of 20 digits", text: "[12345678901234567890]", expected: "[\n12345678901234567890\n]" },
])("indentJson() writes $name as Go's MarshalIndent does", ({ text, expected }) => {
  expect(indentJson(text)).toBe(expected);
});
