import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { table } from "./architecture-table.ts";
import { checkPackage, type Manifest, type PackageSource, type SourceFile } from "./check-architecture.ts";

const root = join(import.meta.dirname, "..");

/** All TypeScript files below a folder, their paths seen from `base`. */
function sourcesBelow(base: string, folder: string): readonly SourceFile[] {
  const paths = readdirSync(join(base, folder), { recursive: true, encoding: "utf8" })
    .map((path) => join(folder, path))
    .filter((path) => /\.tsx?$/.test(path) && !/(?:^|\/)(?:node_modules|dist)\//.test(path));
  return paths.map((path) => ({ path, text: readFileSync(join(base, path), "utf8") }));
}

function readPackage(name: string): PackageSource {
  const base = join(root, "packages", name);
  const manifest = JSON.parse(readFileSync(join(base, "package.json"), "utf8")) as Manifest;
  const folders = readdirSync(base).filter((folder) => folder === "src" || folder === "test");
  return { name, manifest, files: folders.flatMap((folder) => sourcesBelow(base, folder)) };
}

const packages = readdirSync(join(root, "packages"));

test.for(packages)("checkPackage() finds no breach when it reads packages/%s", (name) => {
  expect(checkPackage(readPackage(name))).toEqual([]);
});

test("the arrow table points down when its rows are read in order", () => {
  const rows = Object.keys(table);
  const upward = rows.flatMap((row, index) => {
    const { imports, folders = {} } = table[row] ?? { imports: [] };
    const all = [...imports, ...Object.values(folders).flatMap((folder) => folder.imports)];
    return all
      .filter((entry) => !rows.slice(0, index).includes(entry.split("/")[1] ?? ""))
      .map((entry) => `${row} → ${entry}`);
  });
  expect(upward).toEqual([]);
});

/** What a wrong package looks like: one file, and what its manifest lists. */
interface Breach {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly lists?: readonly string[];
}

function breachesOf({ name, path, text, lists = [] }: Breach): readonly string[] {
  const dependencies = Object.fromEntries(lists.map((other) => [other, "*"]));
  return checkPackage({
    name,
    manifest: { name: `@infrakit/${name}`, dependencies },
    files: [{ path, text }],
  });
}

const spi = "@infrakit/spi";

test.for<readonly [why: string, breach: Breach]>([
  [
    "the arrow table does not allow it",
    { name: "manager", path: "src/a.ts", text: 'import "@infrakit/group";' },
  ],
  ["the arrow table does not allow it", { name: "spi", path: "src/a.ts", text: 'import "@infrakit/rpc";' }],
  ["does not allow it", { name: "group", path: "src/a.ts", text: 'import type { A } from "@infrakit/rpc";' }],
  ["does not allow it", { name: "group", path: "src/a.ts", text: 'export * from "@infrakit/manager";' }],
  ["does not allow it", { name: "rpc", path: "src/a.ts", text: 'import "@infrakit/discovery";' }],
  ["does not allow it", { name: "rpc", path: "src/a.ts", text: 'import "@infrakit/discovery/watch";' }],
  ["does not allow it", { name: "cli", path: "src/a.ts", text: 'import "@infrakit/rpc";' }],
  [
    "does not allow it",
    { name: "template", path: "src/a.ts", text: 'import "@infrakit/spi";', lists: [spi] },
  ],
  ["package.json does not list it", { name: "rpc", path: "src/a.ts", text: 'import "@infrakit/spi";' }],
  ["package.json does not list it", { name: "rpc", path: "src/a.ts", text: 'import "jayson";' }],
  ["does not list that library", { name: "group", path: "src/a.ts", text: 'await import("undici");' }],
  ["does not list that library", { name: "rpc", path: "src/a.ts", text: 'import "vitest";' }],
  ["it has no row in the arrow table", { name: "nobody", path: "src/a.ts", text: "" }],
  ["must not know Node", { name: "spi", path: "src/a.ts", text: 'import "node:fs";' }],
  ["must not know Node", { name: "group", path: "src/a.ts", text: 'import "node:fs";' }],
  ["must not know Node", { name: "group", path: "src/plan/a.ts", text: 'import "node:crypto";' }],
  ['it is written "node:fs"', { name: "rpc", path: "src/a.ts", text: 'import "fs";' }],
  [
    "does not allow it",
    { name: "group", path: "src/plan/a.ts", text: 'import "@infrakit/spi";', lists: [spi] },
  ],
  ["may not import that part", { name: "group", path: "src/plan/a.ts", text: 'import "../loop.ts";' }],
  [
    "may not import that part",
    { name: "spi", path: "src/document/a.ts", text: 'import "../local-error.ts";' },
  ],
  ["it leads out of src", { name: "group", path: "src/a.ts", text: 'import "../test/b.ts";' }],
  ["it leads out of src", { name: "rpc", path: "src/a.ts", text: 'import "../../spi/src/index.ts";' }],
  ["nobody can check it", { name: "rpc", path: "src/a.ts", text: "await import(name);" }],
  ["to tests neither", { name: "group", path: "src/a.test.ts", text: 'import "@infrakit/rpc";' }],
  ["to tests neither", { name: "manager", path: "test/a.test.ts", text: 'import "undici";' }],
  ["into another package", { name: "manager", path: "test/a.ts", text: 'import "../../spi/src/index.ts";' }],
  ['depends on "undici"', { name: "spi", path: "src/a.ts", text: "", lists: ["undici"] }],
  ['depends on "@infrakit/group"', { name: "rpc", path: "src/a.ts", text: "", lists: ["@infrakit/group"] }],
])("checkPackage() says %j when a package breaks the rule: %o", ([why, breach]) => {
  expect(breachesOf(breach)).toEqual([expect.stringContaining(why)]);
});

test.for<Breach>([
  {
    name: "group",
    path: "src/plan/a.ts",
    text: 'import type { Tags } from "@infrakit/spi/data";',
    lists: [spi],
  },
  { name: "group", path: "src/plan/a.ts", text: 'import "./b.ts";' },
  { name: "group", path: "src/a.ts", text: 'import "node:crypto"; import "./plan/a.ts";' },
  {
    name: "group",
    path: "src/plan/a.test.ts",
    text: 'import "vitest"; import "fast-check"; import "node:fs";',
  },
  {
    name: "group",
    path: "test/a.ts",
    text: 'import "@infrakit/testing/conformance"; import "@infrakit/group";',
  },
  {
    name: "group",
    path: "test/a.ts",
    text: 'import "../src/a.ts"; import "../../../test/require-program.ts";',
  },
  { name: "rpc", path: "src/a.ts", text: 'import "undici"; import "node:net";', lists: ["undici"] },
  {
    name: "rpc",
    path: "src/a.ts",
    text: 'import "@infrakit/discovery/socket";',
    lists: ["@infrakit/discovery"],
  },
])("checkPackage() finds nothing when a package keeps the rule: %o", (package_) => {
  expect(breachesOf(package_)).toEqual([]);
});

test("checkPackage() says which files when a library has two doors", () => {
  const manifest = { name: "@infrakit/rpc", dependencies: { undici: "*" } };
  const files = ["src/a.ts", "src/b.ts", "src/c.test.ts"].map((path) => ({ path, text: 'import "undici";' }));
  expect(checkPackage({ name: "rpc", manifest, files })).toEqual([
    'packages/rpc imports "undici" in 2 files: src/a.ts, src/b.ts',
  ]);
});

/** No file is longer. */
const maxLines = 500;

/** Names that say nothing of what is inside. */
const emptyName = /^(?:util|utility|utilities|helper|common|misc|type)s?$/;

const everything = ["packages", "test"].flatMap((folder) => sourcesBelow(root, folder));

test(`a file has at most ${maxLines} lines when it is a source`, () => {
  const long = everything
    .filter(({ text }) => text.split("\n").length > maxLines + 1)
    .map(({ path }) => path);
  expect(long).toEqual([]);
});

test("a file is named after what is in it when it is a source", () => {
  const vague = everything.filter(({ path }) => emptyName.test(basename(path).split(".")[0] ?? ""));
  expect(vague.map(({ path }) => path)).toEqual([]);
  expect(["utils", "helper", "types", "common"].every((name) => emptyName.test(name))).toBe(true);
});
