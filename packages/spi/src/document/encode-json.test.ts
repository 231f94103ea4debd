import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeJson } from "./encode-json.ts";
import { RawJson } from "./raw-json.ts";

test.for<readonly [name: string, value: unknown, text: string]>([
  ["HTML", "<a href='x'>&</a>", String.raw`"\u003ca href='x'\u003e\u0026\u003c/a\u003e"`],
  ["line separators", "\u2028\u2029", String.raw`"\u2028\u2029"`],
  ["control characters", "\b\f\n\r\t\u0000\u001f", String.raw`"\u0008\u000c\n\r\t\u0000\u001f"`],
  ["a backslash before a letter", "\\b\\f\\ud800\\\b", String.raw`"\\b\\f\\ud800\\\u0008"`],
  ["DEL and beyond ASCII", "\u007fé😀", '"\u007fé😀"'],
  ["half a surrogate pair", "a\ud83db\ude00", '"a\ufffdb\ufffd"'],
  ["half a pair in a name", { "\ud83d<": 1 }, String.raw`{"${"\ufffd"}\u003c":1}`],
  ["absent members", { a: undefined, b: null }, '{"b":null}'],
  ["nothing at all", undefined, "null"],
  ["numbers", [1e21, 1e-7, 0.1, 1e20], "[1e+21,1e-7,0.1,100000000000000000000]"],
])("encodeJson() writes as Go does when given %s", ([, value, text]) => {
  expect(encodeJson(value)).toBe(text);
});

test("encodeJson() writes raw values as they are, but for HTML, when they are parts", () => {
  const raw = RawJson.fromText('{"10":1.0,"9":12345678901234567890,"s":"<\\b\\u0041\\ud800"}');
  expect(encodeJson({ a: [raw, raw], b: "$&" })).toBe(
    String.raw`{"a":[{"10":1.0,"9":12345678901234567890,"s":"\u003c\b\u0041\ud800"},{"10":1.0,"9":12345678901234567890,"s":"\u003c\b\u0041\ud800"}],"b":"$\u0026"}`,
  );
});

test("encodeJson() keeps its raw values apart when an encoder runs another", () => {
  const outer = {
    first: RawJson.fromText("1.0"),
    inner: { toJSON: () => encodeJson(RawJson.fromText("2.0")) },
  };
  expect(encodeJson({ ...outer, last: RawJson.fromText("3.0") })).toBe(
    '{"first":1.0,"inner":"2.0","last":3.0}',
  );
});

test("encodeJson() works again when an encoder threw", () => {
  const fails = {
    toJSON: (): never => {
      throw new Error("no");
    },
  };
  expect(() => encodeJson([RawJson.fromText("1.0"), fails])).toThrow("no");
  expect(JSON.stringify(RawJson.fromText("1.0"))).toBe("1");
});

test("encodeJson() writes what JSON.parse reads back when strings are well-formed", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      // `-0` is an integer to JavaScript's writer.
      expect(JSON.parse(encodeJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
