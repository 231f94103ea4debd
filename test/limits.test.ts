import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

/** What the name of a limit looks like. */
const limitName = /^(?:max|longest|defaultMax)[A-Z]|(?<!Per)(?:Ms|Bytes)$/;

/** Numbers by name: constants and members that are a number or a product of numbers, or of such constants. */
function numbersIn(source: string): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const [, name = "", product = ""] of source.matchAll(
    /(?<![#\w])(\w+)(?:: number)?(?: =|:) ([\w. *]+)[,;]\n/g,
  )) {
    const factors = product
      .split(" * ")
      .map((factor) => numbers.get(factor) ?? Number(factor.replaceAll("_", "")));
    const number = factors.reduce((result, factor) => result * factor, 1);
    if (limitName.test(name) && !Number.isNaN(number)) numbers.set(name, number);
  }
  return numbers;
}

function sourcesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .map((path) => readFileSync(join(root, folder, path), "utf8"));
}

const unit: Readonly<Record<string, number>> = { s: 1000, ms: 1, KiB: 1024, MiB: 1024 * 1024, "": 1 };

/** The rows of the tables: numbers by name. */
function numbersOn(page: string): readonly (readonly [name: string, number: number])[] {
  return Array.from(
    page.matchAll(/^\|[^|]+\| ([\d.,]+) ?([A-Za-z]*) +\| `(\w+)` +\|/gm),
    ([, digits = "", of = "", name = ""]) => [name, Number(digits.replaceAll(",", "")) * (unit[of] ?? NaN)],
  );
}

const code = new Map([
  ...sourcesBelow("packages/rpc/src").flatMap((source) => [...numbersIn(source)]),
  ...numbersIn(readFileSync(join(root, "packages/spi/src/document/compact-json.ts"), "utf8")),
]);
const page = numbersOn(readFileSync(join(root, "docs/reference/limits.md"), "utf8"));

test("docs/reference/limits.md lists every limit with its number when compared with the sources", () => {
  expect(page.length).toBeGreaterThan(25);
  expect(new Map(page)).toEqual(code);
});

test("docs/reference/limits.md lists each limit once", () => {
  const names = page.map(([name]) => name);
  expect(names).toEqual([...new Set(names)]);
});

describe.for(["host", "http", "report", "server", "publish", "sdk"])(
  "the folder %s of packages/scope",
  (folder) => {
    const [, section = ""] = readFileSync(join(root, "docs/reference/scope-limits.md"), "utf8").split(
      `(\`${folder}\`)\n`,
    );
    const [rowsOfFolder = ""] = section.split("\n## ");
    const rows = numbersOn(rowsOfFolder);
    // What begins at 0 counts something.
    const limits = new Map(
      sourcesBelow(`packages/scope/src/${folder}`)
        .flatMap((source) => [...numbersIn(source)])
        .filter(([, number]) => number > 0),
    );

    test("docs/reference/scope-limits.md lists its limits, each once, with their numbers", () => {
      expect(limits.size).toBeGreaterThan(2);
      expect(new Map(rows)).toEqual(limits);
      expect(rows).toHaveLength(limits.size);
    });
  },
);
