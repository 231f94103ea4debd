import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonText } from "../../test/json-text.ts";
import { integer, list, string } from "./codecs.ts";
import { DecodeError } from "./decode-error.ts";
import { encodeJson } from "./encode-json.ts";
import { decodeJson, RawJson } from "./raw-json.ts";

test("fromText() keeps digits, order, twins and escapes when the text is any [encoding.any]", () => {
  fc.assert(
    fc.property(jsonText, ({ spaced, compact }) => {
      expect(RawJson.fromText(spaced).text).toBe(compact);
    }),
  );
});

test("fromText() refuses when the text is not JSON or nested too deep", () => {
  expect(() => RawJson.fromText("{a:1}")).toThrow(DecodeError);
  expect(() => RawJson.fromText("[".repeat(10_000) + "]".repeat(10_000))).toThrow(DecodeError);
});

test("toJSON() lets JSON.stringify write the value when it is a part of another", () => {
  expect(JSON.stringify({ a: RawJson.fromText('{"b": 1.0}') })).toBe('{"a":{"b":1}}');
});

test("parse() and decode() read the value when it has the shape", () => {
  const raw = RawJson.fromText("[1, 2]");
  expect(raw.parse()).toEqual([1, 2]);
  expect(raw.decode(list(integer))).toEqual([1, 2]);
  expect(() => raw.decode(list(string))).toThrow("[0]: expected a string, found a number");
});

test("equals() compares what is written when values are alike", () => {
  expect(RawJson.fromText("1").equals(RawJson.fromText(" 1 "))).toBe(true);
  expect(RawJson.fromText("1").equals(RawJson.fromText("1.0"))).toBe(false);
});

test("decodeJson() gives back the value when encodeJson() wrote it", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (strings) => {
      expect(decodeJson(encodeJson(strings), list(string))).toEqual(strings);
    }),
  );
});
