import { execFile } from "node:child_process";
import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import { test } from "./place.ts";

const root = join(import.meta.dirname, "../../..");

test("docs/guides/embed.md shows a program, and what it prints", async ({ place }) => {
  const page = await readFile(join(root, "docs/guides/embed.md"), "utf8");
  const [, program = ""] = /```js\n(.*?)```/s.exec(page) ?? [];
  const [, printed] = /^\$ node rooms\.js\n(.*?)```/ms.exec(page) ?? [];
  await symlink(join(root, "node_modules"), join(place.root, "node_modules"));
  await writeFile(join(place.root, "rooms.mjs"), program);
  const { stdout } = await promisify(execFile)(process.execPath, ["rooms.mjs"], { cwd: place.root });
  expect(stdout).toBe(printed);
});
