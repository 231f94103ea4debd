import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { type Home, sleepers, test } from "./home.ts";

/** A group that is kept, shown by a plugin of Scope, and polled by a host. */
async function startAll(home: Home, size: number, allow: readonly string[]): Promise<void> {
  await home.up(await home.write("web.json", sleepers("web", size)), size);
  const root = ["--root", join(home.path, "scope")];
  const shown = home.start(["scope", "groups", ...root, ...allow.flatMap((each) => ["--allow", each])]);
  await expect.poll(() => shown.stderr()).toContain("Showing groups at ");
  const host = home.start(["scope", "host", "--metadata", "seen", ...root]);
  await expect.poll(() => host.stdout()).toContain("Ctrl-C stops");
  await expect.poll(() => report(home)).toContain("web;<swarm_service>");
}

async function report(home: Home): Promise<string> {
  return (await home.run(["scope", "report"])).stdout;
}

const processes = (home: Home): readonly string[] =>
  home
    .instances()
    .map(({ pid }) => `${hostname()};${pid}`)
    .toSorted();

/** The processes that are shown. */
async function shownProcesses(home: Home): Promise<readonly string[]> {
  const rows = (await report(home)).split("\n").map((line) => line.split(/ {2,}/));
  return rows.flatMap(([topology, node = ""]) => (topology === "Process" ? [node] : [])).toSorted();
}

describe("infrakit scope groups", () => {
  test("shows the instances of a group on the nodes that Scope has for their processes", async ({ home }) => {
    await startAll(home, 2, []);
    await expect.poll(() => shownProcesses(home)).toEqual(processes(home));
    expect(await report(home)).not.toContain("infrakit~");
    const listed = await home.run(["plugin", "ls"]);
    expect(listed.stdout).toMatch(/^Metadata\/0\.1\.1 +seen /m);
  });

  test("does what is allowed, and refuses the rest, when a control is pressed", async ({ home }) => {
    await startAll(home, 1, ["web:scale-up"]);
    const web = "web;<swarm_service>";
    expect((await home.run(["scope", "control", web, "infrakit~scale-up"])).code).toBe(0);
    await home.becomes(2);
    await expect.poll(() => shownProcesses(home)).toEqual(processes(home));
    const refused = await home.run(["scope", "control", web, "infrakit~scale-down"]);
    expect(refused.code).not.toBe(0);
    expect(home.instances()).toHaveLength(2);
  });

  test("says so, and goes on, when something is allowed on a group that is not there", async ({ home }) => {
    await home.up(await home.write("web.json", sleepers("web", 1)), 1);
    const root = ["--root", join(home.path, "scope")];
    const allow = ["--allow", "web:pause", "webb:pause,resume"];
    const shown = home.start(["scope", "groups", ...root, ...allow]);
    await expect.poll(() => shown.stderr()).toContain("Allowed: ");
    const lines = shown.stderr().split("\n");
    expect(lines).toContain(
      'Cannot find the group "webb" of --allow: did you mean "web"? Its controls are allowed if it comes later',
    );
    expect(lines).toContain("Allowed: web:pause webb:pause,resume (no such group yet)");
  });

  test("says which controls there are when one is allowed that is none", async ({ home }) => {
    const { code, stderr } = await home.run(["scope", "groups", "--allow", "web:scaleup"]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'infrakit: Cannot allow "web:scaleup": there is no control "scaleup"; did you mean "scale-up"?\n',
    });
  });
});
