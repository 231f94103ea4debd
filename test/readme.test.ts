import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const pathOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const read = (path: string): string => readFileSync(pathOf(path), "utf8");

test.for([
  { name: "the embedding example", file: "examples/embedding/pool.ts", place: 0 },
  { name: "the plugin", file: "examples/plugin-typescript/plugin.ts", place: 1 },
])("README.md shows $name as it is run", ({ file, place }) => {
  const [, shown] = [...read("README.md").matchAll(/```ts\n(.*?)```/gs)][place] ?? [];
  const [, run] = /^\/\/.*?\n(.*)$/s.exec(read(file)) ?? [];
  expect(shown).toBe(run);
});

test("README.md names only files that are there", () => {
  const links = [...read("README.md").matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, path]) => path ?? "");
  expect(links.length).toBeGreaterThan(5);
  for (const path of links) expect(existsSync(pathOf(path)), path).toBe(true);
});
