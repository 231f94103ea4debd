import { expect, test } from "vitest";
import { cutToWidth, padToWidth, widthOf, wrapToWidth } from "./text-width.ts";

test.for([
  ["abc", 3],
  ["", 0],
  ["日本", 4],
  ["e\u0301x", 2],
  ["👩‍👩‍👧", 2],
] as const)("widthOf() says that %j takes %i columns", ([text, columns]) => {
  expect(widthOf(text)).toBe(columns);
});

test.for([
  ["abc", 3, "abc"],
  ["abcd", 3, "ab…"],
  ["日本語", 5, "日本…"],
  ["日本語", 4, "日…"],
  ["abcd", 1, "…"],
  ["abcd", 0, ""],
] as const)("cutToWidth() cuts %j to %i columns as %j", ([text, columns, cut]) => {
  expect(cutToWidth(text, columns)).toBe(cut);
});

test("padToWidth() fills up to the columns, and leaves what is wider", () => {
  expect(padToWidth("日", 4)).toBe("日  ");
  expect(padToWidth("abc", 2)).toBe("abc");
});

test.for<[text: string, columns: number, lines: readonly string[]]>([
  ["", 5, [""]],
  ["one two", 7, ["one two"]],
  ["one two three", 7, ["one two", "three"]],
  ["see /a/long/path now", 6, ["see", "/a/lon", "g/path", "now"]],
  ["日本語", 4, ["日本", "語"]],
  ["ab", 0, ["ab"]],
])("wrapToWidth() breaks %j at %i columns", ([text, columns, lines]) => {
  expect(wrapToWidth(text, columns)).toEqual(lines);
});
