import { readdir } from "node:fs/promises";
import { openFileJournal } from "@infrakit/manager";
import { expect, test } from "vitest";
import { nextLine, startScript } from "./start-script.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** What `saver.js` saves. */
interface Saved {
  readonly number: number;
  readonly padding: string;
}

/** Starts a process that saves, kills it after some saves, and returns the last number that it confirmed. */
async function saveUntilKilled(directory: string, saves: number): Promise<number> {
  const saver = startScript(new URL("saver.js", import.meta.url), directory, "1000000");
  let confirmed = 0;
  for (let save = 0; save < saves; save++) confirmed = Number(await nextLine(saver));
  await saver.kill();
  for (let line = await saver.lines.next(); line.done !== true; line = await saver.lines.next())
    confirmed = Number(line.value);
  return confirmed;
}

test("load() gives the last confirmed record, or the next, when the process that saves is killed", async () => {
  const directory = await temporaryDirectory();
  const kills = process.env["INFRAKIT_NIGHTLY"] === "1" ? 1_000 : 50;
  for (let kill = 0; kill < kills; kill++) {
    const confirmed = await saveUntilKilled(directory, 1 + (kill % 4));
    const journal = await openFileJournal({ directory });
    const records = await journal.load();
    const names = await readdir(directory);
    await journal.close();

    const saved = records.map(({ text }) => JSON.parse(text) as Saved);
    expect(saved).toHaveLength(1);
    expect([confirmed, confirmed + 1]).toContain(saved[0]?.number);
    expect(saved[0]?.padding).toHaveLength(1_000_000);
    expect(names.toSorted()).toEqual(["lock", "web.record"]);
  }
});
