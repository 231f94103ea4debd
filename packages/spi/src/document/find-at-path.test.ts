import { expect, test } from "vitest";
import { absentList } from "./codecs.ts";
import { findAtPath, keysAtPath } from "./find-at-path.ts";
import { RawJson } from "./raw-json.ts";

const document = RawJson.fromText(
  String.raw`{
    "a": {"b": 1, "null": null, "x[1]": "literal"},
    "c": {"x": [1, [2, 3], {"deep": true}]},
    "big": 12345678901234567890, "exact": 1.50,
    "order": {"10": 1, "9": 2},
    "people": [{"name": "ann", "at": {"port": 80}}, {"name": "bob", "at": {"port": 81}, "on": true}],
    "a/b": {"__proto__": 7},
    "empty": [], "text": "<é>\u00e9"
  }`,
);

test.for<[path: readonly string[], text: string | null]>([
  [["a", "b"], "1"],
  [["a"], '{"b":1,"null":null,"x[1]":"literal"}'],
  [["a", "null"], null],
  [["a", "zip"], null],
  [["a", "b", "c"], null],
  [["big"], "12345678901234567890"],
  [["exact"], "1.50"],
  [["order"], '{"10":1,"9":2}'],
  [["text"], String.raw`"<é>\u00e9"`],
  [["empty"], "[]"],
  [["empty", "[0]"], null],
  [["c", "x", "[0]"], "1"],
  [["c", "x", "[+1]", "[-1]"], "3"],
  [["c", "x", "[-3]"], "1"],
  [["c", "x", "[-4]"], null],
  [["c", "x", "[3]"], null],
  [["c", "x", "0"], null],
  [["c", "x", "length"], null],
  [["c", "x[1]"], "[2,3]"],
  [["c", "x[1][0]"], "2"],
  [["c", "x[2]", "deep"], "true"],
  [["c", "[0]"], null],
  [["a", "x[1]"], '"literal"'],
  [["people", "[name=bob]", "at", "port"], "81"],
  [["people[at/port=80]", "name"], '"ann"'],
  [["people", "[on=true]", "name"], '"bob"'],
  [["people", "[name=eve]"], null],
  [["people", "[age=]"], null],
  [["people", "[]"], null],
  [["a/b", "__proto__"], "7"],
  [["a", "__proto__"], null],
  [["a", "constructor"], null],
])("findAtPath() follows %j to %s [encoding.path.lookup]", ([path, text]) => {
  expect(findAtPath(document, path)?.text ?? null).toBe(text);
});

test("findAtPath() gives the whole document at the root", () => {
  expect(findAtPath(document, [])?.text).toBe(document.text);
});

test.for<[path: readonly string[], keys: readonly string[]]>([
  [[], ["a", "a/b", "big", "c", "empty", "exact", "order", "people", "text"]],
  [["order"], ["10", "9"]],
  [["people"], ["[0]", "[1]"]],
  [
    ["people", "[-1]"],
    ["at", "name", "on"],
  ],
  [["empty"], []],
  [["a", "b"], []],
  [["text"], []],
])("keysAtPath() lists what is below %j", ([path, keys]) => {
  expect(keysAtPath(document, path)).toEqual(keys);
});

test.for([["zip"], ["a", "null"], ["c", "x", "[9]"]])(
  "keysAtPath() tells that nothing stands at %j",
  (path) => {
    expect(keysAtPath(document, path)).toBe(absentList);
  },
);

test("keysAtPath() is not absent when an empty list stands there", () => {
  expect(keysAtPath(document, ["empty"])).not.toBe(absentList);
});

test("keysAtPath() orders many elements as InfraKit does", () => {
  const many = RawJson.fromValue(Array.from({ length: 11 }, (_, index) => index));
  expect(keysAtPath(many, []).slice(0, 4)).toEqual(["[0]", "[10]", "[1]", "[2]"]);
});
