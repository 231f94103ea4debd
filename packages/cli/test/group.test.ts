import { describe, expect } from "vitest";
import { type Home, sleepers, test } from "./home.ts";

/** Starts a group controller with the plugins that its groups need, and waits until it answers. */
async function startPlugins(home: Home): Promise<void> {
  const plugins = home.start(["plugin", "start", "group", "process", "vanilla"]);
  await expect.poll(() => plugins.stderr().split('"msg":"serving"').length, { timeout: 10_000 }).toBe(4);
}

describe("infrakit group", () => {
  test("commits, describes, scales, frees and destroys when it is asked in words", async ({ home }) => {
    await startPlugins(home);
    const spec = await home.write("web.json", sleepers("web", 2));
    const say = async (...args: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await home.run(["group", ...args]);
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: "" });
      return stdout;
    };
    expect(await say("commit", "--pretend", spec)).toBe(
      [
        "Committing web would involve: Managing 2 instances",
        "  create slot 0: the slot is empty",
        "  create slot 1: the slot is empty",
        "",
      ].join("\n"),
    );
    expect(await say("ls")).toBe("ID  PHASE  READY\n");
    expect(await say("commit", spec)).toContain("Committed web: Managing 2 instances\n");
    await home.becomes(2);
    expect(await say("ls")).toMatch(/^ID {3}PHASE +READY\nweb {2}[a-z]+ +[012] of 2\n$/);
    expect(await say("ls", "-q")).toBe("web\n");
    expect(await say("scale", "web")).toBe("Group web at 2 instances\n");
    expect(await say("scale", "web", "3")).toBe("Group web at 2 instances, scale to 3\n");
    await home.becomes(3);
    const ids = home.instances().map(({ instance }) => instance);
    const described = await say("describe", "web");
    for (const id of ids) expect(described).toMatch(new RegExp(`^${id} +- +infrakit\\.config\\.hash=`, "m"));
    expect(await say("destroy-instances", "web", ids[0] ?? "")).toBe("Initiated.\n");
    await home.becomes(2);
    expect(await say("scale", "web")).toBe("Group web at 2 instances\n");
    expect(JSON.parse(await say("inspect", "web"))).toMatchObject({
      ID: "web",
      Properties: { Allocation: { Size: 2 } },
    });
    expect(await say("free", "web")).toBe("Freed web\n");
    expect(home.instances()).toHaveLength(2);
    expect(await say("commit", "--wait", spec)).toContain("web has converged\n");
    expect(await say("destroy", "--wait", "web")).toBe("Destroyed web\n");
    expect(home.instances()).toEqual([]);
  });

  test("answers with one document and nothing on stderr when it is asked for JSON", async ({ home }) => {
    await startPlugins(home);
    const spec = await home.write("web.json", sleepers("web", 1));
    const ask = async (...args: readonly string[]): Promise<unknown> => {
      const { code, stdout, stderr } = await home.run(["group", ...args, "-o", "json"]);
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: "" });
      return JSON.parse(stdout);
    };
    const slot = { Slot: "0", Instance: null, Action: "create", Because: "the slot is empty" };
    const commit = { ID: "web", Pretend: false, Details: "Managing 1 instances", Plan: { Slots: [slot] } };
    expect(await ask("commit", "--wait", spec)).toEqual({ Commits: [commit] });
    const [{ instance } = { instance: "" }] = home.instances();
    expect(await ask("describe", "web")).toMatchObject({
      ID: "web",
      Converged: true,
      Status: { Phase: "converged", Ready: 1, Slots: [{ Slot: "0", Instance: instance, State: "healthy" }] },
      Instances: [{ ID: instance, Tags: { "infrakit.group": "web" } }],
    });
    expect(await ask("ls")).toEqual({ Groups: ["web"], Damaged: [] });
    expect(await ask("scale", "web", "2")).toEqual({ ID: "web", Size: 2, Before: 1 });
    expect(await ask("scale", "web")).toEqual({ ID: "web", Size: 2 });
    expect(await ask("inspect")).toMatchObject([{ ID: "web" }]);
    expect(await ask("destroy-instances", "web", instance)).toEqual({ ID: "web", Instances: [instance] });
    expect(await ask("destroy", "web", "--timeout", "30s")).toEqual({ ID: "web", Gone: true });
  });

  test("takes its own inspection as a spec when it is committed again", async ({ home }) => {
    await startPlugins(home);
    const spec = await home.write("web.json", sleepers("web", 0, { Env: { n: "12345678901234567890" } }));
    await home.run(["group", "commit", spec]);
    const { stdout } = await home.run(["group", "inspect", "web"]);
    const again = await home.run(["group", "commit", "-"], { input: stdout });
    expect(again).toEqual({ code: 0, stdout: "Committed web: Noop\n", stderr: "" });
  });

  test("tells what it committed when a later spec is refused", async ({ home }) => {
    await startPlugins(home);
    const web = await home.write("web.json", sleepers("web", 0));
    const text = JSON.stringify(sleepers("api", 1)).replace('"process"', '"nowhere"');
    const api = await home.write("api.json", JSON.parse(text));
    const words = await home.run(["group", "commit", web, api]);
    expect(words).toMatchObject({ code: 3, stdout: "Committed web: Managing 0 instances\n" });
    expect(words.stderr).toContain('Cannot commit group "api"');
    const json = await home.run(["group", "commit", web, api, "-o", "json"]);
    expect(json.code).toBe(3);
    expect(JSON.parse(json.stdout)).toMatchObject({ Commits: [{ ID: "web", Details: "Noop" }] });
    expect((await home.run(["group", "ls", "-q"])).stdout).toBe("web\n");
  });

  test("uses the plugin that is named when there are several", async ({ home }) => {
    const plugins = home.start(["plugin", "start", "group:blue", "group:green"]);
    await expect.poll(() => plugins.stderr().split('"msg":"serving"').length, { timeout: 10_000 }).toBe(3);
    expect((await home.run(["group", "ls", "--plugin", "blue"])).stdout).toBe("ID  PHASE  READY\n");
    const { code, stderr } = await home.run(["group", "ls"]);
    expect({ code, stderr }).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("plugin not found:group\n") as string,
    });
  });

  test("says that nobody listens any more when the one that kept the groups was killed", async ({ home }) => {
    const up = await home.up(await home.write("web.json", sleepers("web", 1)), 1);
    up.child.kill("SIGKILL");
    await up.ended;
    expect(await home.run(["group", "ls"])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining(`/plugins/group": nobody listens there`) as string,
    });
  });

  test("says that a group is not there with code 3 when it is not watched", async ({ home }) => {
    await startPlugins(home);
    for (const args of [
      ["describe", "x"],
      ["inspect", "x"],
      ["free", "x"],
      ["destroy", "x"],
      ["scale", "x"],
      ["scale", "x", "1"],
    ]) {
      const { code, stderr } = await home.run(["group", ...args, "-o", "json"]);
      expect({ args, code, error: JSON.parse(stderr) as unknown }).toMatchObject({
        args,
        code: 3,
        error: { Error: { Code: "group_not_found", Message: expect.stringContaining("x") as string } },
      });
    }
  });

  test("ends with code 4 and says where the group stands when it has not converged in time", async ({
    home,
  }) => {
    await startPlugins(home);
    const spec = await home.write("web.json", sleepers("web", 1, { Command: "/nowhere/program" }));
    const { code, stderr } = await home.run(["group", "commit", "--timeout", "2s", spec, "-o", "json"]);
    expect({ code, stderr }).toMatchObject({ code: 4 });
    const { Error: error } = JSON.parse(stderr) as { Error: Record<string, string> };
    expect(error["Code"]).toBe("not_converged");
    expect(error["Message"]).toContain('Cannot start "/nowhere/program"');
  });
});
