import fc from "fast-check";
import { expect, test } from "vitest";
import { type JsonText, jsonText } from "../../test/json-text.ts";
import { DecodeError } from "./decode-error.ts";
import { type JsonParent, JsonSource, rootKey } from "./json-source.ts";

/** Asks for the text of a part, and of all parts of it. */
function expectParts(
  source: JsonSource,
  parent: JsonParent,
  [key, text]: readonly [string | number, JsonText],
): void {
  expect(source.textOf(parent, key)).toBe(text.compact);
  for (const part of text.parts) expectParts(source, parent[key] as JsonParent, part);
}

test("textOf() gives every part as it was written when the text is any", () => {
  fc.assert(
    fc.property(jsonText, (text) => {
      const source = new JsonSource(text.spaced);
      expectParts(source, source.root, [rootKey, text]);
    }),
    { numRuns: 500 },
  );
});

test.for<readonly [name: string, text: string, key: string, part: string]>([
  ["a 64-bit integer", '{"id":5577006791947779410}', "id", "5577006791947779410"],
  ["a number with a zero behind the point", '{"a":1.0}', "a", "1.0"],
  ["minus zero", '{"a":-0}', "a", "-0"],
  ["integer-like names", '{"a":{"10":1,"9":2}}', "a", '{"10":1,"9":2}'],
  ["twins, the later an object", '{"a":{"x":1.0},"a":{"y":2.0}}', "a", '{"y":2.0}'],
  ["twins, the later a list", '{"a":{"x":1.0},"a":[2.0]}', "a", "[2.0]"],
  ["twins inside of twins", '{"a":{"b":{"c":1.0}},"a":{"b":{"c":2.0}}}', "a", '{"b":{"c":2.0}}'],
  ["__proto__", '{"__proto__":{"x":1.0}}', "__proto__", '{"x":1.0}'],
  ["white space in a string", '{ "a" : " { \\" } " }', "a", '" { \\" } "'],
])("textOf() keeps what JSON.parse loses when the text has %s", ([, text, key, part]) => {
  const source = new JsonSource(text);
  expect(source.textOf(source.root[rootKey] as JsonParent, key)).toBe(part);
});

test("textOf() refuses when the document is nested 10,000 deep", () => {
  const source = new JsonSource("[".repeat(10_000) + "]".repeat(10_000));
  expect(() => source.textOf(source.root, rootKey)).toThrow("nested deeper than 512 levels");
});

test("textOf() gives a string of 5 MB when it has escapes all over", () => {
  const text = `"${'\\"\\\\\\u0041'.repeat(500_000)}"`;
  const source = new JsonSource(` ${text} `);
  expect(source.textOf(source.root, rootKey) === text).toBe(true);
});

test.for(["", " ", "{", "[1,]", '{"a":1,}', "01", "'a'", "undefined", "NaN", '"\n"', "1 2"])(
  "JsonSource() refuses when the text is %j",
  (text) => {
    expect(() => new JsonSource(text)).toThrow(DecodeError);
    expect(() => new JsonSource(text)).toThrow(/^not JSON: /);
  },
);
