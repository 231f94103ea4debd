import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect } from "vitest";
import { killIfThere, sleepers, test } from "./home.ts";

const bin = fileURLToPath(new URL("../bin/infrakit.js", import.meta.url));
const hasFull = existsSync("/dev/full");

describe("infrakit", () => {
  test("up goes on keeping its groups and says so when nobody reads any more", async ({ home }) => {
    const spec = await home.write("web.json", sleepers("web", 2));
    const up = await home.up(spec, 2);
    up.child.stdout?.destroy();
    const [victim] = home.instances();
    killIfThere(victim?.pid ?? 0);
    await expect.poll(up.stderr, { timeout: 10_000 }).toMatch(/Cannot write to standard output: .*EPIPE/);
    await home.becomes(2);
    expect(home.instances().map(({ pid }) => pid)).not.toContain(victim?.pid);
    expect(up.stderr().split("Cannot write")).toHaveLength(2);
    up.child.kill("SIGINT");
    expect((await up.ended).code).toBe(0);
    expect((await home.run(["plugin", "ls", "-q"])).stdout).toBe("");
  });

  test.skipIf(!hasFull)("up goes on and says so when what it writes to is full", async ({ home }) => {
    const spec = await home.write("web.json", sleepers("web", 1));
    const up = home.spawn("sh", ["-c", `exec ${process.execPath} ${bin} up ${spec} > /dev/full`]);
    await home.becomes(1);
    await expect.poll(up.stderr).toMatch(/ENOSPC.*going on without it\n/);
    up.child.kill("SIGINT");
    expect((await up.ended).code).toBe(0);
  });

  test.skipIf(!hasFull).for(["--version", "--help", "plugin ls"])(
    "%s fails with one line when what it writes to is full",
    async (command, { home }) => {
      const script = `exec ${process.execPath} ${bin} ${command} > /dev/full`;
      const { code, stderr } = await home.spawn("sh", ["-c", script]).ended;
      expect(code).toBe(1);
      expect(stderr).toMatch(/^infrakit: Cannot write to standard output: ENOSPC[^\n]*\n$/);
    },
  );

  test("group ls ends quietly when nobody reads", async ({ home }) => {
    const spec = await home.write("web.json", sleepers("web", 1));
    await home.up(spec, 1);
    const list = home.start(["group", "ls"]);
    list.child.stdout?.destroy();
    expect(await list.ended).toMatchObject({ code: 0, stderr: "" });
  });
});
