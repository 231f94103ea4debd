import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { socketPlace } from "./place.ts";

const packages = join(import.meta.dirname, "../..");

test.for(["rpc", "spi"])("README.md of %s shows a program and what it prints", async (name) => {
  const cwd = join(packages, name);
  const page = readFileSync(join(cwd, "README.md"), "utf8");
  const [, program = ""] = /^```js\n(.*?)^```$/ms.exec(page) ?? [];
  const [, printed] = /^```text\n(.*?)^```$/ms.exec(page) ?? [];
  const env = { ...process.env, INFRAKIT_PLUGINS_DIR: dirname(await socketPlace()), NODE_OPTIONS: "" };
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", program], { cwd, env });
  expect(String(output)).toBe(printed);
});
