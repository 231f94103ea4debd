import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8");

test("README.md shows the embedding example as it is run", () => {
  const [, shown] = /```ts\n(.*?)```/s.exec(read("README.md")) ?? [];
  const [, run] = /^\/\/.*?\n(.*)$/s.exec(read("examples/embedding/pool.ts")) ?? [];
  expect(shown).toBe(run);
});

test("README.md names only files that are there", () => {
  const links = [...read("README.md").matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, path]) => path ?? "");
  expect(links.length).toBeGreaterThan(5);
  for (const path of links) expect(read(path).length, path).toBeGreaterThan(0);
});
