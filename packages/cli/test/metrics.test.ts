import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished } from "vitest";
import { sleepers, test } from "./home.ts";

describe("infrakit up --metrics", () => {
  test("serves metrics on a port of this machine and says which, until it is stopped", async ({ home }) => {
    const spec = await home.write("web.json", sleepers("web", 2));
    const up = await home.up(spec, 2, "--metrics", "127.0.0.1:0");
    const [, url = ""] = /metrics are at (http:\S+)/.exec(up.stdout()) ?? [];
    const text = await (await fetch(url)).text();
    expect(text).toContain('infrakit_group_desired{group="web"} 2\n');
    expect(text).toContain('infrakit_provision_seconds_count{plugin="process"} 2\n');
    up.child.kill("SIGINT");
    expect((await up.ended).code).toBe(0);
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  test("starts nothing when others could reach the address", async ({ home }) => {
    const spec = await home.write("web.json", sleepers("web", 1));
    const { code, stderr } = await home.run(["up", spec, "--metrics", "0.0.0.0:9100", "-o", "json"]);
    expect({ code, error: JSON.parse(stderr) as unknown }).toMatchObject({
      code: 2,
      error: { Error: { Code: "bad_input", Message: expect.stringContaining("over the network") as string } },
    });
    expect(home.instances()).toEqual([]);
  });

  test("commits nothing and ends with code 1 when the port is taken", async ({ home }) => {
    const other = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void other.close());
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const spec = await home.write("web.json", sleepers("web", 1));
    const { code, stderr } = await home.run(["up", spec, "--metrics", String(port)]);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("EADDRINUSE") as string,
    });
    expect(home.instances()).toEqual([]);
  });
});
