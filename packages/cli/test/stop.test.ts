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

/** Takes its socket away on SIGTERM, and ends when its input does. */
const slowPlugin = `
const { createServer } = require("node:net");
const { rmSync, writeFileSync } = require("node:fs");
const [, path] = process.argv;
process.stdin.resume().on("end", () => process.exit(0));
process.on("SIGTERM", () => {
  for (const file of [path + ".pid", path]) rmSync(file, { force: true });
  process.stdout.write("finishing");
});
writeFileSync(path + ".pid", String(process.pid));
createServer((socket) => socket.destroy()).listen(path, () => process.stdout.write("ready"));`;

/** Listens on TCP, with a listen file and a pid file, until SIGTERM. */
const tcpPlugin = `
const { createServer } = require("node:net");
const { rmSync, writeFileSync } = require("node:fs");
const [, path] = process.argv;
process.on("SIGTERM", () => {
  for (const file of [path + ".pid", path + ".listen"]) rmSync(file, { force: true });
  process.exit(0);
});
const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1", () => {
  writeFileSync(path + ".pid", String(process.pid));
  writeFileSync(path + ".listen", "tcp://127.0.0.1:" + server.address().port);
  process.stdout.write("ready");
});`;

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

  test("names what else the process served when only one of its plugins was to be stopped", async ({
    home,
  }) => {
    const paths = await pluginPaths(home, "file", "vanilla", "other");
    const plugin = await startScript(home, goPlugin, ...paths);
    const { stdout } = await home.run(["plugin", "stop", "file"]);
    expect(stdout).toBe(
      `Stopped file, process ${plugin.child.pid}, and with it what it served as well: other, vanilla\n`,
    );
  });

  test("does not say that a process has stopped when it has taken its socket away and finishes a call", async ({
    home,
  }) => {
    const [path = ""] = await pluginPaths(home, "slow");
    const plugin = await startScript(home, slowPlugin, path);
    const stopping = home.start(["plugin", "stop", "slow"]);
    await expect.poll(() => plugin.stdout()).toContain("finishing");
    expect(await left(home)).toEqual([]);
    expect(stopping.stdout()).toBe("");
    plugin.child.stdin?.end();
    expect(await stopping.ended).toMatchObject({
      code: 0,
      stdout: `Stopped slow, process ${plugin.child.pid}\n`,
    });
    expect((await plugin.ended).code).toBe(0);
  });

  test("stops a plugin on TCP when the process of its pid file listens there", async ({ home }) => {
    const [path = ""] = await pluginPaths(home, "net");
    const plugin = await startScript(home, tcpPlugin, path);
    const { code, stdout } = await home.run(["plugin", "stop", "net"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `Stopped net, process ${plugin.child.pid}\n` });
    expect((await plugin.ended).code).toBe(0);
  });

  test("signals nobody when the pid file names a process that does not listen at the address", async ({
    home,
  }) => {
    const [path = ""] = await pluginPaths(home, "net");
    const plugin = await startScript(home, tcpPlugin, path);
    const other = await startScript(home, stranger);
    await writeFile(`${path}.pid`, String(other.child.pid));
    const { code, stderr } = await home.run(["plugin", "stop", "net"]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `net.pid" names process ${other.child.pid}, which is not proved to listen there`,
    );
    for (const { child } of [plugin, other]) process.kill(child.pid ?? 0, 0);
  });

  test("says what the pid file is when it holds no process id", async ({ home }) => {
    const [path = ""] = await pluginPaths(home, "simulator");
    const plugin = await startScript(home, goPlugin, path);
    await writeFile(`${path}.pid`, "garbled");
    const { code, stderr } = await home.run(["plugin", "stop", "simulator"]);
    expect(code).toBe(1);
    expect(stderr).toContain('simulator.pid" is absent or holds no process id');
    process.kill(plugin.child.pid ?? 0, 0);
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
