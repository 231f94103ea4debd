import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { sleepers, test } from "./home.ts";

/** How long a group is not looked at by itself. */
const env = { INFRAKIT_GROUP_POLL_INTERVAL: "10m" };

describe("infrakit up, when plugins go away", () => {
  test("says so at once when a plugin is killed with -9, and goes on when it is back", async ({ home }) => {
    const start = async () => {
      const plugins = home.start(["plugin", "start", "process"]);
      await expect.poll(plugins.stderr, { timeout: 10_000 }).toContain('"msg":"serving"');
      return plugins;
    };
    const plugins = await start();
    const spec = await home.write("web.json", sleepers("web", 1));
    const up = home.start(["up", spec], { env });
    await expect.poll(up.stdout, { timeout: 15_000 }).toContain("web: converged, 1 of 1 ready");
    plugins.child.kill("SIGKILL");
    const wait = { timeout: 5000, interval: 20 };
    await expect.poll(up.stdout, wait).toMatch(/web: waiting, .*nobody listens there/);
    await start();
    await expect.poll(() => up.stdout().match(/web: converged/g), { timeout: 15_000 }).toHaveLength(2);
    expect(home.instances()).toHaveLength(1);
  });

  test("names the group, and says that it was not changed, when its flavor is away", async ({ home }) => {
    const flavor = home.start(["plugin", "start", "vanilla:own"]);
    await expect.poll(flavor.stderr, { timeout: 10_000 }).toContain('"msg":"serving"');
    const spec = (id: string): object => {
      const { Properties: properties } = sleepers(id, 1) as { readonly Properties: object };
      return { ID: id, Properties: { ...properties, Flavor: { Plugin: "own", Properties: {} } } };
    };
    await home.up(await home.write("web.json", spec("web")), 1);
    flavor.child.kill("SIGKILL");
    await flavor.ended;
    const other = await home.write("other.json", spec("other"));
    const why = `Cannot call "Flavor.Validate" at "${join(home.path, "plugins/own")}": nobody listens there`;
    for (const { args, told } of [
      { args: ["scale", "web", "2"], told: 'Cannot scale group "web"' },
      { args: ["commit", other], told: 'Cannot commit group "other"' },
    ]) {
      const { code, stderr } = await home.run(["group", ...args]);
      expect({ code, stderr }).toEqual({
        code: 3,
        stderr: `infrakit: ${told}, which was not changed: ${why}; is the plugin running?\nhint: infrakit plugin ls shows who answers; start the plugin again\n`,
      });
    }
    expect((await home.run(["group", "scale", "web"])).stdout).toBe("Group web at 1 instances\n");
  });

  test("makes its sockets again, and says so, when the plugin directory is removed", async ({ home }) => {
    const spec = await home.write("web.json", sleepers("web", 1));
    const up = await home.up(spec, 1);
    await rm(join(home.path, "plugins"), { recursive: true });
    await expect
      .poll(async () => (await home.run(["group", "ls", "-q"])).stdout, { timeout: 10_000 })
      .toBe("web\n");
    await expect.poll(up.stderr).toContain("its socket was removed: it is served on a new one");
    up.child.kill("SIGINT");
    expect((await up.ended).code).toBe(0);
  });
});
