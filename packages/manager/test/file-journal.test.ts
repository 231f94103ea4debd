import {
  appendFile,
  chmod,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rm,
  truncate,
  stat,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { type FileJournal, openFileJournal, type RecordDamage } from "@infrakit/manager";
import { expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "./temporary-directory.ts";

async function openJournal(directory: string): Promise<FileJournal> {
  const journal = await openFileJournal({ directory });
  onTestFinished(() => journal.close());
  return journal;
}

/** A closed journal with one record, and the path of its file. */
async function oneRecord(): Promise<{ readonly directory: string; readonly path: string }> {
  const directory = await temporaryDirectory();
  const journal = await openFileJournal({ directory });
  await journal.save({ id: "web", text: '{"size":3}' });
  await journal.close();
  return { directory, path: join(directory, "web.record") };
}

test.for<readonly [name: string, id: string]>([
  ["plain", "web"],
  ["empty", ""],
  ["upper case", "Web"],
  ["a path", "../../etc/passwd"],
  ["a hidden file", ".profile"],
  ["a slash", "eu/web"],
  ["NUL", "a\0b"],
  ["very long", "x".repeat(5_000)],
  ["like a left-over", ".web.record.0123456789ab.tmp"],
  ["like the lock", "lock"],
  ["beyond ASCII", "gruppe-ü-😀"],
  ["half a surrogate pair", "\ud83d"],
])("load() gives back what save() wrote when the id is %s", async ([, id]) => {
  const directory = await temporaryDirectory();
  const journal = await openFileJournal({ directory });
  await journal.save({ id, text: '{"size":3,"init":"é😀\\n"}' });
  await journal.close();

  const records = await (await openJournal(directory)).load();

  expect(records).toEqual([{ id, text: '{"size":3,"init":"é😀\\n"}' }]);
  expect(await readdir(directory)).toHaveLength(2);
});

test("load() sorts by the bytes of the ids when there are several records", async () => {
  const journal = await openJournal(await temporaryDirectory());
  await Promise.all(["b", "B", "a", "😀", "\uff5e"].map((id) => journal.save({ id, text: "1" })));
  expect((await journal.load()).map(({ id }) => id)).toEqual(["B", "a", "b", "\uff5e", "😀"]);
});

test("load() gives nothing when the directory is new", async () => {
  const journal = await openJournal(join(await temporaryDirectory(), "deep", "er"));
  expect(await journal.load()).toEqual([]);
});

test("load() ignores a file when it is not named like a record", async () => {
  const { directory } = await oneRecord();
  await writeFile(join(directory, "README"), "mine");
  expect(await (await openJournal(directory)).load()).toHaveLength(1);
});

test("openFileJournal() makes directories 0700 and save() files 0600 when the umask allows more", async () => {
  const directory = join(await temporaryDirectory(), "deep", "er");
  await (await openJournal(directory)).save({ id: "web", text: "1" });
  const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);
  expect(await modeOf(join(directory, ".."))).toBe("700");
  expect(await modeOf(directory)).toBe("700");
  expect(await modeOf(join(directory, "web.record"))).toBe("600");
});

test("save() lets the newest win when saves and removes of one id overlap", async () => {
  const journal = await openJournal(await temporaryDirectory());
  const numbers = Array.from({ length: 100 }, (_, number) => number);
  const saves = numbers.map((number) => journal.save({ id: "web", text: String(number) }));
  const others = [journal.save({ id: "db", text: "1" }), journal.remove("db")];
  await Promise.all([...saves, ...others]);
  expect(await journal.load()).toEqual([{ id: "web", text: "99" }]);
});

test.for<readonly [name: string, bytes: number, most: number]>([
  ["64 KiB", 5_000, 12],
  ["eight of its records", 100_000, 8],
])(
  "save() gives a file with the last record alone when it would be longer than %s",
  async ([, bytes, most]) => {
    const directory = await temporaryDirectory();
    const path = join(directory, "web.record");
    const journal = await openJournal(directory);
    const lengths: number[] = [];
    for (let number = 10; number <= 10 + most; number++) {
      await journal.save({ id: "web", text: JSON.stringify({ number, padding: "x".repeat(bytes) }) });
      lengths.push((await stat(path)).size);
      expect((await journal.load()).map(({ text }) => text.slice(0, 12))).toEqual([`{"number":${number}`]);
    }
    const [one = 0] = lengths;
    const grown = Array.from({ length: most }, (_, index) => (index + 1) * one);
    expect(lengths).toEqual([...grown, one]);
  },
);

test("save() makes the file anew when it was taken away", async () => {
  const { directory, path } = await oneRecord();
  const journal = await openJournal(directory);
  await journal.save({ id: "web", text: "1" });
  await rm(path);
  await journal.save({ id: "web", text: "2" });
  expect(await journal.load()).toEqual([{ id: "web", text: "2" }]);
});

test("save() makes the file anew when somebody else has changed its length", async () => {
  const { directory, path } = await oneRecord();
  const journal = await openJournal(directory);
  await journal.save({ id: "web", text: "1" });
  await truncate(path, 10);
  await journal.save({ id: "web", text: "2" });
  expect(await journal.load()).toEqual([{ id: "web", text: "2" }]);
});

test("save() puts nothing behind what a crash has left of a record", async () => {
  const { directory, path } = await oneRecord();
  await appendFile(path, "infrakit-rec");
  const journal = await openJournal(directory);
  expect(await journal.load()).toEqual([{ id: "web", text: '{"size":3}' }]);
  await journal.save({ id: "web", text: '{"size":4}' });
  await journal.save({ id: "web", text: '{"size":5}' });
  expect(await journal.load()).toEqual([{ id: "web", text: '{"size":5}' }]);
});

test("remove() forgets a record when it is there, and does nothing when it is not", async () => {
  const { directory } = await oneRecord();
  const journal = await openFileJournal({ directory });
  await journal.remove("web");
  await journal.remove("web");
  await journal.close();
  expect(await (await openJournal(directory)).load()).toEqual([]);
});

test("close() waits for what is being saved when it is called early", async () => {
  const directory = await temporaryDirectory();
  const journal = await openFileJournal({ directory });
  const saves = [1, 2, 3].map((number) => journal.save({ id: "web", text: String(number) }));
  await journal.close();
  await Promise.all(saves);
  expect(await (await openJournal(directory)).load()).toEqual([{ id: "web", text: "3" }]);
});

test("save() refuses when the journal is closed", async () => {
  const journal = await openFileJournal({ directory: await temporaryDirectory() });
  await journal.close();
  await journal.close();
  await expect(journal.save({ id: "web", text: "1" })).rejects.toThrow("the journal is closed");
});

test("load() refuses the record when any byte of it is missing", async () => {
  const { directory, path } = await oneRecord();
  const content = await readFile(path);
  const journal = await openJournal(directory);
  for (let length = 0; length < content.length; length++) {
    await writeFile(path, content.subarray(0, length));
    await expect(journal.load(), `of ${length} bytes`).rejects.toMatchObject({ code: "state_unreadable" });
  }
  await writeFile(path, content);
  expect(await journal.load()).toEqual([{ id: "web", text: '{"size":3}' }]);
});

test("load() tells of a damaged record and why, and loads the others, when somebody wants to know", async () => {
  const { directory, path } = await oneRecord();
  const journal = await openJournal(directory);
  await journal.save({ id: "db", text: "{}" });
  await writeFile(path, "");
  const damages: RecordDamage[] = [];
  expect(await journal.load((damage) => damages.push(damage))).toEqual([{ id: "db", text: "{}" }]);
  const cause = expect.any(Error) as Error;
  expect(damages).toEqual([{ path, cause }]);
  expect(journal.pathOf("web")).toBe(path);
  await expect(journal.load()).rejects.toMatchObject({ code: "state_unreadable", cause });
});

test("load() gives the record before one that is torn, and names its file, until another is saved", async () => {
  const { directory, path } = await oneRecord();
  const journal = await openJournal(directory);
  await journal.save({ id: "web", text: '{"size":4}' });
  await journal.save({ id: "web", text: '{"size":5}' });
  await truncate(path, (await stat(path)).size - 1);
  const torn: string[] = [];
  expect(await journal.load(undefined, (file) => torn.push(file))).toEqual([
    { id: "web", text: '{"size":4}' },
  ]);
  expect(torn).toEqual([path]);
  await journal.save({ id: "web", text: '{"size":6}' });
  expect(await journal.load(undefined, (file) => torn.push(file))).toEqual([
    { id: "web", text: '{"size":6}' },
  ]);
  expect(torn).toEqual([path]);
});

test("load() refuses the record when any bit of it is wrong", async () => {
  const { directory, path } = await oneRecord();
  const content = await readFile(path);
  const journal = await openJournal(directory);
  for (let at = 0; at < content.length * 8; at++) {
    const damaged = Buffer.from(content);
    damaged[at >> 3] = (damaged[at >> 3] ?? 0) ^ (1 << (at & 7));
    await writeFile(path, damaged);
    await expect(journal.load(), `bit ${at}`).rejects.toMatchObject({ code: "state_unreadable" });
  }
});

test.for<readonly [name: string, spoil: (path: string) => Promise<void>, why: RegExp]>([
  ["is cut short", async (path) => writeFile(path, (await readFile(path)).subarray(0, -3)), /cut short/],
  ["is empty", (path) => writeFile(path, ""), /not a record/],
  ["is of a later layout", (path) => writeFile(path, "infrakit-record/3 x\n{}"), /infrakit-record\/3/],
  ["was copied", (path) => copyFile(path, path.replace("web", "web2")), /record of "web"/],
  ["is a directory", (path) => mkdir(path.replace("web", "dir")), /EISDIR/],
])("load() names the file and what to do when one record %s", async ([, spoil, why]) => {
  const { directory, path } = await oneRecord();
  const journal = await openJournal(directory);
  await journal.save({ id: "db", text: "1" });
  await spoil(path);
  const before = await readdir(directory);

  const loaded = journal.load();

  await expect(loaded).rejects.toThrow(why);
  await expect(loaded).rejects.toThrow(
    /^Cannot read record ".*\.record": .*; restore the file from a backup/,
  );
  expect(await readdir(directory)).toEqual(before);
});

test("openFileJournal() removes left-over files when a process died while it wrote", async () => {
  const { directory } = await oneRecord();
  await writeFile(join(directory, ".web.record.0123456789ab.tmp"), "infrakit-rec");
  await openJournal(directory);
  expect((await readdir(directory)).toSorted()).toEqual(["lock", "web.record"]);
});

test("openFileJournal() refuses when others may write to the directory", async () => {
  const directory = await temporaryDirectory();
  await chmod(directory, 0o770);
  const opened = openFileJournal({ directory });
  await expect(opened).rejects.toMatchObject({ code: "unsafe_directory" });
  await expect(opened).rejects.toThrow(`run chmod 700 ${directory}`);
});

test("openFileJournal() accepts a directory when others may only read it", async () => {
  const directory = await temporaryDirectory();
  await chmod(directory, 0o755);
  expect(await (await openJournal(directory)).load()).toEqual([]);
});

test("openFileJournal() refuses when the path is too long for a socket", async () => {
  const directory = join(await temporaryDirectory(), "x".repeat(90));
  await expect(openFileJournal({ directory })).rejects.toMatchObject({ code: "path_too_long" });
});

test("openFileJournal() says what is in the way when the path leads through a file", async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, "file"), "");
  const opened = openFileJournal({ directory: join(directory, "file", "state") });
  await expect(opened).rejects.toMatchObject({ code: "state_unwritable" });
  await expect(opened).rejects.toThrow("choose a path whose parts are directories");
});
