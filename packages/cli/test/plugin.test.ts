import { once } from "node:events";
import { chmod, mkdir, readdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished } from "vitest";
import { type Home, killIfThere, type Running, test } from "./home.ts";

async function startPlugins(home: Home, ...wanted: readonly string[]): Promise<Running> {
  const plugins = home.start(["plugin", "start", ...wanted]);
  await expect
    .poll(() => plugins.stderr().split('"msg":"serving"').length - 1, { timeout: 10_000 })
    .toBe(wanted.length);
  return plugins;
}

const socketsOf = (home: Home): Promise<readonly string[]> => readdir(join(home.path, "plugins"));

describe("infrakit plugin start", () => {
  test("serves each kind on a socket of its own with a pid file, and removes both when it stops", async ({
    home,
  }) => {
    const plugins = await startPlugins(home, "group", "process:work", "vanilla", "file");
    const names = ["file", "group-stateless", "vanilla", "work"];
    expect(await socketsOf(home)).toEqual(names.flatMap((name) => [name, `${name}.pid`]));
    expect(await readFile(join(home.path, "plugins/work.pid"), "utf8")).toBe(String(plugins.child.pid));
    plugins.child.kill("SIGTERM");
    expect((await plugins.ended).code).toBe(0);
    expect(await socketsOf(home)).toEqual([]);
  });

  test("mends what a plugin left behind when that was killed with -9", async ({ home }) => {
    const first = await startPlugins(home, "process", "vanilla");
    killIfThere(first.child.pid ?? 0);
    await first.ended;
    expect(await socketsOf(home)).toHaveLength(4);
    const second = await startPlugins(home, "process", "vanilla");
    expect(await readFile(join(home.path, "plugins/process.pid"), "utf8")).toBe(String(second.child.pid));
  });

  test("starts nothing and names the owner when somebody else listens there", async ({ home }) => {
    const first = await startPlugins(home, "vanilla");
    const { code, stderr } = await home.run(["plugin", "start", "file", "vanilla"]);
    expect(code).toBe(1);
    expect(stderr).toContain(`process ${first.child.pid} (`);
    expect(await socketsOf(home)).toEqual(["vanilla", "vanilla.pid"]);
  });

  test("refuses a plugin directory with the command that mends it when its group may write to it", async ({
    home,
  }) => {
    const directory = join(home.path, "plugins");
    await mkdir(directory);
    await chmod(directory, 0o770);
    const { code, stderr } = await home.run(["plugin", "start", "vanilla"]);
    expect(code).toBe(1);
    expect(stderr).toContain(`chmod 700 ${directory}`);
  });

  test.for([
    ["an unknown kind", ["vanila"], 'did you mean "vanilla"?'],
    ["a name twice", ["file", "file"], 'Cannot start plugin "file": the name is given twice'],
    ["no kind at all", [], "missing required argument"],
    [
      "a name that leads out of the directory",
      ["vanilla:../x"],
      "a slash would lead out of the plugin directory",
    ],
  ] as const)("ends with code 2 when it is given %s", async ([, wanted, message], { home }) => {
    const { code, stderr } = await home.run(["plugin", "start", ...wanted]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) as string });
  });
});

describe("infrakit plugin ls", () => {
  test("says that a plugin did not answer, and for how long it was waited for, when it hangs", async ({
    home,
  }) => {
    const plugins = await startPlugins(home, "vanilla");
    plugins.child.kill("SIGSTOP");
    const { code, stderr } = await home.run(["plugin", "ls"]);
    plugins.child.kill("SIGCONT");
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const path = join(home.path, "plugins/vanilla");
    expect(stderr).toBe(
      `broken: vanilla at ${path}: it did not answer within 5 s: it hangs or is stopped; start it again\n`,
    );
  });

  test("lists in the columns of InfraKit's command, and who is broken on stderr", async ({ home }) => {
    const first = await startPlugins(home, "group");
    killIfThere(first.child.pid ?? 0);
    await first.ended;
    await startPlugins(home, "process", "vanilla");
    const { code, stdout, stderr } = await home.run(["plugin", "ls"]);
    const directory = join(home.path, "plugins");
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: [
        "INTERFACE           NAME                          LISTEN",
        `Event/0.1.1         process                       ${directory}/process`,
        `Instance/0.6.1      process                       ${directory}/process`,
        `Flavor/0.1.1        vanilla                       ${directory}/vanilla`,
        "",
      ].join("\n"),
    });
    expect(stderr).toContain(`broken: group-stateless at ${directory}/group-stateless:`);
    const json = JSON.parse((await home.run(["plugin", "ls", "-o", "json"])).stdout) as Record<
      string,
      unknown[]
    >;
    expect(json["Plugins"]).toHaveLength(3);
    expect(json["Broken"]).toMatchObject([{ Name: "group-stateless" }]);
  });

  test("says what to do when the plugin directory is a file", async ({ home }) => {
    const file = await home.write("plugins-file", "");
    const env = { INFRAKIT_PLUGINS_DIR: file };
    const { code, stderr } = await home.run(["plugin", "ls"], { env });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `infrakit: Cannot list plugin directory "${file}": it is no directory; set INFRAKIT_PLUGINS_DIR to one\n`,
    });
  });

  test("tells of a listen file when that is empty", async ({ home }) => {
    await mkdir(join(home.path, "plugins"), { mode: 0o700 });
    const path = await home.write("plugins/net.listen", "");
    const { code, stdout, stderr } = await home.run(["plugin", "ls", "-q"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain(`broken: net at ${path}: the file gives no address; `);
  });

  test("lists nothing when the plugin directory does not exist", async ({ home }) => {
    expect(await home.run(["plugin", "ls", "-q"])).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});

describe("infrakit plugin stop", () => {
  test("stops a process once when all that it serves is to be stopped", async ({ home }) => {
    const plugins = await startPlugins(home, "process", "vanilla");
    const { code, stdout } = await home.run(["plugin", "stop", "--all"]);
    const { pid } = plugins.child;
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `Stopped process, process ${pid}\nStopped vanilla, process ${pid}\n`,
    });
    expect((await plugins.ended).code).toBe(0);
  });

  test("signals nobody when the process that holds the socket has not written the pid file", async ({
    home,
  }) => {
    const directory = join(home.path, "plugins");
    await mkdir(directory, { mode: 0o700 });
    const server = createServer((socket) => socket.destroy()).listen(join(directory, "mine"));
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { code, stderr } = await home.run(["plugin", "stop", "mine"]);
    expect(code).toBe(1);
    expect(stderr).toContain(`process ${process.pid} (`);
    expect(stderr).toContain(`end it with: kill ${process.pid}`);
  });

  test.for([
    ["nobody is there", ["nobody"], 3, "plugin not found:nobody"],
    ["no name is given", [], 2, "give names of plugins, or --all"],
  ] as const)("ends with a code and the reason when %s", async ([, names, expected, message], { home }) => {
    const { code, stderr } = await home.run(["plugin", "stop", ...names]);
    expect({ code, stderr }).toEqual({ code: expected, stderr: expect.stringContaining(message) as string });
  });
});
