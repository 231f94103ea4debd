import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect } from "vitest";
import { requireProgram } from "../../../test/require-program.ts";
import { sleepers, test } from "./home.ts";

/** Gives a program a terminal; util-linux's has other options than those of other systems. */
const hasScript = process.platform === "linux" && requireProgram("script");

const bin = new URL("../bin/infrakit.js", import.meta.url).pathname;

describe.skipIf(!hasScript)("infrakit group on a terminal", () => {
  test("says that it waits, and not among its data, while the group plugin does not answer", async ({
    home,
  }) => {
    const spec = await home.write("web.json", sleepers("web", 1));
    const up = await home.up(spec, 1);
    up.child.kill("SIGSTOP");
    const data = join(home.path, "data");
    const command = `exec ${process.execPath} ${bin} group ls > ${data}`;
    const terminal = home.spawn("script", ["-qec", command, "/dev/null"]);
    await expect
      .poll(terminal.stdout, { timeout: 10_000 })
      .toContain('waiting for an answer of group plugin "group"');
    up.child.kill("SIGCONT");
    expect(await terminal.ended).toMatchObject({ code: 0 });
    expect(await readFile(data, "utf8")).toBe("ID   PHASE      READY\nweb  converged  1 of 1\n");
  });
});

describe.skipIf(!hasScript)("infrakit up on a terminal", () => {
  test("draws a table in its place that fits, and ends on Ctrl-C", async ({ home }) => {
    const spec = await home.write("web.json", sleepers("web", 3));
    const command = `stty cols 40 rows 12; exec ${process.execPath} ${bin} up ${spec}`;
    const terminal = home.spawn("script", ["-qec", command, "/dev/null"]);
    await home.becomes(3);
    await expect.poll(terminal.stdout, { timeout: 10_000 }).toContain("web  converged, 3 of 3 ready");
    terminal.child.stdin?.write("\u0003");
    const [code] = (await once(terminal.child, "exit")) as [number];
    expect(code).toBe(0);
    const drawn = terminal.stdout().split("Stopped.")[0] ?? "";
    const lines = stripVTControlCharacters(drawn).replaceAll("\r", "").split("\n");
    expect(lines.filter((line) => line.length > 40)).toEqual([]);
    expect(drawn).toContain("\u001b[J");
    const frames = drawn.split("\u001b[?2026h").slice(1);
    expect(frames.length).toBeGreaterThan(1);
    for (const frame of frames) expect(frame.split("\n").length).toBeLessThanOrEqual(12);
    expect(terminal.stdout()).toContain("Stopped. These instances are left as they are:");
  });
});
