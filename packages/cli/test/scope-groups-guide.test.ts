import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { type Home, type Running, sleepers, test } from "./home.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const guide = await readFile(join(root, "docs/guides/scope.md"), "utf8");
const [, section = ""] = /\n## Groups in Scope\n(.*?)\n## /s.exec(guide) ?? [];

/** What is typed in a section, and what is shown for it. */
interface Shown {
  readonly typed: string;
  readonly answer: string;
}

const shown: readonly Shown[] = [...section.matchAll(/```console\n(.*?)```/gs)].flatMap(([, block = ""]) =>
  block.split(/^\$ /m).flatMap((text) => {
    const [, typed, answer = ""] = /^((?:[^\n]*\\\n)*[^\n]*\n)(.*)$/s.exec(text) ?? [];
    return typed === undefined ? [] : [{ typed: typed.trim(), answer }];
  }),
);

/** The only one that begins so. */
function find(start: string): Shown {
  const [found, ...others] = shown.filter(({ typed }) => typed.startsWith(start));
  if (found === undefined || others.length > 0) throw new Error(`Cannot find "${start}" once in the guide`);
  return found;
}

/** A command as it is typed, without quotes, for the plugins of a home. */
function argsOf({ typed }: Shown): readonly string[] {
  return typed.replaceAll("'", "").split(" ").slice(2);
}

function run(home: Home, command: Shown): Running {
  return home.start([...argsOf(command), "--root", join(home.path, "scope")]);
}

test("docs/guides/scope.md shows how groups are shown, scaled and read", async ({ home }) => {
  await home.up(await home.write("web.json", sleepers("web", 3)), 3);
  const groups = find("npx infrakit scope groups");
  const showing = run(home, groups);
  const said = groups.answer.replace("/tmp/scope", join(home.path, "scope"));
  expect(said).toContain("Showing groups at ");
  await expect.poll(() => showing.stderr()).toBe(said);
  const host = run(home, find("npx infrakit scope host"));
  await expect.poll(() => host.stdout()).toContain("Ctrl-C stops");
  await expect
    .poll(async () => (await home.run(["scope", "report"])).stdout)
    .toContain("web;<swarm_service>");
  const press = find("npx infrakit scope control");
  expect((await home.run(argsOf(press))).stdout).toBe(press.answer);
  const list = find("npx infrakit group ls");
  await expect.poll(async () => (await home.run(argsOf(list))).stdout).toBe(list.answer);
  const read = find("curl");
  const asked = read.typed.replace("~/.infrakit", home.path);
  await expect
    .poll(async () => (await home.spawn("bash", ["-c", asked]).ended).stdout.trim(), { timeout: 10_000 })
    .toBe(read.answer.trim());
});

test("docs/guides/scope.md shows a program that keeps groups and shows them", async ({ home }) => {
  const [, example = ""] = [...guide.matchAll(/```ts\n(.*?)```/gs)].map(([, text]) => text ?? "");
  const scope = join(home.path, "scope");
  const program = example
    .replace("/var/run/scope/plugins", scope)
    .replace("./state", join(home.path, "workers"));
  await symlink(join(root, "node_modules"), join(home.path, "node_modules"));
  await writeFile(join(home.path, "groups.mjs"), program);
  const running = home.spawn(process.execPath, [join(home.path, "groups.mjs")]);
  await home.becomes(3);
  const host = home.start(["scope", "host", "--root", scope]);
  await expect.poll(() => host.stdout()).toContain("Ctrl-C stops");
  await expect.poll(async () => (await home.run(["scope", "report"])).stdout).toContain("workers~scale-up");
  expect((await home.run(["scope", "control", "workers;<swarm_service>", "workers~scale-up"])).code).toBe(0);
  await home.becomes(4);
  running.child.kill("SIGTERM");
  expect(await running.ended).toMatchObject({ code: 0, stderr: "" });
  expect(home.instances()).toEqual([]);
});
