import { once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { killIfThere, sleepers, test } from "./home.ts";

describe("infrakit up", () => {
  test("says one line for each change when it writes into a pipe, and what it left when it is interrupted", async ({
    home,
  }) => {
    const spec = await home.write("web.json", sleepers("web", 2));
    const up = await home.up(spec, 2);
    up.child.kill("SIGINT");
    const { code, stdout } = await up.ended;
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.filter((line) => !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z +\S/.test(line))).toEqual([]);
    const ids = home.instances().map(({ instance }) => instance);
    expect(ids).toHaveLength(2);
    for (const id of ids) expect(stdout).toMatch(new RegExp(`web slot [01]: healthy ${id}`));
    expect(stdout).toContain("Stopped. These instances are left as they are:");
    expect(stdout).toContain(`To remove them:           infrakit up ${spec} --destroy`);
  });

  test("takes up what it kept, with nothing new committed, when it was killed with -9 and a group was scaled", async ({
    home,
  }) => {
    const spec = await home.write("web.json", sleepers("web", 3));
    const first = await home.up(spec, 3);
    expect((await home.run(["group", "scale", "web", "6"])).code).toBe(0);
    await home.becomes(6);
    const before = home.instances();
    killIfThere(first.child.pid ?? 0);
    await first.ended;
    const [victim] = before;
    killIfThere(victim?.pid ?? 0);
    const second = await home.up(spec, 6);
    expect(second.stdout()).toContain("web: spec unchanged, keeping size 6 set by scale");
    expect(second.stdout()).not.toContain("Committed web");
    const kept = new Set(before.map(({ pid }) => pid));
    expect(home.instances().filter(({ pid }) => kept.has(pid))).toHaveLength(5);
  });

  test("commits a spec when it differs from the one that was given last", async ({ home }) => {
    const spec = await home.write("web.json", sleepers("web", 1));
    const first = await home.up(spec, 1);
    first.child.kill("SIGTERM");
    expect((await first.ended).code).toBe(0);
    await home.write("web.json", sleepers("web", 2));
    const second = await home.up(spec, 2);
    expect(second.stdout()).toContain("Committed web: Adding 1 instances to increase the group size to 2");
  });

  test("commits its spec again when another one was committed meanwhile", async ({ home }) => {
    const spec = await home.write("web.json", sleepers("web", 1));
    const other = await home.write("other.json", sleepers("web", 1, { Args: ["99999"] }));
    const first = await home.up(spec, 1);
    expect((await home.run(["group", "commit", "--wait", other])).code).toBe(0);
    first.child.kill("SIGINT");
    await first.ended;
    const second = home.start(["up", spec]);
    await expect.poll(second.stdout, { timeout: 10_000 }).toContain("Committed web: ");
    expect((await home.run(["group", "inspect", "web"])).stdout).toContain("100000");
  });

  test("keeps the size that was set by scale when its spec was edited and committed before", async ({
    home,
  }) => {
    const spec = await home.write("web.json", sleepers("web", 1));
    const first = await home.up(spec, 1);
    await home.write("web.json", sleepers("web", 1, { Args: ["99999"] }));
    expect((await home.run(["group", "commit", "--wait", spec])).code).toBe(0);
    expect((await home.run(["group", "scale", "web", "2"])).code).toBe(0);
    await home.becomes(2);
    first.child.kill("SIGINT");
    await first.ended;
    const second = await home.up(spec, 2);
    expect(second.stdout()).toContain("web: spec unchanged, keeping size 2 set by scale");
  });

  test("removes the groups of its specs and ends when it is told to destroy", async ({ home }) => {
    const spec = await home.write("web.json", sleepers("web", 2));
    const first = await home.up(spec, 2);
    first.child.kill("SIGINT");
    await first.ended;
    expect(home.instances()).toHaveLength(2);
    const { code, stdout } = await home.run(["up", spec, "--destroy"]);
    expect({ code, left: home.instances() }).toEqual({ code: 0, left: [] });
    expect(stdout.match(/web slot \d+: gone/g)?.toSorted()).toEqual(["web slot 0: gone", "web slot 1: gone"]);
    expect(stdout).toContain("web: gone");
    expect(stdout).toContain("Stopped. No group is kept any more; ");
    const again = await home.run(["up", spec, "--destroy"]);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain("web is not kept: nothing to destroy; instances that were freed");
    expect(again.stdout).not.toContain("destroying");
  });

  test("removes the groups of its specs when it is interrupted and was told to destroy on exit", async ({
    home,
  }) => {
    const spec = await home.write("web.json", sleepers("web", 2));
    const up = await home.up(spec, 2, "--destroy-on-exit");
    up.child.kill("SIGINT");
    const { code } = await up.ended;
    expect({ code, left: home.instances() }).toEqual({ code: 0, left: [] });
  });

  test("stops at once and says what is left when it is interrupted twice", async ({ home }) => {
    const stubborn = { Command: "sh", Args: ["-c", 'trap "" TERM; while :; do sleep 100; done'] };
    const spec = await home.write("web.json", sleepers("web", 1, stubborn));
    const up = await home.up(spec, 1, "--destroy-on-exit");
    up.child.kill("SIGINT");
    await expect.poll(up.stdout).toContain("destroying web");
    up.child.kill("SIGINT");
    const { code, stdout } = await up.ended;
    expect(code).toBe(130);
    expect(stdout).toContain(
      "Stopped. These instances were told to go; the next infrakit up goes on with that:",
    );
    expect(stdout).not.toContain("left as they are");
  });

  test("keeps several groups from several files and from standard input", async ({ home }) => {
    const a = await home.write("a.json", [sleepers("a", 1), sleepers("b", 1)]);
    const input = "kind: group\nmetadata: {name: stack/c}\nproperties:\n  Allocation: {Size: 1}\n";
    const rest =
      "  Instance: {Plugin: process, Properties: {Command: sleep, Args: ['100000']}}\n  Flavor: {Plugin: vanilla}\n";
    const up = home.start(["up", a, "-"], { input: input + rest });
    await home.becomes(3);
    await expect.poll(up.stdout).toContain("c: converged, 1 of 1 ready");
    const { stdout } = await home.run(["group", "ls", "-q"]);
    expect(stdout).toBe("a\nb\nc\n");
  });

  test("starts what nobody serves and uses the plugin of another process when it is served", async ({
    home,
  }) => {
    const plugins = home.start(["plugin", "start", "process"]);
    await expect.poll(plugins.stderr).toContain('"msg":"serving"');
    const spec = await home.write("web.json", sleepers("web", 1));
    const up = await home.up(spec, 1);
    up.child.kill("SIGINT");
    await up.ended;
    expect(plugins.child.exitCode).toBeNull();
    const { stdout } = await home.run(["plugin", "ls", "-q"]);
    expect(stdout).toContain("Instance/0.6.1      process");
    expect(stdout).not.toContain("vanilla");
  });

  test("writes a document a line for each change when it is asked for JSON", async ({ home }) => {
    const spec = await home.write("web.json", sleepers("web", 1));
    const up = home.start(["up", spec, "-o", "json"]);
    await expect.poll(up.stdout).toMatch(/"Phase":"converged".*"Ready":1/);
    up.child.kill("SIGINT");
    const { stdout } = await up.ended;
    const documents = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { ID: string });
    expect(new Set(documents.map(({ ID }) => ID))).toEqual(new Set(["web"]));
  });

  test("says why and goes on trying when the program of an instance does not exist", async ({ home }) => {
    const spec = await home.write("web.json", sleepers("web", 1, { Command: "no-such-program" }));
    const up = home.start(["up", spec]);
    await expect.poll(up.stdout, { timeout: 10_000 }).toContain('Cannot start "no-such-program"');
    await expect.poll(up.stdout, { timeout: 10_000 }).toMatch(/failed \d+ times in a row, next try in/);
    const waited = await home.run(["group", "commit", "--timeout", "100ms", spec]);
    expect(waited).toMatchObject({ code: 4, stderr: expect.stringContaining("time is up") as string });
    expect(up.child.exitCode).toBeNull();
  });

  test("ends with code 3 and changes nothing when a plugin of a spec is missing", async ({ home }) => {
    const spec = await home.write(
      "web.json",
      JSON.stringify(sleepers("web", 1)).replace('"process"', '"nowhere/x"'),
    );
    const { code, stderr } = await home.run(["up", spec]);
    expect(code).toBe(3);
    expect(stderr).toContain("Failed to find Instance plugin 'nowhere/x':plugin not found:nowhere/x");
    expect(stderr).toContain("hint: infrakit plugin ls");
  });

  test("keeps what it keeps, and tries again, when the plugin of another spec is missing", async ({
    home,
  }) => {
    const web = await home.write("web.json", sleepers("web", 1));
    const first = await home.up(web, 1);
    first.child.kill("SIGKILL");
    await first.ended;
    for (const { pid } of home.instances()) killIfThere(pid);
    const other = JSON.stringify(sleepers("other", 1)).replace('"process"', '"later"');
    const up = home.start(["up", web, await home.write("other.json", other)]);
    await expect
      .poll(up.stdout, { timeout: 15_000 })
      .toMatch(/Cannot commit other yet: .*plugin not found:later; it is tried again every 5 s/);
    await home.becomes(1);
    expect(up.child.exitCode).toBeNull();
    home.start(["plugin", "start", "process:later"]);
    await expect.poll(up.stdout, { timeout: 30_000 }).toContain("other: converged, 1 of 1 ready");
  });

  test("refuses to start and names the process when another one keeps the same groups", async ({ home }) => {
    const spec = await home.write("web.json", sleepers("web", 1));
    const first = await home.up(spec, 1);
    const { code, stderr } = await home.run(["up", spec]);
    expect(code).toBe(1);
    expect(stderr).toContain(`process ${first.child.pid} uses it`);
  });

  test("refuses to start and names the process when another one serves groups there", async ({ home }) => {
    const plugins = home.start(["plugin", "start", "group:group"]);
    await expect.poll(plugins.stderr).toContain('"msg":"serving"');
    const spec = await home.write("web.json", sleepers("web", 1));
    const { code, stderr } = await home.run(["up", spec]);
    expect(code).toBe(1);
    expect(stderr).toContain(`process ${plugins.child.pid} (`);
    expect(home.instances()).toEqual([]);
  });

  test("refuses to start when the state directory cannot be made", async ({ home }) => {
    const spec = await home.write("web.json", sleepers("web", 1));
    await writeFile(join(home.path, "state"), "");
    const { code, stderr } = await home.run(["up", spec]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `Cannot open the journal's state directory "${join(home.path, "state/groups")}"`,
    );
    expect(stderr).not.toContain("    at ");
  });

  test("ends when it is told to while it waits for a plugin that is away", async ({ home }) => {
    const plugins = home.start(["plugin", "start", "process"]);
    await expect.poll(plugins.stderr).toContain('"msg":"serving"');
    const spec = await home.write("web.json", sleepers("web", 1));
    const first = await home.up(spec, 1);
    first.child.kill("SIGKILL");
    await first.ended;
    plugins.child.kill("SIGSTOP");
    const second = home.start(["up", spec]);
    await expect.poll(second.stdout, { timeout: 10_000 }).toContain("web: spec unchanged");
    second.child.kill("SIGINT");
    const [code] = (await once(second.child, "exit")) as [number];
    expect(code).toBe(0);
    expect(second.stdout()).toContain("it is not known which");
    plugins.child.kill("SIGCONT");
  });

  test.for<readonly [what: string, flags: readonly string[]]>([
    ["its first commit hangs", []],
    ["it was told to destroy what it cannot see", ["--destroy-on-exit"]],
  ])("ends when it is told to while %s", async ([, flags], { home }) => {
    const plugins = home.start(["plugin", "start", "process"]);
    await expect.poll(plugins.stderr).toContain('"msg":"serving"');
    plugins.child.kill("SIGSTOP");
    const spec = await home.write("web.json", sleepers("web", 1));
    const up = home.start(["up", spec, ...flags]);
    const socket = join(home.path, "plugins/group");
    await expect.poll(() => existsSync(socket), { timeout: 10_000 }).toBe(true);
    up.child.kill("SIGINT");
    const [code] = (await once(up.child, "exit")) as [number];
    expect(code).toBe(0);
    expect(up.stdout()).toContain("stopping; Ctrl-C again stops at once");
    expect(up.stdout()).toContain("stopped before all specs were committed");
    plugins.child.kill("SIGCONT");
  });

  test("ends without a commit when it is told to while it is starting", async ({ home }) => {
    const plugins = home.start(["plugin", "start", "process"]);
    await expect.poll(plugins.stderr).toContain('"msg":"serving"');
    plugins.child.kill("SIGSTOP");
    const spec = await home.write("web.json", sleepers("web", 1));
    const up = home.start(["up", spec]);
    await expect.poll(() => existsSync(join(home.path, "state/groups"))).toBe(true);
    up.child.kill("SIGINT");
    await expect.poll(up.stdout).toContain("stopping; Ctrl-C again stops at once");
    expect(existsSync(join(home.path, "plugins/group"))).toBe(false);
    const [code] = (await once(up.child, "exit")) as [number];
    expect(code).toBe(0);
    expect(up.stdout()).toContain("stopped before all specs were committed");
    plugins.child.kill("SIGCONT");
  });
});
