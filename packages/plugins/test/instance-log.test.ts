import { readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { InstanceLogs } from "../src/process/instance-log.ts";
import { idsOf, test } from "./place.ts";

const waitMs = { timeout: 20_000, interval: 20 };
const limits = { maxBytes: 10, maxDead: 2 };

/** Writes a log as a process does. */
async function write(logs: InstanceLogs, id: string, text: string): Promise<void> {
  const file = await logs.create(id);
  await file.writeFile(text);
  await file.close();
}

const a = "a".repeat(20);

describe("rotate()", () => {
  test("moves a log that is too large to its older copy, and only then", async ({ place }) => {
    const logs = await InstanceLogs.open(place.directory, limits);
    await write(logs, a, "0123456789");
    await logs.rotate(a);
    expect(await readdir(place.directory)).toEqual([`${a}.log`]);
    await write(logs, a, "first");
    await logs.rotate(a);
    expect(await readFile(logs.pathOf(a), "utf8")).toBe("");
    expect(await readFile(`${logs.pathOf(a)}.1`, "utf8")).toBe("0123456789first");
    await write(logs, a, "second, longer");
    await logs.rotate(a);
    expect(await readFile(`${logs.pathOf(a)}.1`, "utf8")).toBe("second, longer");
    expect(await readdir(place.directory)).toEqual([`${a}.log`, `${a}.log.1`]);
  });

  test("does nothing when there is no log", async ({ place }) => {
    const logs = await InstanceLogs.open(place.directory, limits);
    await logs.rotate(a);
    expect(await readdir(place.directory)).toEqual([]);
  });
});

describe("lastWordsOf()", () => {
  test.for([
    ["nothing was written", "", "", ".log"],
    ["all of it is in the log", "", "boom", ".log"],
    ["the log was moved and is empty", "boom", "", ".log.1"],
    ["the log was moved just before", "bo", "om", ".log.1 and then .log"],
    ["the log was moved long before", "old", "x".repeat(4096), ".log"],
  ] as const)("leads to where the words are when %s", async ([, moved, now, where], { place }) => {
    const logs = await InstanceLogs.open(place.directory, limits);
    const path = logs.pathOf(a);
    await write(logs, a, now);
    if (moved !== "") await writeFile(`${path}.1`, moved);
    const told = where.replaceAll(".log", path);
    expect(logs.lastWordsOf(a)).toBe(told);
  });

  test("names the log when there is none", async ({ place }) => {
    const logs = await InstanceLogs.open(place.directory, limits);
    expect(logs.lastWordsOf(a)).toBe(logs.pathOf(a));
  });
});

describe("prune()", () => {
  test("removes the oldest logs of the dead", async ({ place }) => {
    const logs = await InstanceLogs.open(place.directory, limits);
    for (const [age, letter] of ["a", "b", "c", "d"].entries()) {
      const id = letter.repeat(20);
      await write(logs, id, letter);
      await utimes(logs.pathOf(id), 1_000 + age, 1_000 + age);
    }
    await logs.prune((id) => id === a);
    expect(await readdir(place.directory)).toEqual(
      ["a", "c", "d"].map((letter) => `${letter.repeat(20)}.log`),
    );
  });
});

describe("the plugin", () => {
  test("keeps the log of a living process within its limit", async ({ place }) => {
    const plugin = await place.openPlugin({ maxLogBytes: 1_000 });
    const id = await plugin.provision(place.script("while :; do echo 0123456789; done"));
    const log = join(place.directory, "log", `${id}.log`);
    await expect
      .poll(async () => (await stat(`${log}.1`).catch(() => undefined))?.size ?? 0, waitMs)
      .toBeGreaterThan(1_000);
    // The process goes on at the start of the file that was emptied: no hole is left where the old text was.
    await expect.poll(() => readFile(log, "latin1"), waitMs).toMatch(/^[0-9\n]+$/);
    await plugin.destroy(id, "terminate");
  });

  test("keeps as many logs of dead instances as it was told", async ({ place }) => {
    const plugin = await place.openPlugin({ maxDeadLogs: 3 });
    for (let count = 0; count < 6; count++) await plugin.provision(place.script("echo last words"));
    await expect.poll(() => idsOf(plugin), waitMs).toEqual([]);
    await expect.poll(() => readdir(join(place.directory, "instance")), waitMs).toEqual([]);
    await expect.poll(async () => (await readdir(join(place.directory, "log"))).length, waitMs).toBe(3);
  });
});
