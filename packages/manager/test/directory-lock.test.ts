import { mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { openFileJournal } from "@infrakit/manager";
import { expect, onTestFinished, test } from "vitest";
import { nextLine, type RunningScript, startScript } from "./start-script.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** Starts a process that has the journal open. */
async function startOwner(directory: string): Promise<RunningScript> {
  const owner = startScript(new URL("opener.js", import.meta.url), directory);
  owner.poke();
  expect(await nextLine(owner)).toBe("won");
  return owner;
}

test("openFileJournal() names the owner when another process has the directory", async () => {
  const directory = await temporaryDirectory();
  const owner = await startOwner(directory);
  const opened = openFileJournal({ directory });
  await expect(opened).rejects.toMatchObject({ code: "state_locked" });
  await expect(opened).rejects.toThrow(`process ${owner.pid} uses it`);
  expect(await readdir(join(directory, "lock"))).toHaveLength(1);
});

test("openFileJournal() refuses when this process has the directory open, until it is closed", async () => {
  const directory = await temporaryDirectory();
  const first = await openFileJournal({ directory });
  await expect(openFileJournal({ directory })).rejects.toMatchObject({ code: "state_locked" });
  await first.close();
  const second = await openFileJournal({ directory });
  await second.close();
});

test("openFileJournal() takes the directory when its owner was killed", async () => {
  const directory = await temporaryDirectory();
  await (await startOwner(directory)).kill();
  expect(await readdir(join(directory, "lock"))).toHaveLength(1);
  const journal = await openFileJournal({ directory });
  onTestFinished(() => journal.close());
  expect(await readdir(join(directory, "lock"))).toEqual([expect.stringMatching(`^${process.pid}-`)]);
});

test("openFileJournal() refuses when the owner is there and does not answer", async () => {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, "lock"));
  // Hangs up on everybody: what a process does that has no file descriptor left.
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => {
    server.listen(join(directory, "lock", "99999999-ff"), resolve);
  });
  onTestFinished(() => void server.close());
  await expect(openFileJournal({ directory })).rejects.toThrow("process 99999999 uses it");
});

test("openFileJournal() removes what is left when a candidate died before it showed itself", async () => {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, "lock"));
  await writeFile(join(directory, "lock", "new-99999999-ff"), "");
  await writeFile(join(directory, "lock", `new-${process.pid}-ff`), "");
  const journal = await openFileJournal({ directory });
  onTestFinished(() => journal.close());
  const names = await readdir(join(directory, "lock"));
  expect(names).toHaveLength(2);
  expect(names).not.toContain("new-99999999-ff");
});

test("openFileJournal() lets exactly one win when many open at once in one process", async () => {
  const directory = await temporaryDirectory();
  const opened = await Promise.allSettled(Array.from({ length: 30 }, () => openFileJournal({ directory })));
  const won = opened.filter((result) => result.status === "fulfilled");
  expect(won).toHaveLength(1);
  await won[0]?.value.close();
  expect(await readdir(join(directory, "lock"))).toEqual([]);
});

test("openFileJournal() lets exactly one win when many processes find the lock of a dead one", async () => {
  const directory = await temporaryDirectory();
  const start = (): RunningScript => startScript(new URL("opener.js", import.meta.url), directory);
  let openers = Array.from({ length: 5 }, start);
  const rounds = process.env["INFRAKIT_NIGHTLY"] === "1" ? 500 : 25;
  for (let round = 0; round < rounds; round++) {
    for (const opener of openers) opener.poke();
    const answers = await Promise.all(openers.map(nextLine));
    const winners = openers.filter((_, index) => answers[index] === "won");
    expect(winners, answers.join("\n")).toHaveLength(1);
    expect(answers.filter((answer) => answer.startsWith("state_locked "))).toHaveLength(4);
    // The next round finds a dead owner, and one opener that is late because it starts anew.
    await winners[0]?.kill();
    openers = openers.map((opener) => (opener === winners[0] ? start() : opener));
  }
});
