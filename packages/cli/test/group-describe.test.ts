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
  expect(stdout).toContain("the instances cannot be listed");
  expect(stdout).toContain("\nhint: infrakit plugin ls shows ");
  for (const { instance } of home.instances()) expect(stdout).toContain(instance);
  const unknown = await home.run(["group", "describe", "wet"]);
  expect(unknown.code).not.toBe(0);
  expect(unknown.stderr).toContain("wet");
});

test("group describe counts the instances that a slot has lost, and says how it lost the last", async ({
  home,
}) => {
  const spec = await home.write("web.json", sleepers("web", 1));
  await home.up(spec, 1);
  const before = await home.run(["group", "describe", "web"]);
  expect(before.stdout).toMatch(/^SLOT +INSTANCE +STATE +RESTARTS\n0 +\S+ +healthy +0$/m);
  const [lost] = home.instances();
  if (lost === undefined) throw new Error("nothing was started");
  process.kill(lost.pid, "SIGKILL");
  const isReplaced = async (): Promise<boolean> => {
    const { stdout } = await home.run(["group", "describe", "web"]);
    return /^0 +\S+ +healthy +1 \(\d+s ago\) +/m.test(stdout);
  };
  await expect.poll(isReplaced, { timeout: 10_000 }).toBe(true);
  const { stdout } = await home.run(["group", "describe", "web"]);
  expect(stdout).toContain(`${lost.instance} was ended by SIGKILL; see `);
  const { Status } = JSON.parse((await home.run(["group", "describe", "web", "-o", "json"])).stdout) as {
    readonly Status: { readonly Restarts: number; readonly Slots: readonly object[] };
  };
  expect(Status.Restarts).toBe(1);
  expect(Status.Slots).toMatchObject([
    {
      Slot: "0",
      State: "healthy",
      Restarts: 1,
      LastLoss: { Instance: lost.instance, Reason: expect.stringContaining("SIGKILL") as string },
    },
  ]);
});
