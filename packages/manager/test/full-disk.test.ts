import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type FileJournal, openFileJournal } from "@infrakit/manager";
import { expect, onTestFinished, test } from "vitest";
import { requireProgram, sayThatSkipped } from "../../../test/require-program.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const run = promisify(execFile);

const hasMount = requireProgram("mount");

/** A file system of 64 KiB; `undefined` where this user may not mount one. */
async function mountTiny(): Promise<string | undefined> {
  const directory = await temporaryDirectory();
  try {
    await run("mount", ["-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", directory]);
  } catch (error) {
    sayThatSkipped(`no file system can be mounted: ${String(error)}`);
    return undefined;
  }
  onTestFinished(async () => void (await run("umount", [directory])));
  return directory;
}

async function openWithRecord(directory: string): Promise<FileJournal> {
  const journal = await openFileJournal({ directory });
  onTestFinished(() => journal.close());
  await journal.save({ id: "web", text: '"small"' });
  return journal;
}

test.skipIf(!hasMount)("save() keeps the earlier record when the disk is full", async ({ skip }) => {
  const directory = await mountTiny();
  if (directory === undefined) return skip();
  const journal = await openWithRecord(directory);

  const saved = journal.save({ id: "web", text: JSON.stringify("x".repeat(200_000)) });

  await expect(saved).rejects.toMatchObject({ code: "state_unwritable", cause: { code: "ENOSPC" } });
  await expect(saved).rejects.toThrow(`state directory "${directory}"`);
  await expect(saved).rejects.toThrow("make room on that file system");
  expect(await journal.load()).toEqual([{ id: "web", text: '"small"' }]);
  expect((await readdir(directory)).toSorted()).toEqual(["lock", "web.record"]);
  // Once there is room, it goes on.
  await journal.save({ id: "web", text: '"next"' });
  expect(await journal.load()).toEqual([{ id: "web", text: '"next"' }]);
});

test.skipIf(!hasMount)(
  "save() keeps the earlier record when the file system turns read-only",
  async ({ skip }) => {
    const directory = await mountTiny();
    if (directory === undefined) return skip();
    const journal = await openWithRecord(directory);
    await run("mount", ["-o", "remount,ro", directory]);
    onTestFinished(async () => void (await run("mount", ["-o", "remount,rw", directory])));

    const saved = journal.save({ id: "web", text: '"next"' });

    await expect(saved).rejects.toMatchObject({ code: "state_unwritable", cause: { code: "EROFS" } });
    expect(await journal.load()).toEqual([{ id: "web", text: '"small"' }]);
  },
);

test.for<readonly [name: string, bytes: number]>([
  ["a new file", 200_000],
  ["what goes behind it", 20_000],
])("save() keeps the earlier record when only the first part of %s can be written", async ([, bytes]) => {
  const directory = await temporaryDirectory();
  const filler = fileURLToPath(new URL("filler.js", import.meta.url));
  // A limit on the size of files cuts the first write short, as a disk that fills up does; needs no root.
  const limited = `ulimit -f 16; exec "$0" "$@"`;
  const { stdout } = await run("sh", ["-c", limited, process.execPath, filler, directory, String(bytes)]);
  expect(stdout).toBe("state_unwritable EFBIG\n");
  const journal = await openFileJournal({ directory });
  onTestFinished(() => journal.close());
  expect(await journal.load()).toEqual([{ id: "web", text: '"small"' }]);
});
