import { expect } from "vitest";
import { sleepers, test } from "./home.ts";

test("group describe shows what is known when the instance plugin is away", async ({ home }) => {
  const group = home.start(["plugin", "start", "group", "vanilla"]);
  const plugin = home.start(["plugin", "start", "process"]);
  await expect.poll(() => group.stderr().split('"msg":"serving"').length, { timeout: 10_000 }).toBe(3);
  await expect.poll(() => plugin.stderr().split('"msg":"serving"').length, { timeout: 10_000 }).toBe(2);
  const spec = await home.write("web.json", sleepers("web", 2));
  expect((await home.run(["group", "commit", "--wait", spec])).stdout).toContain("web has converged\n");
  const whole = (await home.run(["group", "describe", "web"])).stdout;
  expect(whole).toMatch(/^Available +true +EnoughHealthy +2 of 2 are healthy$/m);
  plugin.child.kill("SIGTERM");
  await plugin.ended;
  const { code, stdout } = await home.run(["group", "describe", "web"]);
  expect(code).toBe(0);
  expect(stdout).toContain("the instances cannot be listed: ");
  for (const { instance } of home.instances()) expect(stdout).toContain(instance);
  const unknown = await home.run(["group", "describe", "wet"]);
  expect(unknown.code).not.toBe(0);
  expect(unknown.stderr).toContain("wet");
});
