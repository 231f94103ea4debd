import { describe, expect } from "vitest";
import { type Home, type Running, sleepers, test } from "./home.ts";

/** Serves kinds, each command in a process of its own. */
async function serve(home: Home, ...kinds: readonly string[]): Promise<Running> {
  const plugins = home.start(["plugin", "start", ...kinds]);
  await expect
    .poll(() => plugins.stderr().split('"msg":"serving"').length, { timeout: 10_000 })
    .toBe(kinds.length + 1);
  return plugins;
}

/** A process that ends only by SIGKILL, 10 s after it was told to. */
const stubborn = { Command: "sh", Args: ["-c", 'trap "" TERM; while :; do sleep 100; done'] };

describe("infrakit, when a plugin hangs", () => {
  test("ends a commit in time and names the plugin and the call that hang", async ({ home }) => {
    await serve(home, "group", "vanilla");
    const process = await serve(home, "process");
    process.child.kill("SIGSTOP");
    const spec = await home.write("web.json", sleepers("web", 1));
    const startedAt = performance.now();
    const { code, stderr } = await home.run(["group", "commit", "--timeout", "1500ms", spec]);
    expect(performance.now() - startedAt).toBeLessThan(6000);
    expect({ code, stderr }).toMatchObject({ code: 4 });
    expect(stderr).toMatch(
      /Cannot wait any longer for group "web": time is up, and what was asked may still happen: plugin "process" has not answered Instance\.Validate for \d/,
    );
    process.child.kill("SIGCONT");
  });

  test("ends a scale in time and names the plugin and the call that hang", async ({ home }) => {
    await serve(home, "group", "vanilla");
    const process = await serve(home, "process");
    const spec = await home.write("web.json", sleepers("web", 1));
    expect((await home.run(["group", "commit", "--wait", spec])).code).toBe(0);
    process.child.kill("SIGSTOP");
    const { code, stderr } = await home.run(["group", "scale", "web", "2", "--timeout", "3s"]);
    expect({ code, stderr }).toMatchObject({ code: 4 });
    expect(stderr).toMatch(
      /time is up, and what was asked may still happen: .*plugin "process" has not answered Instance\.Validate for \d/,
    );
    process.child.kill("SIGCONT");
  });

  test("says what the plugin did not answer when nobody set a time", async ({ home }) => {
    const env = { INFRAKIT_CLIENT_TIMEOUT: "1s" };
    const group = home.start(["plugin", "start", "group", "vanilla"], { env });
    await expect.poll(group.stderr, { timeout: 10_000 }).toMatch(/serving[^]*serving/);
    const process = await serve(home, "process");
    process.child.kill("SIGSTOP");
    const spec = await home.write("web.json", sleepers("web", 1));
    const { code, stderr } = await home.run(["group", "commit", spec], { env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/Cannot call "Instance\.Validate" at ".*\/plugins\/process": no answer within 1s/);
    process.child.kill("SIGCONT");
  });

  test("goes on waiting for a group whose instances nobody lists for a while", async ({ home }) => {
    const env = { INFRAKIT_CLIENT_TIMEOUT: "1s" };
    const group = home.start(["plugin", "start", "group", "vanilla"], { env });
    await expect.poll(group.stderr, { timeout: 10_000 }).toMatch(/serving[^]*serving/);
    const process = await serve(home, "process");
    const spec = await home.write("web.json", sleepers("web", 1));
    expect((await home.run(["group", "commit", "--wait", spec])).code).toBe(0);
    process.child.kill("SIGSTOP");
    const destroyed = home.run(["group", "destroy", "web", "--wait"], { env });
    const explain = async (): Promise<string> => (await home.run(["group", "explain", "web"])).stdout;
    await expect.poll(explain, { timeout: 10_000 }).toContain("no answer within 1s");
    process.child.kill("SIGCONT");
    expect(await destroyed).toMatchObject({ code: 0, stdout: "Destroyed web\n" });
  });

  test("says which time was set when the group plugin itself has not answered", async ({ home }) => {
    const group = await serve(home, "group:stopped");
    group.child.kill("SIGSTOP");
    const args = ["group", "ls", "--plugin", "stopped"];
    const { code, stderr } = await home.run(args, { env: { INFRAKIT_CLIENT_TIMEOUT: "100ms" } });
    group.child.kill("SIGCONT");
    expect(code).toBe(1);
    expect(stderr).toContain(": no answer within 2.1s\n");
    expect(stderr).toContain("hint: INFRAKIT_CLIENT_TIMEOUT is 100ms, and a group plugin has 2s more");
  });

  test("says which member a destroy waits for, and goes on with it, when it is interrupted", async ({
    home,
  }) => {
    await serve(home, "group", "process", "vanilla");
    const spec = await home.write("web.json", sleepers("web", 1, stubborn));
    expect((await home.run(["group", "commit", "--wait", spec])).code).toBe(0);
    const [{ instance } = { instance: "" }] = home.instances();
    const destroy = home.start(["group", "destroy", "--wait", "web"]);
    await expect
      .poll(async () => (await home.run(["group", "ls"])).stdout, { timeout: 10_000 })
      .toContain("destroying");
    destroy.child.kill("SIGINT");
    const { code, stderr } = await destroy.ended;
    expect(code).toBe(130);
    expect(stderr).toContain("interrupted, and what was asked goes on: ");
    expect(stderr).toContain(`left are ${instance} of slot 0 (terminating)`);
    await home.becomes(0);
  });

  test("says whom infrakit up waits for when a commit and a stop take long", async ({ home }) => {
    const process = await serve(home, "process");
    process.child.kill("SIGSTOP");
    const spec = await home.write("web.json", sleepers("web", 1));
    const up = home.start(["up", spec]);
    await expect
      .poll(up.stdout, { timeout: 15_000 })
      .toMatch(/web is not committed yet: plugin "process" has not answered Instance\.Validate for \d/);
    process.child.kill("SIGCONT");
    await home.becomes(1);
  });

  test("says which member a stop waits for when it destroys on exit", async ({ home }) => {
    const spec = await home.write("web.json", sleepers("web", 1, stubborn));
    const up = await home.up(spec, 1, "--destroy-on-exit");
    const [{ instance } = { instance: "" }] = home.instances();
    up.child.kill("SIGINT");
    await expect
      .poll(up.stdout, { timeout: 15_000 })
      .toContain(`still destroying: web: left are ${instance} of slot 0 (terminating); plugin "process"`);
    await up.ended;
  });
});
