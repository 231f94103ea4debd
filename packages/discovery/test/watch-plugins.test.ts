import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listenOnSocket } from "@infrakit/discovery/socket";
import { type PluginChange, type WatchOptions, watchPlugins } from "@infrakit/discovery/watch";
import { describe, expect, onTestFinished, test } from "vitest";
import { greeter, plainServer, temporaryDirectory } from "./fixture.ts";

/** Longer than any test: what is seen in time was seen by a hint. */
const neverMs = 600_000;

/** How long a change may take to be known, on a machine that does other things as well. */
const soonMs = 1000;

/** Takes every change of a directory as `kind name`. Ends when the test is over. */
function watchInto(seen: string[], directory: string, options: Partial<WatchOptions> = {}): void {
  const ending = new AbortController();
  const watch = watchPlugins(directory, { scanIntervalMs: neverMs, signal: ending.signal, ...options });
  const done = (async () => {
    for await (const change of watch) seen.push(textOf(change));
  })();
  onTestFinished(() => {
    ending.abort();
    return done;
  });
}

function textOf({ kind, endpoint }: PluginChange): string {
  return `${kind} ${endpoint.name}`;
}

/** How many directories and files this process watches through the operating system. */
function inotifyWatches(): number {
  const descriptors = readdirSync("/proc/self/fdinfo");
  return descriptors.flatMap((descriptor) => inotifyLines(`/proc/self/fdinfo/${descriptor}`)).length;
}

function inotifyLines(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8").match(/^inotify wd:/gm) ?? [];
  } catch {
    // The descriptor by which the list was read.
    return [];
  }
}

describe("watchPlugins()", () => {
  test("watchPlugins() first yields everything that is there as added", async () => {
    const directory = temporaryDirectory();
    await plainServer(join(directory, "b"));
    await plainServer(join(directory, "a"));
    const seen: string[] = [];
    watchInto(seen, directory);
    await expect.poll(() => seen, { timeout: soonMs }).toEqual(["added a", "added b"]);
  });

  test("watchPlugins() knows at once when a socket comes, is replaced, goes", async () => {
    const directory = temporaryDirectory();
    await plainServer(join(directory, "first"));
    const seen: string[] = [];
    watchInto(seen, directory);
    await expect.poll(() => seen, { timeout: soonMs }).toEqual(["added first"]);
    await listenOnSocket(greeter("one"), join(directory, "group"));
    await expect.poll(() => seen[1], { timeout: soonMs }).toBe("added group");
    await plainServer(join(directory, ".next"));
    renameSync(join(directory, ".next"), join(directory, "group"));
    await expect.poll(() => seen[2], { timeout: soonMs }).toBe("replaced group");
    unlinkSync(join(directory, "group"));
    await expect.poll(() => seen[3], { timeout: soonMs }).toBe("removed group");
    expect(seen).toHaveLength(4);
  });

  test("watchPlugins() sees listen files and what is written to them later", async () => {
    const directory = temporaryDirectory();
    const seen: string[] = [];
    watchInto(seen, directory, { scanIntervalMs: 50 });
    writeFileSync(join(directory, "remote.listen"), "tcp://127.0.0.1:1");
    await expect.poll(() => seen, { timeout: soonMs }).toEqual(["added remote"]);
    writeFileSync(join(directory, "remote.listen"), "tcp://127.0.0.1:2");
    await expect.poll(() => seen, { timeout: soonMs }).toEqual(["added remote", "replaced remote"]);
  });

  test("watchPlugins() picks up a directory that is made later, removed, and made again", async () => {
    const directory = join(temporaryDirectory(), "plugins");
    const seen: string[] = [];
    watchInto(seen, directory, { scanIntervalMs: 50 });
    mkdirSync(directory);
    await plainServer(join(directory, "a"));
    await expect.poll(() => seen, { timeout: soonMs }).toEqual(["added a"]);
    rmSync(directory, { recursive: true });
    await expect.poll(() => seen[1], { timeout: soonMs }).toBe("removed a");
    mkdirSync(directory);
    await plainServer(join(directory, "b"));
    await expect.poll(() => seen[2], { timeout: soonMs }).toBe("added b");
  });

  test("watchPlugins() sees each of 200 sockets once when they come at once", async () => {
    const directory = temporaryDirectory();
    const names = Array.from({ length: 200 }, (_, index) => `plugin-${index}`);
    const seen: string[] = [];
    watchInto(seen, directory);
    await Promise.all(names.map((name) => listenOnSocket(greeter(name), join(directory, name))));
    await expect.poll(() => seen.length, { timeout: 5 * soonMs }).toBe(200);
    expect(seen.toSorted()).toEqual(names.map((name) => `added ${name}`).toSorted());
  });

  test.skipIf(process.platform !== "linux")(
    "watchPlugins() takes few watches of the system however many sockets there are, and gives them back",
    async () => {
      const directory = temporaryDirectory();
      for (let index = 0; index < 50; index++) await plainServer(join(directory, `plugin-${index}`));
      const before = inotifyWatches();
      const ending = new AbortController();
      const changes = watchPlugins(directory, { signal: ending.signal })[Symbol.asyncIterator]();
      for (let index = 0; index < 50; index++) await changes.next();
      await expect.poll(() => inotifyWatches() - before, { timeout: soonMs }).toBe(1);
      ending.abort();
      expect(await changes.next()).toMatchObject({ done: true });
      expect(inotifyWatches()).toBe(before);
    },
  );

  test("watchPlugins() keeps what it knows and says so when the directory cannot be read", async () => {
    const root = temporaryDirectory();
    const directory = join(root, "plugins");
    mkdirSync(directory);
    await plainServer(join(directory, "a"));
    const seen: string[] = [];
    const errors: unknown[] = [];
    watchInto(seen, directory, { scanIntervalMs: 20, onError: (error) => errors.push(error) });
    await expect.poll(() => seen, { timeout: soonMs }).toEqual(["added a"]);
    renameSync(directory, join(root, "away"));
    writeFileSync(join(root, "file"), "");
    await expect.poll(() => seen, { timeout: soonMs }).toEqual(["added a", "removed a"]);
    renameSync(join(root, "file"), directory);
    await expect.poll(() => errors.length, { timeout: soonMs }).toBeGreaterThan(0);
    expect(String(errors[0])).toContain("it is no directory");
    rmSync(directory);
    renameSync(join(root, "away"), directory);
    await expect.poll(() => seen, { timeout: soonMs }).toEqual(["added a", "removed a", "added a"]);
  });

  test("watchPlugins() ends without a change when the signal was aborted before", async () => {
    const seen: string[] = [];
    for await (const change of watchPlugins(temporaryDirectory(), { signal: AbortSignal.abort() })) {
      seen.push(textOf(change));
    }
    expect(seen).toEqual([]);
  });
});
