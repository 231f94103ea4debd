import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { removeFile, removeUnfinishedFiles, replaceFile } from "@infrakit/manager/state";
import { expect, test } from "vitest";
import { temporaryDirectory } from "./temporary-directory.ts";

test("replaceFile() leaves one whole text and nothing else when many replace a file at once", async () => {
  const directory = await temporaryDirectory();
  const path = join(directory, "state");
  const texts = Array.from({ length: 20 }, (_, index) => String.fromCharCode(97 + index).repeat(300_000));
  await Promise.all(texts.map((text) => replaceFile(path, text)));
  expect(texts).toContain(await readFile(path, "utf8"));
  expect(await readdir(directory)).toEqual(["state"]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("replaceFile() leaves nothing behind when a directory is in the way", async () => {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, "state"));
  await expect(replaceFile(join(directory, "state"), "x")).rejects.toMatchObject({ code: "EISDIR" });
  expect(await readdir(directory)).toEqual(["state"]);
});

test("removeFile() removes a file when it is there, and does nothing when it or its directory is not", async () => {
  const directory = await temporaryDirectory();
  const path = join(directory, "deep", "state");
  await mkdir(join(directory, "deep"));
  await writeFile(path, "x");
  await removeFile(path);
  expect(await readdir(join(directory, "deep"))).toEqual([]);
  await removeFile(path);
  await rm(join(directory, "deep"), { recursive: true });
  await removeFile(path);
});

test("removeFile() fails when a directory is in the place of the file", async () => {
  const path = join(await temporaryDirectory(), "state");
  await mkdir(path);
  await expect(removeFile(path)).rejects.toMatchObject({ code: "ERR_FS_EISDIR" });
});

test("removeUnfinishedFiles() removes what a crash has left, and no file of somebody else's", async () => {
  const directory = await temporaryDirectory();
  const others = [".hidden", "notes.tmp", "state", "state.new"];
  for (const name of [...others, ".state.0123456789ab.tmp"]) await writeFile(join(directory, name), "x");
  await removeUnfinishedFiles(directory);
  expect((await readdir(directory)).toSorted()).toEqual(others);
});
