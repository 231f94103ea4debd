import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const read = (path: string): string => readFileSync(join(import.meta.dirname, "..", path), "utf8");

/** The words of a union of strings, from the source that declares it. */
function wordsOf(source: string, type: string): readonly string[] {
  const union = new RegExp(`export type ${type} =([^;]*);`).exec(source)?.[1] ?? "";
  return [...union.matchAll(/"([^"]+)"/g)].map(([, word = ""]) => word);
}

/** Code, meaning and advice of each row of the table. */
function rowsOf(page: string): readonly (readonly string[])[] {
  return [...page.matchAll(/^\| `([a-z_]+)` *\|(.*)\|(.*)\|$/gm)].map(([, ...cells]) =>
    cells.map((cell) => cell.trim()),
  );
}

const source = read("packages/spi/src/local-error.ts");
const rows = rowsOf(read("docs/reference/errors.md"));
const words = wordsOf(source, "LocalErrorCode");

test("docs/reference/errors.md lists the codes, in their order, when compared with LocalErrorCode", () => {
  expect(words.length).toBeGreaterThan(10);
  expect(rows.map(([code]) => code)).toEqual(words);
});

test("docs/reference/errors.md says what to do when there is a code", () => {
  const incomplete = rows.filter((cells) => cells.length !== 3 || cells.includes(""));
  expect(incomplete).toEqual([]);
});

test("docs/reference/errors.md says that a call may have happened when outcomeOf() is unknown", () => {
  const unknown = /unknownCodes[^=]*= new Set\(\[([^\]]*)\]/.exec(source)?.[1] ?? "";
  const expected = [...unknown.matchAll(/"([^"]+)"/g)].map(([, code]) => code);
  const said = rows
    .filter(([, meaning]) => meaning?.includes("may have happened") === true)
    .map(([code]) => code);
  expect(said).toEqual(expected);
});

test("LocalErrorCode explains every code when one reads its source", () => {
  const comment = source.slice(0, source.indexOf("export type LocalErrorCode"));
  expect(words.filter((word) => !comment.includes(`\`${word}\``))).toEqual([]);
});
