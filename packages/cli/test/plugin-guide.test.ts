import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect } from "vitest";
import { type Ended, type Home, test } from "./home.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The programs of the guide, in their order. */
async function readSnippets(): Promise<readonly string[]> {
  const text = await readFile(join(root, "docs/guides/write-a-plugin.md"), "utf8");
  return [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, snippet = ""]) => snippet);
}

/** Runs a program in a directory where the packages are found. */
async function runIn(home: Home, args: readonly string[]): Promise<Omit<Ended, "stderr">> {
  await symlink(join(root, "node_modules"), join(home.path, "node_modules"));
  const { VITEST: _, ...env } = home.environment;
  const child = spawn(process.execPath, args, { cwd: home.path, env });
  let stdout = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (part: string) => (stdout += part));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout };
}

describe("docs/guides/write-a-plugin.md", () => {
  test("shows a program that runs the cases against a plugin that is served", async ({ home }) => {
    const [snippet = ""] = await readSnippets();
    const env = { INFRAKIT_INSTANCE_FILE_DIR: join(home.path, "files") };
    const plugins = home.start(["plugin", "start", "file:mine"], { env });
    await expect.poll(plugins.stderr, { timeout: 10_000 }).toContain('"msg":"serving"');
    await writeFile(
      join(home.path, "check.mjs"),
      snippet.replace("/run/plugins/mine", join(home.path, "plugins/mine")),
    );
    const { code, stdout } = await runIn(home, ["check.mjs"]);
    expect({ code, fails: stdout.match(/^(?:fails|Error).*/gm) }).toEqual({ code: 0, fails: null });
    expect(stdout).toContain("holds provision gives an id that describe lists");
  });

  test("shows a test that vitest runs", async ({ home }) => {
    const [, snippet = ""] = await readSnippets();
    await writeFile(join(home.path, "mine.test.ts"), snippet);
    const mine =
      'import { FakeInstances } from "@infrakit/testing";\nexport const createMine = () => new FakeInstances();\n';
    await writeFile(join(home.path, "mine.ts"), mine);
    const { code, stdout } = await runIn(home, [
      join(root, "node_modules/vitest/vitest.mjs"),
      "run",
      "--root",
      home.path,
    ]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("1 passed") as string });
  });
});
