import { expect, test } from "vitest";
import { formatPath, parsePath, type Path } from "./path.ts";

interface Row {
  readonly name: string;
  readonly text: string;
  readonly path: Path;
  /** What it is written as; the same text if this is absent. */
  readonly formatted?: string;
}

const rows: readonly Row[] = [
  { name: "a dot is the root", text: ".", path: [] },
  { name: "nothing is the root", text: "", path: [], formatted: "." },
  { name: "slashes alone are the root", text: "//", path: [], formatted: "." },
  { name: "names are joined by slashes", text: "groups/w/Converged", path: ["groups", "w", "Converged"] },
  { name: "elements of lists", text: "c/x/[0]", path: ["c", "x", "[0]"] },
  { name: "a slash in front", text: "/a/b", path: ["a", "b"], formatted: "a/b" },
  { name: "a slash at the end", text: "a/b/", path: ["a", "b"], formatted: "a/b" },
  { name: "dots inside", text: "a/./b/../c", path: ["a", "c"], formatted: "a/c" },
  { name: "dots beyond the root", text: "../../a", path: ["a"], formatted: "a" },
  { name: "space and quotes around", text: ' "a/b"\n', path: ["a", "b"], formatted: "a/b" },
  { name: "one quoted name", text: "'a'", path: ["a"], formatted: "a" },
  { name: "a quoted name with a slash", text: "x/'a/b'/y", path: ["x", "a/b", "y"] },
  { name: "a quoted name in front", text: "'a/b'/y", path: ["a/b", "y"] },
];

test.for(rows)("parsePath() reads $name [encoding.path]", ({ text, path }) => {
  expect(parsePath(text)).toEqual(path);
});

test.for(rows)("formatPath() writes $name", ({ text, path, formatted = text }) => {
  expect(formatPath(path)).toBe(formatted);
});

/** More than the stack of an expression holds. */
const long = 8_000_000;

/** So much that an expression which goes through it from each of its places takes a minute. */
const wide = 400_000;

test.for<readonly [name: string, text: string, expected: Path]>([
  ["a name is long", "a".repeat(long), ["a".repeat(long)]],
  ["space fills a name", `a${" ".repeat(wide)}b`, [`a${" ".repeat(wide)}b`]],
  ["space is all there is", " ".repeat(wide), []],
  ["a quote is never closed", `'${"a".repeat(long)}`, ["a".repeat(long)]],
])("parsePath() reads much at once when %s", { timeout: 5_000 }, ([, text, expected]) => {
  const path = parsePath(text);
  expect(path.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
});
