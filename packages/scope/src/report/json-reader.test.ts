import { describe, expect, test } from "vitest";
import { JsonReader } from "./json-reader.ts";

/** The value as a tree; objects as lists of pairs, so that nothing is lost. */
function read(text: string, maxDepth = 512): unknown {
  const reader = new JsonReader(text, maxDepth);
  return readTree(reader);
}

function readTree(reader: JsonReader): unknown {
  const kind = reader.kind();
  switch (kind) {
    case "an object": {
      const members: [string, unknown][] = [];
      reader.readObject((name) => members.push([name, readTree(reader)]));
      return { members };
    }
    case "a list": {
      const elements: unknown[] = [];
      reader.readList((index) => (elements[index] = readTree(reader)));
      return elements;
    }
    case "a string":
      return reader.readString();
    case "a number":
      return { number: reader.readNumber() };
    case "a boolean":
    case "null":
      return { word: reader.readWord() };
  }
}

describe("JsonReader", () => {
  test.for([
    ["a string", '"a"', "a"],
    ["white space", ' \t\r\n"a" ', "a"],
    ["escapes", String.raw`"\"\\\/\b\f\n\r\t\u00e9"`, '"\\/\b\f\n\r\t\u00e9'],
    ["a surrogate pair", String.raw`"\ud83d\ude00"`, "\u{1f600}"],
    ["the first half of a pair", String.raw`"a\ud83db"`, "a\ufffdb"],
    ["the second half of a pair", String.raw`"\ude00"`, "\ufffd"],
    ["an escaped backslash at the end", String.raw`["\\","b"]`, ["\\", "b"]],
    ["a raw line break", '"a\nb"', "a\nb"],
    ["a raw line break beside escapes", '"a\n\\u00e9\\\\"', "a\n\u00e9\\"],
    [
      "digits that no float holds",
      "12345678901234567890.0100e-7",
      { number: "12345678901234567890.0100e-7" },
    ],
    ["words", "[true,false,null]", [{ word: "true" }, { word: "false" }, { word: "null" }]],
    ["empty containers", "[[],{}, [ ], { }]", [[], { members: [] }, [], { members: [] }]],
    [
      "repeated names",
      '{"a":"1","a":"2"}',
      {
        members: [
          ["a", "1"],
          ["a", "2"],
        ],
      },
    ],
    [
      "names of Object.prototype",
      '{"__proto__":"1","constructor":"2"}',
      {
        members: [
          ["__proto__", "1"],
          ["constructor", "2"],
        ],
      },
    ],
    ["bytes behind the value", '"a" and more', "a"],
  ] as const)("reads the first value when given %s", ([, text, expected]) => {
    expect(read(text)).toEqual(expected);
  });

  test.for([
    ["nothing", "", "expected a value, found the end (line 1, column 1)"],
    ["white space", " \n ", "expected a value, found the end (line 2, column 2)"],
    ["a byte order mark", "\ufeff{}", "expected a value, found a byte order mark (line 1, column 1)"],
    ["a word of nobody's", "nil", 'expected a value, found "nil" (line 1, column 1)'],
    ["a string without an end", '["abc', "[0]: a string has no closing quote"],
    ["a string that ends in an escape", '["abc\\', "[0]: a string has no closing quote"],
    ["an unknown escape", String.raw`["\x41"]`, String.raw`[0]: "\\x" is no escape of JSON`],
    ["half an escape", String.raw`["\u12"]`, String.raw`[0]: "\\u" is no escape of JSON`],
    ["a list without an end", "[1", 'expected "," or "]", found the end (line 1, column 3)'],
    ["a comma at the end of a list", "[1,\n]", 'a comma before "]" (line 2, column 1); remove it'],
    ["a comma at the end of an object", '{"a":1,}', 'a comma before "}" (line 1, column 8); remove it'],
    ["a name without quotes", "{a:1}", 'expected a name in quotes, found "a:1}" (line 1, column 2)'],
    ["a number for a name", "{1:1}", 'expected a name in quotes, found "1:1}" (line 1, column 2)'],
    ["no colon", '{"a" 1}', 'expected ":", found "1}" (line 1, column 6)'],
    ["a zero in front", "[01]", 'expected "," or "]", found "1]" (line 1, column 3)'],
    ["a sign alone", "[-]", '[0]: expected a number, found "-]" (line 1, column 2)'],
    ["the wrong bracket", '{"a":[1}', 'a: expected "," or "]", found "}" (line 1, column 8)'],
    [
      "names to be quoted",
      '{"a;<b>":{"c":[1,nul]}}',
      '["a;<b>"].c[1]: expected a value, found "nul]}}" (line 1, column 18)',
    ],
  ] as const)("says what is wrong and where when given %s", ([, text, message]) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ name: "ReportError", message }));
  });

  test("refuses what is nested deeper than its limit when it reads and when it skips", () => {
    expect(read("[[[]]]", 3)).toEqual([[[]]]);
    expect(() => read("[[[]]]", 2)).toThrow("[0][0]: it is nested deeper than 2 levels");
    expect(() => new JsonReader("[".repeat(100_000), 512).skip()).toThrow(
      "it is nested deeper than 512 levels",
    );
    expect(() => new JsonReader('{"a":'.repeat(100_000), 512).skip()).toThrow(
      "a.a.a.a.a.a.a.a….a.a.a.a: it is",
    );
  });

  test("refuses more lists and objects than its limit when it reads and when it skips", () => {
    const make = (count: number): string => `[${"{},".repeat(count - 2)}[]]`;
    expect(() => new JsonReader(make(2_000_000), 512).skip()).not.toThrow();
    expect(() => new JsonReader(make(2_000_001), 512).skip()).toThrow(
      "[1999999]: there are more than 2000000 lists and objects",
    );
    const reader = new JsonReader(make(17_000_000), 512);
    expect(() => reader.readList(() => reader.readObject(() => undefined))).toThrow(
      "there are more than 2000000",
    );
  });

  test("cuts names and values in messages when they are long", () => {
    const name = "n".repeat(1_000_000);
    const error = new JsonReader(`{"${name}":[?`, 512);
    expect(() => error.skip()).toThrow(`["${"n".repeat(80)}…"]`);
  });

  const megabytes = 50;
  test.for([
    ["one long string", () => `"${"a".repeat(megabytes << 20)}"`],
    ["backslashes", () => `"${"\\\\".repeat(megabytes << 19)}"`],
    ["quotes that are escaped", () => `"${'\\"'.repeat(megabytes << 19)}"`],
    ["short strings, then one escape", () => `[${'"a",'.repeat(megabytes << 18)}"\\n"]`],
    ["white space", () => `${" ".repeat(megabytes << 20)}1`],
    ["one long number", () => "1".repeat(megabytes << 20)],
  ] as const)("takes linear time when it skips 50 MB of %s", { timeout: 30_000 }, ([, make]) => {
    const reader = new JsonReader(`[${make()},"end"]`, 512);
    let last: unknown;
    reader.readList((index) => {
      if (index === 0) reader.skip();
      else last = readTree(reader);
    });
    expect(last).toBe("end");
  });
});
