import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

function listSources(folder: string): readonly string[] {
  const paths: readonly string[] = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return paths
    .filter((path) => path.endsWith(".ts") && !/(?:^|\/)(?:node_modules|dist)\//.test(path))
    .map((path) => join(root, folder, path));
}

/** The sources that tests are made of, by name without their endings: names may occur more than once. */
const textsByName = new Map<string, string>();
for (const path of [...listSources("packages"), ...listSources("compat")]) {
  const name = basename(path).replace(/(?:\.system)?(?:\.test)?\.ts$/, "");
  textsByName.set(name, (textsByName.get(name) ?? "") + readFileSync(path, "utf8"));
}

interface Row {
  readonly number: string;
  readonly proofs: readonly { readonly file: string; readonly words: string }[];
}

/** The rows of the page: in the last column each file is followed by words of its tests in quotation marks. */
const rows = [
  ...readFileSync(join(root, "docs/design/faults.md"), "utf8").matchAll(/^\| ([A-Z]\d+) .*\|(.*)\|$/gm),
].map(([, number = "", cell = ""]): Row => {
  let file = "";
  const proofs = [...cell.matchAll(/([a-z][a-z-]*) (?=")|"([^"]+)"/g)].flatMap(([, name, words]) => {
    file = name ?? file;
    return words === undefined ? [] : [{ file, words }];
  });
  return { number, proofs };
});

test.for(rows)("docs/design/faults.md names tests that are there when row $number says so", ({ proofs }) => {
  expect(proofs.length).toBeGreaterThan(0);
  const missing = proofs.filter(({ file, words }) => textsByName.get(file)?.includes(words) !== true);
  expect(missing).toEqual([]);
});

test("docs/design/faults.md numbers its rows without a gap when they are read in order", () => {
  expect(rows.length).toBeGreaterThan(50);
  for (const letter of ["C", "U", "A"]) {
    const numbers = rows.flatMap(({ number }) =>
      number.startsWith(letter) ? [Number(number.slice(1))] : [],
    );
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  }
});
