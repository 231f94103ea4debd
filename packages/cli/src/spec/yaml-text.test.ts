import { expect, test } from "vitest";
import { yamlToJson } from "./yaml-text.ts";

test.for([
  [
    "numbers keep their digits",
    "a: 12345678901234567890\nb: 1.0\nc: -0.50\nd: 1e3",
    '{"a":12345678901234567890,"b":1.0,"c":-0.50,"d":1e3}',
  ],
  ["members keep their order", '{"10": 1, "9": 2, b: 3, a: 4}', '{"10":1,"9":2,"b":3,"a":4}'],
  [
    "numbers that JSON has not are written as it has them",
    "a: 0x1F\nb: 0o17\nc: +1\nd: .5",
    '{"a":31,"b":15,"c":1,"d":0.5}',
  ],
  [
    "words stay words",
    'a: "1"\nb: no\nc: 1.2.3\nd: 2026-01-01',
    '{"a":"1","b":"no","c":"1.2.3","d":"2026-01-01"}',
  ],
  ["nothing is null", "a:\nb: ~", '{"a":null,"b":null}'],
  [
    "an alias is what it stands for",
    "a: &x {n: 12345678901234567890}\nb: *x",
    '{"a":{"n":12345678901234567890},"b":{"n":12345678901234567890}}',
  ],
  ["a merge is done", "a: &x {n: 1, m: 2}\nb:\n  <<: *x\n  m: 3", '{"a":{"n":1,"m":2},"b":{"n":1,"m":3}}'],
  ["a text of lines stays one", "a: |\n  x\n  y\n", '{"a":"x\\ny\\n"}'],
  ["several documents are a list", "a: 1\n---\nb: 2\n", '[{"a":1},{"b":2}]'],
  ["a number as a name is a word", "1: a\ntrue: b", '{"1":"a","true":"b"}'],
  ["an empty text is null", "", "null"],
] as const)("yamlToJson() writes JSON where %s", ([, yaml, json]) => {
  expect(yamlToJson(yaml)).toBe(json);
});

test.for([
  ["an open list", "a: [1,\nb: 2", "at line 2, column"],
  ["a tab for indentation", "a:\n\tb: 1", "at line 2, column 1"],
  ["a name that is there twice", "a: 1\na: 2", "Map keys must be unique at line 2, column 1"],
  ["a tag that nobody knows", "a: !thing 1", "Unresolved tag: !thing at line 1, column 4"],
  ["a number that is none", "a: .nan", "JSON has no number NaN"],
  ["an alias of nothing", "a: *x", "Unresolved alias"],
  ["a bomb of aliases", bomb(), "Excessive alias count"],
] as const)("yamlToJson() says what is wrong, and where, when it finds %s", ([, yaml, message]) => {
  expect(() => yamlToJson(yaml)).toThrow(message);
});

/** Ten levels of ten aliases each: ten thousand million nodes. */
function bomb(): string {
  const levels = Array.from({ length: 10 }, (_, level) => {
    const aliases = Array.from({ length: 10 }, () => `*l${level}`).join(", ");
    return `l${level + 1}: &l${level + 1} [${aliases}]`;
  });
  return ["l0: &l0 x", ...levels].join("\n");
}
