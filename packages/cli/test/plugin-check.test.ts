import { once } from "node:events";
import { mkdir, readdir } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { describe, expect, onTestFinished } from "vitest";
import { requireProgram } from "../../../test/require-program.ts";
import { exitCode } from "../src/exit-code.ts";
import { type Home, test } from "./home.ts";

interface CheckDocument {
  readonly Conforms: boolean;
  readonly Cases: readonly {
    readonly Interface: string;
    readonly Outcome: string;
    readonly Severity: string;
  }[];
}

async function startPlugins(home: Home, ...wanted: readonly string[]): Promise<void> {
  const plugins = home.start(["plugin", "start", ...wanted], {
    env: { INFRAKIT_INSTANCE_FILE_DIR: join(home.path, "files") },
  });
  await expect
    .poll(() => plugins.stderr().split('"msg":"serving"').length - 1, { timeout: 10_000 })
    .toBe(wanted.length);
}

/** Serves a plugin that answers bodies with bodies; with nothing where there is none. */
async function startAnswering(
  home: Home,
  name: string,
  answerTo: (body: string) => string | undefined,
): Promise<void> {
  const directory = join(home.path, "plugins");
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const text = answerTo(body);
      if (text !== undefined) response.end(text);
    });
  }).listen(join(directory, name));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, "listening");
}

/** Serves a plugin that makes instances and forgets them. */
async function startForgetful(home: Home, name: string): Promise<void> {
  await startAnswering(home, name, forget);
}

/** Serves a plugin whose instances never end, whatever it says. */
async function startUndead(home: Home, name: string): Promise<void> {
  const made: object[] = [];
  await startAnswering(home, name, (body) => {
    const { method, id, params } = parseCall(body);
    const tags: Readonly<Record<string, string>> = params.Tags ?? {};
    if (method === "Instance.Provision") made.push({ ID: `i-${made.length + 1}`, ...params.Spec });
    const listed = made.filter((one) =>
      Object.entries(tags).every(([tag, value]) => (one as { Tags: typeof tags }).Tags[tag] === value),
    );
    const results: Readonly<Record<string, object>> = {
      "Handshake.Hello": hello,
      "Instance.DescribeInstances": { Type: "", Descriptions: listed },
    };
    const result = results[method] ?? { ID: `i-${made.length}`, OK: true };
    return JSON.stringify({ jsonrpc: "2.0", result, id });
  });
}

const hello = { Objects: { "Instance/0.6.1": [{ Name: ".", ProxyFor: "" }] } };

interface Call {
  readonly method: string;
  readonly id: unknown;
  readonly params: { readonly Tags?: Readonly<Record<string, string>>; readonly Spec?: object };
}

/** A call without params; also for what is none. */
const noCall: Call = { method: "", id: null, params: {} };

function parseCall(body: string): Call {
  try {
    const { params, ...rest } = JSON.parse(body) as Call;
    return { ...rest, params: params ?? {} };
  } catch {
    return noCall;
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request.setEncoding("utf8")) text += String(part);
  return text;
}

function forget(body: string): string {
  const [, method = ""] = /"method":"([^"]+)"/.exec(body) ?? [];
  const [, id = "null"] = /"id":([^,}]+)/.exec(body) ?? [];
  const results: Readonly<Record<string, object>> = {
    "Handshake.Hello": hello,
    "Instance.DescribeInstances": { Type: "", Descriptions: [] },
  };
  return `{"jsonrpc":"2.0","result":${JSON.stringify(results[method] ?? { ID: "i-1", OK: true })},"id":${id}}\n`;
}

