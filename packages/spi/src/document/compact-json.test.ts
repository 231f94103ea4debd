import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonText } from "../../test/json-text.ts";
import { compactJson, isTooDeep, maxJsonDepth } from "./compact-json.ts";

test("compactJson() removes the white space between tokens, and nothing else, when the text is valid", () => {
  fc.assert(
    fc.property(jsonText, ({ spaced, compact }) => {
      expect(compactJson(` ${spaced}\n`)).toBe(compact);
      expect(compactJson(compact)).toBe(compact);
    }),
  );
});

const nested = (depth: number, inner = ""): string => "[".repeat(depth) + inner + "]".repeat(depth);

test.for<readonly [name: string, text: string, tooDeep: boolean]>([
  ["at the limit", nested(maxJsonDepth), false],
  ["at the limit with something in it", nested(maxJsonDepth, "1"), false],
  ["one beyond the limit", nested(maxJsonDepth + 1), true],
  ["10,000 deep", nested(10_000), true],
  ["objects beyond the limit", '{"a":'.repeat(600) + "1" + "}".repeat(600), true],
  ["wide", `[${Array.from({ length: 2_000 }, () => "[]").join(",")}]`, false],
  ["a string of brackets", `"${"[".repeat(2_000)}"`, false],
  ["a string of escaped quotes and brackets", `"${'\\"['.repeat(2_000)}"`, false],
])("isTooDeep() counts brackets outside of strings when the text is %s", ([, text, tooDeep]) => {
  expect(isTooDeep(text)).toBe(tooDeep);
});

test("isTooDeep() counts up to another limit when there is one", () => {
  expect(isTooDeep(nested(20), 20)).toBe(false);
  expect(isTooDeep(nested(21), 20)).toBe(true);
});
