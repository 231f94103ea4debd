import { describe, expect } from "vitest";
import { sleepers, test } from "./home.ts";

describe("infrakit group events", () => {
  test("prints a document a line when a group changes, and ends with code 0 on Ctrl-C", async ({ home }) => {
    const spec = await home.write("web.json", sleepers("web", 1));
    await home.up(spec, 1);
    const events = home.start(["group", "events", "web", "-o", "json"]);
    const told = (): readonly Record<string, unknown>[] =>
      events
        .stdout()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    // Something must happen again and again until the reader is heard.
    let size = 1;
    const hurry = async (): Promise<number> => {
      await home.run(["group", "scale", "web", String((size = 3 - size)), "--wait"]);
      return told().length;
    };
    await expect.poll(hurry, { timeout: 30_000 }).toBeGreaterThan(0);
    await home.run(["group", "destroy", "web", "--wait"]);
    await expect.poll(() => told().map(({ Type }) => Type), { timeout: 10_000 }).toContain("gone");
    expect(told().every(({ Group, Commit, Time }) => Group === "web" && Commit !== "" && Time !== "")).toBe(
      true,
    );
    events.child.kill("SIGINT");
    expect(await events.ended).toMatchObject({ code: 0, stderr: "" });
  });

  test("asks whether another group was meant when there is none of that id", async ({ home }) => {
    const spec = await home.write("web.json", sleepers("web", 1));
    await home.up(spec, 1);
    for (const command of ["events", "describe", "free", "pause", "explain"]) {
      expect(await home.run(["group", command, "wbe"])).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('hint: did you mean "web"?') as string,
      });
    }
  });
});
