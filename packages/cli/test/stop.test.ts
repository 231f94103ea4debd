import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { type Home, killIfThere, type Running, test } from "./home.ts";

/** Serves nothing on a socket, in the ways of a Go plugin: bound at its path, with a pid file, until SIGTERM. */
const goPlugin = `
const { createServer } = require("node:net");
const { rmSync, writeFileSync } = require("node:fs");
const paths = process.argv.slice(1);
process.on("SIGTERM", () => {
  for (const path of paths) for (const file of [path + ".pid", path]) rmSync(file, { force: true });
  process.exit(0);
});
let left = paths.length;
for (const path of paths) {
  writeFileSync(path + ".pid", String(process.pid));
  createServer((socket) => socket.destroy()).listen(path, () => --left || process.stdout.write("ready"));
}`;

/** Does nothing until it is killed. */
const stranger = `process.stdin.resume(); process.stdout.write("ready")`;

async function startScript(home: Home, script: string, ...args: readonly string[]): Promise<Running> {
  const running = home.spawn(process.execPath, ["-e", script, ...args]);
  await once(running.child.stdout ?? running.child, "data");
  return running;
}

async function pluginPaths(home: Home, ...names: readonly string[]): Promise<readonly string[]> {
  const directory = join(home.path, "plugins");
  await mkdir(directory, { mode: 0o700 });
  return names.map((name) => join(directory, name));
}

const left = (home: Home): Promise<readonly string[]> => readdir(join(home.path, "plugins"));

/** As Go's command does: what is in the file, to the last byte, is the process to be told. */
async function stopAsGo(socket: string): Promise<void> {
  const text = await readFile(`${socket}.pid`, "utf8");
  expect(text).toMatch(/^[1-9]\d*$/);
  process.kill(Number(text), "SIGTERM");
}

describe("infrakit plugin stop", () => {
  test("stops a Go plugin when it holds its socket and has written its pid file", async ({ home }) => {
    const [path = ""] = await pluginPaths(home, "simulator");
    const plugin = await startScript(home, goPlugin, path);
    const { code, stdout } = await home.run(["plugin", "stop", "simulator"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `Stopped simulator, process ${plugin.child.pid}\n` });
    expect((await plugin.ended).code).toBe(0);
    expect(await left(home)).toEqual([]);
  });

  test("stops a Go process once when it serves several plugins", async ({ home }) => {
    const paths = await pluginPaths(home, "file", "vanilla");
    const plugin = await startScript(home, goPlugin, ...paths);
    const { code, stdout } = await home.run(["plugin", "stop", "file", "vanilla"]);
    const { pid } = plugin.child;
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `Stopped file, process ${pid}\nStopped vanilla, process ${pid}\n`,
    });
    expect((await plugin.ended).code).toBe(0);
  });

  test("signals nobody when the pid file names a process that does not hold the socket", async ({ home }) => {
    const [path = ""] = await pluginPaths(home, "simulator");
    const plugin = await startScript(home, goPlugin, path);
    const other = await startScript(home, stranger);
    await writeFile(`${path}.pid`, String(other.child.pid));
    const { code, stderr } = await home.run(["plugin", "stop", "simulator"]);
    expect(code).toBe(1);
    expect(stderr).toContain(`process ${plugin.child.pid} (`);
    expect([plugin.child.exitCode, other.child.exitCode]).toEqual([null, null]);
    expect([plugin.child.signalCode, other.child.signalCode]).toEqual([null, null]);
    process.kill(plugin.child.pid ?? 0, 0);
    process.kill(other.child.pid ?? 0, 0);
  });

  test("signals nobody when a dead plugin's number was given to another process", async ({ home }) => {
    const [path = ""] = await pluginPaths(home, "simulator");
    const plugin = await startScript(home, goPlugin, path);
    killIfThere(plugin.child.pid ?? 0);
    await plugin.ended;
    const other = await startScript(home, stranger);
    await writeFile(`${path}.pid`, String(other.child.pid));
    const { code, stderr } = await home.run(["plugin", "stop", "simulator"]);
    expect(code).not.toBe(0);
    expect(stderr).toContain("a dead socket is removed by the next start");
    process.kill(other.child.pid ?? 0, 0);
    expect(other.child.signalCode).toBeNull();
  });
});

describe("Go's plugin stop", () => {
  test("stops all that a process of ours serves when any of its pid files is read", async ({ home }) => {
    const plugins = home.start(["plugin", "start", "vanilla", "file"]);
    await expect.poll(() => plugins.stderr().split('"msg":"serving"').length, { timeout: 10_000 }).toBe(3);
    expect(await left(home)).toEqual(["file", "file.pid", "vanilla", "vanilla.pid"]);
    await stopAsGo(join(home.path, "plugins/file"));
    expect((await plugins.ended).code).toBe(0);
    expect(await left(home)).toEqual([]);
  });

  test("finds the pid file of the plugin that took a dead one's place", async ({ home }) => {
    const first = home.start(["plugin", "start", "vanilla"]);
    await expect.poll(() => first.stderr(), { timeout: 10_000 }).toContain('"msg":"serving"');
    killIfThere(first.child.pid ?? 0);
    await first.ended;
    const second = home.start(["plugin", "start", "vanilla"]);
    await expect.poll(() => second.stderr(), { timeout: 10_000 }).toContain('"msg":"serving"');
    await stopAsGo(join(home.path, "plugins/vanilla"));
    expect((await second.ended).code).toBe(0);
    expect(await left(home)).toEqual([]);
  });
});