describe("infrakit plugin check", () => {
  test("says of each case that it holds, leaves nothing behind and ends with code 0 when a plugin is right", async ({
    home,
  }) => {
    await startPlugins(home, "file");
    const { code, stdout } = await home.run(["plugin", "check", "file", "--yes"]);
    expect(stdout).toContain("holds   must   Wire       file: Handshake.Hello lists what the plugin hosts\n");
    expect(stdout).toContain("holds   must   Instance   file: destroy ends an instance and no other\n");
    expect(stdout).toContain("0 fail (0 must, 0 should), 2 are skipped. Plugin file can be used\n");
    expect(code).toBe(exitCode.ok);
    expect(await readdir(join(home.path, "files"))).toEqual([]);
  });

  test("tells programs in one document when it is asked for JSON", async ({ home }) => {
    await startPlugins(home, "vanilla");
    const { code, stdout } = await home.run(["plugin", "check", "vanilla", "-o", "json"]);
    const { Conforms, Cases } = JSON.parse(stdout) as CheckDocument;
    expect({ code, Conforms }).toEqual({ code: exitCode.ok, Conforms: true });
    expect(new Set(Cases.map((one) => one.Interface))).toEqual(new Set(["Wire", "Flavor"]));
    expect(Cases.filter(({ Outcome }) => Outcome === "fails")).toEqual([]);
  });

  test("checks a group plugin with the instances that it is given", async ({ home }) => {
    await startPlugins(home, "group", "file", "vanilla");
    const instance = (Note: string): object => ({ Plugin: "file", Properties: { Note } });
    const spec = (note: string): string =>
      JSON.stringify({ Instance: instance(note), Flavor: { Plugin: "vanilla" } });
    const file = await home.write("group.json", spec("v1"));
    const args = ["--interface", "Group", "--properties", `@${file}`, "--changed", spec("v2")];
    const { code, stdout } = await home.run(["plugin", "check", "group-stateless", "--yes", ...args]);
    expect(stdout).toContain("holds   must   Group      group-stateless: an update replaces the instances\n");
    expect(stdout).not.toMatch(/^(?:fails|skipped) /m);
    expect(code).toBe(exitCode.ok);
    expect(await readdir(join(home.path, "files"))).toEqual([]);
  });

  test("says what was expected and what came, and ends with code 1, when a plugin is wrong", async ({
    home,
  }) => {
    await startForgetful(home, "wrong");
    const { code, stdout } = await home.run(["plugin", "check", "wrong", "--interface", "Flavor", "--yes"]);
    expect({ code, stdout }).toEqual({ code: exitCode.usage, stdout: "" });
    const checked = await home.run(["plugin", "check", "wrong", "--yes", "--timeout", "200ms"]);
    expect(checked.stdout).toMatch(
      /^fails {3}must {3}Wire {7}wrong: a method that is not known is refused.*: expected an error/m,
    );
    expect(checked.stdout).toMatch(
      /^fails {3}must {3}Instance {3}wrong: provision gives an id.*: expected instance/m,
    );
    expect(checked.stdout).toContain("Plugin wrong cannot be relied on");
    expect(checked.code).toBe(exitCode.failed);
  });

  test.for([
    ["it makes instances and nobody can be asked", "file", [], exitCode.usage, "say so with --yes"],
    ["there is no such plugin", "nobody", ["--yes"], exitCode.notFound, "plugin not found:nobody"],
    [
      "properties are no JSON",
      "file",
      ["--yes", "--properties", "{"],
      exitCode.usage,
      "Cannot read --properties",
    ],
    ["a file is absent", "file", ["--yes", "--properties", "@nope"], exitCode.notFound, 'Cannot read "nope"'],
    ["there is no such object", "file/x", ["--yes"], exitCode.usage, "it hosts: Instance ."],
    [
      "there is no such interface",
      "file",
      ["--yes", "--interface", "instance"],
      exitCode.usage,
      'it hosts nothing of interface "instance" that can be checked',
    ],
    ["a time is none", "file", ["--yes", "--timeout", "soon"], exitCode.usage, "invalid duration"],
  ] as const)("makes nothing and gives the reason when %s", async ([, name, args, code, why], { home }) => {
    await startPlugins(home, "file");
    const ended = await home.run(["plugin", "check", name, ...args]);
    expect(ended).toEqual({ code, stdout: "", stderr: expect.stringContaining(why) as string });
  });

  test("runs no case and asks for --properties when Validate refuses those of the run", async ({ home }) => {
    await startPlugins(home, "process");
    const { code, stdout, stderr } = await home.run(["plugin", "check", "process", "--yes"]);
    expect({ code, stdout }).toEqual({ code: exitCode.usage, stdout: "" });
    expect(stderr).toContain(
      'Cannot check plugin "process": it does not make instances of the properties {}: ',
    );
    expect(stderr).toContain("hint: give with --properties ");
  });

  test("refuses a group plugin when it is not told of what its groups shall be", async ({ home }) => {
    await startPlugins(home, "group");
    const { code, stderr } = await home.run(["plugin", "check", "group-stateless", "--yes"]);
    expect({ code, stderr }).toEqual({
      code: exitCode.usage,
      stderr: expect.stringContaining("give --properties") as string,
    });
  });

  /** Gives a program a terminal; util-linux's has other options than those of other systems. */
  const hasScript = process.platform === "linux" && requireProgram("script");

  test.skipIf(!hasScript).for([
    ["n", "n\r", exitCode.failed, "it was not allowed"],
    ["y", "y\r", exitCode.ok, "Plugin file can be used"],
    ["Ctrl-C", "\u0003", exitCode.failed, "it was not allowed"],
    ["Ctrl-D", "\u0004", exitCode.failed, "it was not allowed"],
  ] as const)(
    "asks on a terminal and heeds the answer when that is %s",
    async ([, given, code, said], { home }) => {
      await startPlugins(home, "file");
      const bin = new URL("../bin/infrakit.js", import.meta.url).pathname;
      // Without exec a shell that stays would take the Ctrl-C for itself too, and end with its code.
      const terminal = home.spawn("script", [
        "-qec",
        `exec ${process.execPath} ${bin} plugin check file`,
        "/dev/null",
      ]);
      await expect.poll(terminal.stdout, { timeout: 10_000 }).toContain("Go on? [y/N]");
      terminal.child.stdin?.write(given);
      const ended = await terminal.ended;
      expect(ended.stdout).toContain(said);
      expect(ended.code).toBe(code);
    },
  );

  test("cleans up and says that it is not finished when it is told to stop", async ({ home }) => {
    await startPlugins(home, "file");
    const checking = home.start(["plugin", "check", "file", "--yes"]);
    await expect.poll(checking.stdout, { timeout: 10_000 }).toContain("validate accepts the properties");
    checking.child.kill("SIGINT");
    const { code, stderr } = await checking.ended;
    expect({ code, stderr }).toEqual({
      code: exitCode.failed,
      stderr: expect.stringContaining("it was told to stop") as string,
    });
    expect(stderr).toContain("hint: what the cases had made is gone");
  });

  test("names what is left and how to remove it when a plugin does not destroy", async ({ home }) => {
    await startUndead(home, "undead");
    const { code, stdout } = await home.run(["plugin", "check", "undead", "--yes", "--timeout", "100ms"]);
    expect(stdout).toMatch(
      /^fails {3}must {3}Instance {3}undead: nothing is left of what the cases made: still there: "i-1" with the tag infrakit\.conformance=[0-9a-f]{12}; "i-2"/m,
    );
    expect(stdout).toMatch(/Plugin undead cannot be relied on.*; not all that the cases made is gone\n/);
    expect(stdout).toContain("To remove an instance: curl ");
    expect(code).toBe(exitCode.failed);
  });

  test("does not say that what was made is gone when it is told to stop and the plugin does not destroy", async ({
    home,
  }) => {
    await startUndead(home, "undead");
    const checking = home.start(["plugin", "check", "undead", "--yes", "--timeout", "1s"]);
    await expect.poll(checking.stdout, { timeout: 10_000 }).toContain("each provision makes another");
    checking.child.kill("SIGINT");
    const { code, stdout, stderr } = await checking.ended;
    expect(code).toBe(exitCode.failed);
    expect(stdout).toContain('still there: "i-1"');
    expect(stderr).toContain("hint: Not all that the cases made is gone");
  });

  test.for<readonly [what: string, answerTo: () => string | undefined, why: string]>([
    ["is no JSON", () => "<html>", 'the answer is not JSON-RPC: "<html>"'],
    ["does not come", () => undefined, "no answer to Handshake.Hello within 200ms"],
    [
      "is no object",
      () => '{"jsonrpc":"2.0","result":{"Objects":["Instance"]},"id":1}',
      "Objects: expected an object, found an array",
    ],
  ])("fails the first case when the answer to Hello %s", async ([, answerTo, why], { home }) => {
    await startAnswering(home, "evil", answerTo);
    const { code, stdout } = await home.run(["plugin", "check", "evil", "--yes", "--timeout", "200ms"]);
    const [first = ""] = stdout.split("\n");
    expect(first).toMatch(/^fails {3}must {3}Wire {7}evil: Handshake\.Hello lists what the plugin hosts: /);
    expect(first).toContain(why);
    expect(stdout).toContain("0 cases hold, 1 fail (1 must, 0 should)");
    expect(code).toBe(exitCode.failed);
  });

  test("names the address that it tried when nobody listens where a listen file leads", async ({ home }) => {
    await mkdir(join(home.path, "plugins"), { mode: 0o700 });
    await home.write("plugins/net.listen", "tcp://127.0.0.1:1");
    const { code, stderr } = await home.run(["plugin", "check", "net", "--yes"]);
    expect(code).toBe(exitCode.notFound);
    expect(stderr).toContain("(tried tcp://127.0.0.1:1)");
  });

  test("makes an instance to hear of when events are checked too", async ({ home }) => {
    await startPlugins(home, "process");
    const properties = JSON.stringify({ Command: "sleep", Args: ["100000"] });
    const { code, stdout } = await home.run([
      "plugin",
      "check",
      "process",
      "--yes",
      "--properties",
      properties,
    ]);
    expect(stdout).toContain(
      "holds   must   Event      process: who subscribes to one topic hears of no other\n",
    );
    expect(stdout).not.toMatch(/^(?:fails|skipped) \S+ +Event/m);
    expect(code).toBe(exitCode.ok);
    expect(home.instances()).toEqual([]);
  });
});
