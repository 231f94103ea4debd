import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

/** Names of variables in a text, each once, sorted. */
const namesIn = (text: string): readonly string[] =>
  [...new Set(text.match(/\bINFRAKIT_[A-Z][A-Z_]*[A-Z]\b/g) ?? [])].toSorted();

/** Everything that is written in TypeScript below a folder, tests or not. */
function textBelow(folder: string): string {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(?:ts|js)$/.test(path) && !/(?:^|\/)(?:node_modules|dist)\//.test(path))
    .map((path) => readFileSync(join(root, folder, path), "utf8"))
    .join("\n");
}

test("docs/reference/environment.md lists the variables when compared with the sources", () => {
  const page = readFileSync(join(root, "docs/reference/environment.md"), "utf8");
  expect(namesIn(page)).toEqual(namesIn(textBelow("packages") + textBelow("test")));
});
