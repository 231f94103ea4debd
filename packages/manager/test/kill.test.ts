import { watch } from "node:fs";
import { readdir } from "node:fs/promises";
import { openFileJournal } from "@infrakit/manager";
import { expect, test } from "vitest";
import { startScript } from "./start-script.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** What `saver.js` saves. */
interface Saved {
  readonly number: number;
  readonly padding: string;
}

/** Large, so that many a kill falls into the middle of a write; or small, so that many fall between two. */
const paddings = [
  ["large records", 8_000_000],
  ["small records", 20_000],
] as const;

/** Resolves when so many changes of the directory's files were seen: they are made, written, renamed. */
async function changesOf(directory: string, changes: number): Promise<void> {
  let seen = 0;
  await new Promise<void>((resolve, reject) => {
    const watcher = watch(directory, () => {
      if (++seen < changes) return;
      watcher.close();
      resolve();
    });
    watcher.on("error", reject);
  });
}

/** Starts a process that saves, kills it after some changes, and returns the numbers that it confirmed. */
async function saveUntilKilled(
  directory: string,
  { changes, padding }: { readonly changes: number; readonly padding: number },
): Promise<readonly number[]> {
  const changed = changesOf(directory, changes);
  const saver = startScript(new URL("saver.js", import.meta.url), directory, String(padding));
  await changed;
  await saver.kill();
  const confirmed: number[] = [];
  for (let line = await saver.lines.next(); line.done !== true; line = await saver.lines.next())
    confirmed.push(Number(line.value));
  return confirmed;
}

test.for(paddings)(
  "load() gives the last confirmed record, or the next, when who writes %s is killed",
  async ([, padding]) => {
    const directory = await temporaryDirectory();
    const kills = process.env["INFRAKIT_NIGHTLY"] === "1" ? 1_000 : 50;
    let last = 0;
    for (let kill = 0; kill < kills; kill++) {
      last = (await saveUntilKilled(directory, { changes: 1 + (kill % 25), padding })).at(-1) ?? last;
      const journal = await openFileJournal({ directory });
      const records = await journal.load();
      const names = await readdir(directory);
      await journal.close();

      const saved = records.map(({ text }) => JSON.parse(text) as Saved);
      const number = saved[0]?.number ?? 0;
      expect([last, last + 1]).toContain(number);
      expect(saved.every((record) => record.padding.length === padding)).toBe(true);
      expect(names.toSorted()).toEqual(number === 0 ? ["lock"] : ["lock", "web.record"]);
      last = number;
    }
    expect(last).toBeGreaterThan(kills / 10);
  },
);
