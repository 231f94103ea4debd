import { chmod, mkdir, readdir, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { join, relative } from "node:path";
import { openStateDirectory, type StateDirectory } from "@infrakit/manager/state";
import { expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "./temporary-directory.ts";

async function openState(directory: string): Promise<StateDirectory> {
  const state = await openStateDirectory({ directory, purpose: "test" });
  onTestFinished(() => state.close());
  return state;
}

/** Listens as a candidate of the lowest name would, and answers as it is told. */
async function listenAsRival(directory: string, answer: (socket: Socket) => void): Promise<Server> {
  await mkdir(join(directory, "lock"));
  const server = createServer(answer);
  server.listen(join(directory, "lock", "hidden"));
  await once(server, "listening");
  onTestFinished(() => void server.close());
  // The name must outlive the socket, as that of a process that was killed does.
  await rename(join(directory, "lock", "hidden"), join(directory, "lock", "0-ff"));
  return server;
}

test("isHeld() is true when the directory is ours, until it is closed", async () => {
  const state = await openState(await temporaryDirectory());
  expect(await state.isHeld()).toBe(true);
  await state.close();
  expect(await state.isHeld()).toBe(false);
});

test.for<readonly [name: string, spoil: (directory: string) => Promise<void>]>([
  ["removed", (directory) => rm(directory, { recursive: true })],
  ["moved away", (directory) => rename(directory, `${directory}-moved`)],
  [
    "replaced by another",
    async (directory) => {
      await rename(directory, `${directory}-moved`);
      await openState(directory);
    },
  ],
  [
    "replaced by a file",
    async (directory) => {
      await rm(directory, { recursive: true });
      await writeFile(directory, "");
    },
  ],
])("isHeld() is false when the directory was %s", async ([, spoil]) => {
  const directory = join(await temporaryDirectory(), "state");
  const state = await openState(directory);
  await spoil(directory);
  expect(await state.isHeld()).toBe(false);
});

test("openStateDirectory() takes the directory when a rival goes that had not said that it has it", async () => {
  const directory = await temporaryDirectory();
  let meetings = 0;
  const server = await listenAsRival(directory, (socket) => {
    meetings++;
    // What is left of a killed process: it answers nobody, and then the kernel closes it.
    socket.on("error", () => undefined);
    setImmediate(() => {
      server.close();
      socket.destroy();
    });
  });
  const state = await openState(directory);
  expect(await state.isHeld()).toBe(true);
  expect(meetings).toBeGreaterThan(0);
  expect(await readdir(join(directory, "lock"))).toEqual([expect.stringMatching(`^${process.pid}-`)]);
});

test("openStateDirectory() loses patience when a rival is there and says nothing", async () => {
  const directory = await temporaryDirectory();
  await listenAsRival(directory, (socket) => void socket.on("error", () => undefined));
  const start = performance.now();
  await expect(openState(directory)).rejects.toMatchObject({
    code: "state_locked",
    message: `Cannot open the test's state directory "${directory}": process 0 uses it; end that process or choose another directory`,
  });
  expect(performance.now() - start).toBeGreaterThanOrEqual(990);
  expect(await readdir(join(directory, "lock"))).toEqual(["0-ff"]);
});

test("openStateDirectory() asks an owner once and refuses when it says that it has the lock", async () => {
  const directory = await temporaryDirectory();
  let answers = 0;
  await listenAsRival(directory, (socket) => {
    socket.on("error", () => undefined);
    answers++;
    socket.end("held");
  });
  await expect(openState(directory)).rejects.toMatchObject({ code: "state_locked" });
  // One connection tells that somebody is there, the other who it is.
  expect(answers).toBe(2);
});

test("openStateDirectory() works when the path is short enough for a socket only from where we are", async () => {
  const base = await temporaryDirectory();
  const directory = join(base, "x".repeat(60), "y".repeat(10));
  await mkdir(directory, { recursive: true });
  const before = process.cwd();
  process.chdir(directory);
  onTestFinished(() => process.chdir(before));
  const state = await openState("state");
  process.chdir(before);
  expect(relative(directory, state.directory)).toBe("state");
  expect(await state.isHeld()).toBe(true);
  await state.close();
  expect(await readdir(join(directory, "state", "lock"))).toEqual([]);
});

test.for<readonly [name: string, spoil: (path: string) => Promise<void>, code: string, why: RegExp]>([
  ["is a file", (path) => writeFile(path, ""), "state_unwritable", /EEXIST.*; choose a path whose parts/],
  ["is a link to nothing", (path) => symlink("nowhere", path), "state_unwritable", /EEXIST/],
  [
    "belongs to everybody",
    async (path) => {
      await mkdir(path);
      await chmod(path, 0o1777);
    },
    "unsafe_directory",
    /other users may write to it; run chmod 700 \//,
  ],
])("openStateDirectory() says whose directory it is and why when it %s", async ([, spoil, code, why]) => {
  const path = join(await temporaryDirectory(), "state");
  await spoil(path);
  const opened = openState(path);
  await expect(opened).rejects.toMatchObject({ code });
  await expect(opened).rejects.toThrow(`Cannot open the test's state directory "${path}": `);
  await expect(opened).rejects.toThrow(why);
});

test("openStateDirectory() ends with an error when no directory can be made there at all", async () => {
  const opened = openState(process.platform === "linux" ? "/proc/no/such" : "/dev/null/such");
  await expect(opened).rejects.toMatchObject({ code: "state_unwritable" });
});

test("openStateDirectory() makes all directories 0700 when several are missing", async () => {
  const base = await temporaryDirectory();
  const state = await openState(join(base, "deep", "er", "state"));
  for (const path of ["deep", "deep/er", "deep/er/state", "deep/er/state/lock"])
    expect((await stat(join(base, path))).mode & 0o777, path).toBe(0o700);
  expect(await state.isHeld()).toBe(true);
});
