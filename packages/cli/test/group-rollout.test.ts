import { describe, expect } from "vitest";
import { type Ended, type Home, sleepers, test } from "./home.ts";

/** A group of sleepers whose arguments tell its versions apart. */
async function writeVersion(
  home: Home,
  version: number,
  updating: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { ID, Properties } = sleepers("web", 3, { Args: [String(100_000 + version)] }) as {
    readonly ID: string;
    readonly Properties: object;
  };
  return await home.write(`v${version}.json`, { ID, Properties: { ...Properties, Updating: updating } });
}

/** Commands of `infrakit group`, as JSON, that must end well. */
function groupOf(home: Home) {
  return async (...args: readonly string[]): Promise<Record<string, unknown>> => {
    const { code, stdout, stderr } = await home.run(["group", ...args, "-o", "json"]);
    expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: "" });
    return JSON.parse(stdout) as Record<string, unknown>;
  };
}

const phaseOf = async (home: Home): Promise<unknown> => {
  const { Status } = await groupOf(home)("explain", "web");
  return (Status as { readonly Phase: string }).Phase;
};

const stopped = (ended: Ended): string => {
  expect(ended.code).toBe(4);
  return ended.stderr;
};

describe("infrakit group, with an operator's word,", () => {
  test("lets an update wait behind its canary until it is promoted", async ({ home }) => {
    await home.up(await writeVersion(home, 1), 3);
    const group = groupOf(home);
    const canary = await writeVersion(home, 2, { Canary: 1 });
    const waited = await home.run(["group", "commit", "--wait", canary]);
    expect(stopped(waited)).toContain('Cannot wait any longer for group "web": it is paused: ');
    const explained = await home.run(["group", "explain", "web"]);
    expect(explained.stdout).toMatch(
      /^web: paused, 1 of 3 ready, 2 outdated\n.*\n {2}the update waits behind 1 canary/s,
    );
    expect(await group("promote", "web")).toEqual({ ID: "web", Command: "promote" });
    expect(await group("scale", "web", "3", "--wait")).toEqual({ ID: "web", Size: 3, Before: 3 });
    expect(home.instances()).toHaveLength(3);
    expect((await home.run(["group", "explain", "web"])).stdout).toMatch(
      /^web: converged, 3 of 3 ready\n.*\n {2}nothing to do\n$/s,
    );
  });

  test("says what holds an update that does not go on though it was promoted or resumed", async ({
    home,
  }) => {
    await home.up(await writeVersion(home, 1), 3);
    const group = groupOf(home);
    await group("commit", await writeVersion(home, 2, { Canary: 1 }));
    await group("pause", "web");
    const paused = expect.stringMatching(/^it is paused: /) as unknown;
    expect(await group("promote", "web")).toEqual({ ID: "web", Command: "promote", Obstacle: paused });
    expect((await home.run(["group", "promote", "web"])).stdout).toMatch(
      /^Promoted the update of web\nIt does not go on: it is paused: .+\n$/,
    );
    expect(await group("resume", "web")).toEqual({ ID: "web", Command: "resume" });
    await group("scale", "web", "--wait");
  });

  test.for([
    ["cannot be started", { Command: "/nowhere/program" }, /no such program/],
    // Whether a list shows it before is up to the machine.
    [
      "ends at once",
      { Args: ["never"] },
      /(?:ended at once|was gone \S+ s after it was first seen): exited with code 1; see \//,
    ],
  ] as const)(
    "says so and why when an update is rolled back because its program %s, canary or not",
    async ([, properties, why], { home }) => {
      await home.up(await writeVersion(home, 1), 3);
      const before = home.instances().map(({ instance }) => instance);
      const { ID, Properties } = sleepers("web", 3, properties) as { ID: string; Properties: object };
      const broken = { ID, Properties: { ...Properties, Updating: { OnFailure: "rollback", Canary: 1 } } };
      const waited = await home.run(["group", "commit", "--wait", await home.write("broken.json", broken)]);
      expect(stopped(waited)).toMatch(/it (was|is being) rolled back: /);
      await expect.poll(() => phaseOf(home), { timeout: 15_000 }).toBe("converged");
      const after = home.instances().map(({ instance }) => instance);
      expect(after.filter((instance) => before.includes(instance))).toHaveLength(2);
      expect((await home.run(["group", "explain", "web"])).stdout).toMatch(why);
    },
  );

  test("pauses, resumes, takes back and ends an update, and replaces an instance", async ({ home }) => {
    await home.up(await writeVersion(home, 1), 3);
    const group = groupOf(home);
    await group("commit", await writeVersion(home, 2, { MinHealthyTime: "5s" }));
    expect(await group("pause", "web")).toEqual({ ID: "web", Command: "pause" });
    await expect.poll(() => phaseOf(home), { timeout: 15_000 }).toBe("paused");
    await group("resume", "web");
    await expect.poll(() => phaseOf(home), { timeout: 15_000 }).toBe("progressing");
    await group("rollback", "web");
    expect(await group("scale", "web", "--wait")).toEqual({ ID: "web", Size: 3 });
    await group("commit", await writeVersion(home, 3, { MinHealthyTime: "5s" }));
    await group("abort", "web");
    await expect.poll(() => phaseOf(home), { timeout: 15_000 }).toBe("paused");
    const resumed = await home.run(["group", "resume", "web"]);
    expect(resumed).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("its update was aborted") as string,
    });
    await group("commit", "--wait", await writeVersion(home, 4));
    const [{ instance } = { instance: "" }] = home.instances();
    expect(await group("replace", "web", instance)).toEqual({
      ID: "web",
      Command: "replace",
      Instances: [instance],
    });
    const ids = (): readonly string[] => home.instances().map((each) => each.instance);
    await expect.poll(ids, { timeout: 15_000 }).not.toContain(instance);
    await home.becomes(3);
  });
});
