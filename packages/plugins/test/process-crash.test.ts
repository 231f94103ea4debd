import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { createProcessInstances, processInstance } from "@infrakit/plugins/instance/process";
import { describe, expect } from "vitest";
import { everything, idsOf, pidOf, test } from "./place.ts";

const waitMs = { timeout: 10_000, interval: 10 };
const sleep = "while :; do sleep 100; done";

interface StoredProcess {
  readonly Pid: number;
  readonly Start: number;
  readonly Boot: string;
}

/** What the file of one instance says of its process. */
async function storedProcess(directory: string, id: string): Promise<StoredProcess> {
  const text = await readFile(join(directory, "instance", `${id}.json`), "utf8");
  return (JSON.parse(text) as { readonly Instance: { readonly Process: StoredProcess } }).Instance.Process;
}

/** Writes a file as it was before files had checksums. */
async function writeRecord(directory: string, id: string, stored: StoredProcess): Promise<void> {
  const record = { ID: id, LogicalID: null, Tags: {}, Command: "sh", StartedAt: "", Process: stored };
  await writeFile(join(directory, "instance", `${id}.json`), JSON.stringify(record));
}

describe("a plugin that is killed", () => {
  test("leaves its processes alive, and the next one takes them over", async ({ place }) => {
    const host = await place.startHost();
    const ids = await host.order({ do: "provision", script: sleep, count: 20 });
    await host.kill();
    expect(await place.running("while")).toHaveLength(20);
    const plugin = await place.openPlugin();
    const found = await plugin.describeInstances(everything);
    expect(found.map(({ id }) => id).sort()).toEqual(ids.toSorted());
    expect(found[0]).toMatchObject({ tags: { from: "host" }, logicalId: "one" });
    await Promise.all(ids.map((id) => plugin.destroy(id, "terminate")));
    expect(await place.running()).toEqual([]);
  });

  test("is replaced by one that notices the end of a process it did not start", async ({ place }) => {
    const host = await place.startHost();
    const [id = ""] = await host.order({ do: "provision", script: "exec sleep 1000", count: 1 });
    await host.kill();
    const plugin = await place.openPlugin();
    const changes = plugin.changes({ signal: AbortSignal.timeout(30_000) })[Symbol.asyncIterator]();
    const { Pid: pid } = await storedProcess(place.directory, id);
    process.kill(pid, "SIGKILL");
    expect(await changes.next()).toEqual({ value: { id }, done: false });
    expect(await idsOf(plugin)).toEqual([]);
    await expect.poll(() => readdir(join(place.directory, "instance")), waitMs).toEqual([]);
  });

  test("leaves no instance when it dies before the start", async ({ place }) => {
    const host = await place.startHost();
    await host.order({ do: "write an intent", id: place.token });
    await host.kill();
    expect(await readdir(join(place.directory, "instance"))).toEqual([`${place.token}.json`]);
    const plugin = await place.openPlugin();
    expect(await idsOf(plugin)).toEqual([]);
    expect(await readdir(join(place.directory, "instance"))).toEqual([]);
  });

  test("leaves an instance that is found by its token when it dies right after the start", async ({
    place,
  }) => {
    const host = await place.startHost();
    await host.order({ do: "start without a note", id: place.token, script: sleep });
    await host.kill();
    expect(await storedProcess(place.directory, place.token)).toBeNull();
    const plugin = await place.openPlugin();
    expect(await idsOf(plugin)).toEqual([place.token]);
    const [pid] = await place.running("while");
    expect(await storedProcess(place.directory, place.token)).toMatchObject({ Pid: pid });
    await plugin.destroy(place.token, "terminate");
    expect(await place.running()).toEqual([]);
  });

  test("leaves neither doubles nor orphans, whenever it dies", async ({ place }) => {
    for (let round = 0; round < 15; round++) {
      const host = await place.startHost();
      const atLeast = (await place.running("while")).length + (round % 5);
      void host.order({ do: "keep provisioning", script: sleep });
      while ((await readdir(join(place.directory, "instance"))).length < atLeast + 1) {}
      await host.kill();
      const plugin = await place.openPlugin();
      const described = await plugin.describeInstances({ tags: {}, properties: true });
      const pids = described.map(pidOf);
      // A shell that starts its `sleep` is two shells for a moment.
      const running = async (): Promise<ReadonlySet<number>> => new Set(await place.running("while"));
      await expect.poll(running, waitMs).toEqual(new Set(pids));
      expect(await readdir(join(place.directory, "instance"))).toHaveLength(pids.length);
      await plugin.close();
    }
    const plugin = await place.openPlugin();
    await Promise.all((await idsOf(plugin)).map((id) => plugin.destroy(id, "terminate")));
    expect(await place.running()).toEqual([]);
  });

  test("leaves a tree whose leader ends meanwhile, and the next one ends the rest", async ({ place }) => {
    const host = await place.startHost();
    const apart = `setsid sh -c '${sleep}' ${place.marker}-apart & ${sleep}`;
    const [id = ""] = await host.order({ do: "provision", script: apart, count: 1 });
    await expect.poll(() => place.running(`${place.marker}-apart`), waitMs).toHaveLength(2);
    await host.kill();
    process.kill((await storedProcess(place.directory, id)).Pid, "SIGKILL");
    const plugin = await place.openPlugin();
    // A signal takes its time to be heard.
    await expect.poll(() => idsOf(plugin), waitMs).toEqual([]);
    await expect.poll(() => place.running(), waitMs).toEqual([]);
    await expect.poll(() => readdir(join(place.directory, "instance")), waitMs).toEqual([]);
  });
});

describe("a pid in new hands", () => {
  test.for([
    { name: "it started at another time", change: { Start: 1 }, variable: {} },
    { name: "the machine was started again", change: { Boot: "another" }, variable: {} },
    { name: "it carries another token", change: {}, variable: { INFRAKIT_INSTANCE: "f".repeat(20) } },
  ])("is neither listed nor ended when $name", async ({ change, variable }, { place }) => {
    const stranger = spawn("sh", ["-c", sleep, place.marker], { env: { ...process.env, ...variable } });
    await once(stranger, "spawn");
    // What is true of the stranger is taken from a plugin that has started it.
    const plugin = await place.openPlugin();
    const id = await plugin.provision(place.sleeper());
    const { Boot } = await storedProcess(place.directory, id);
    await plugin.destroy(id, "terminate");
    await plugin.close();
    const stat_ = await readFile(`/proc/${stranger.pid}/stat`, "utf8");
    const Start = Number(stat_.slice(stat_.lastIndexOf(")") + 2).split(" ")[19]);
    await writeRecord(place.directory, place.token, { Pid: stranger.pid ?? 0, Start, Boot, ...change });
    const next = await place.openPlugin();
    expect(await idsOf(next)).toEqual([]);
    await expect(next.destroy(place.token, "terminate")).rejects.toThrow(`not found ${place.token}`);
    expect(await readdir(join(place.directory, "instance"))).toEqual([]);
    expect(await place.running("while")).toEqual([stranger.pid]);
  });
});

describe("a process that hides its token", () => {
  test("is taken over all the same, and ended with its group", async ({ place }) => {
    const plugin = await place.openPlugin();
    const args = ["-i", "sh", "-c", `PATH=/bin:/usr/bin; ${sleep}`, place.marker];
    const { properties } = processInstance({ command: "env", args });
    const id = await plugin.provision(place.script("", { properties }));
    await expect.poll(() => place.running("while"), waitMs).toHaveLength(1);
    await plugin.close();
    const next = await place.openPlugin();
    expect(await idsOf(next)).toEqual([id]);
    await next.destroy(id, "terminate");
    expect(await place.running()).toEqual([]);
  });
});

describe("the directory", () => {
  test("belongs to one plugin, and is free when that is killed", async ({ place }) => {
    const host = await place.startHost();
    const message = `Cannot open the process plugin's state directory "${place.directory}": process ${host.pid} uses it; end that process or choose another directory`;
    await expect(place.openPlugin()).rejects.toMatchObject({ code: "state_locked", message });
    await host.kill();
    await place.openPlugin();
    expect(await readdir(join(place.directory, "lock"))).toHaveLength(1);
  });

  test("goes to exactly one of many that want it at once", async ({ place }) => {
    const opened = await Promise.allSettled(Array.from({ length: 8 }, () => place.openPlugin()));
    expect(opened.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of opened) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "state_locked" });
    }
  });

  test("is refused when it cannot be made", async ({ place }) => {
    await writeFile(join(place.directory, "file"), "");
    const directory = join(place.directory, "file", "x");
    await expect(createProcessInstances({ directory })).rejects.toMatchObject({
      code: "state_unwritable",
      message: expect.stringMatching(
        /^Cannot open the process plugin's state directory ".*\/file\/x": ENOTDIR/,
      ) as string,
    });
  });

  test("is refused when the path of its lock would be too long", async ({ place }) => {
    const directory = join(place.directory, "x".repeat(100));
    await expect(createProcessInstances({ directory })).rejects.toMatchObject({ code: "path_too_long" });
  });

  test("is known no more when it was removed or replaced", async ({ place }) => {
    const plugin = await place.openPlugin();
    await plugin.provision(place.sleeper());
    for (const name of await readdir(place.directory)) {
      await rm(join(place.directory, name), { recursive: true });
    }
    const error = {
      code: "state_unreadable",
      message: `Cannot use "${place.directory}": it was removed or replaced; start the plugin again`,
    };
    await expect(plugin.describeInstances(everything)).rejects.toMatchObject(error);
    await expect(plugin.provision(place.sleeper())).rejects.toMatchObject(error);
    expect(await place.running("while")).toHaveLength(1);
  });

  test("starts nothing when the record cannot be written", async ({ place }) => {
    const plugin = await place.openPlugin();
    await rm(join(place.directory, "instance"), { recursive: true });
    await expect(plugin.provision(place.sleeper())).rejects.toMatchObject({ code: "state_unwritable" });
    expect(await place.running()).toEqual([]);
    await mkdir(join(place.directory, "instance"));
    await plugin.provision(place.sleeper());
  });

  test.for([
    { name: "was cut short", damage: (text: string) => text.slice(0, 30), why: "not JSON" },
    { name: "is empty", damage: () => "", why: "it is empty" },
    { name: "is no record", damage: () => "infrakit", why: "not JSON" },
    {
      name: "has a tag that was edited",
      damage: (text: string) => text.replace('"of":"web"', '"of":"wet"'),
      why: "it was edited, or is damaged: its checksum does not match",
    },
    {
      name: "has a byte that flipped",
      damage: (text: string) => text.replace('"Pid":', '"Qid":'),
      why: "it was edited, or is damaged: its checksum does not match",
    },
    {
      name: "was written by a later version",
      damage: (text: string) => text.replace('"Version":2', '"Version":3'),
      why: "its layout is 3, this version reads 2",
    },
  ])("makes describeInstances() name a record that $name, until it is repaired", async (row, { place }) => {
    const plugin = await place.openPlugin();
    const good = await plugin.provision(place.sleeper());
    const bad = await plugin.provision(place.sleeper({ tags: { of: "web" } }));
    await plugin.close();
    const path = join(place.directory, "instance", `${bad}.json`);
    const text = await readFile(path, "utf8");
    const damaged = row.damage(text);
    expect(damaged).not.toBe(text);
    await writeFile(path, damaged);
    const next = await place.openPlugin();
    const error = {
      code: "state_unreadable",
      message: `Cannot read the instance "${path}": ${row.why}`,
    };
    const refusal = expect.objectContaining({
      code: error.code,
      message: expect.stringContaining(error.message) as string,
    }) as Error;
    await expect(next.describeInstances(everything)).rejects.toEqual(refusal);
    await expect(next.destroy(bad, "terminate")).rejects.toEqual(refusal);
    await next.destroy(good, "terminate");
    expect(await readFile(path, "utf8")).toBe(damaged);
    await writeFile(path, text);
    expect(await idsOf(next)).toEqual([bad]);
    await next.destroy(bad, "terminate");
    expect(await place.running()).toEqual([]);
  });

  test("takes over an instance whose record was repaired while another was still damaged", async ({
    place,
  }) => {
    const host = await place.startHost();
    await host.order({ do: "start without a note", id: place.token, script: sleep });
    const [other = ""] = await host.order({ do: "provision", script: sleep, count: 1 });
    await host.kill();
    const paths = [place.token, other].map((id) => join(place.directory, "instance", `${id}.json`));
    const texts = await Promise.all(paths.map((path) => readFile(path, "utf8")));
    for (const path of paths) await writeFile(path, "");
    const plugin = await place.openPlugin();
    for (const [index, path] of paths.entries()) {
      await expect(plugin.describeInstances(everything)).rejects.toThrow("it is empty");
      await writeFile(path, texts[index] ?? "");
    }
    expect((await idsOf(plugin)).toSorted()).toEqual([place.token, other].toSorted());
    await Promise.all([place.token, other].map((id) => plugin.destroy(id, "terminate")));
    expect(await place.running()).toEqual([]);
  });

  test("refuses a copy of a record under another name", async ({ place }) => {
    const plugin = await place.openPlugin();
    const id = await plugin.provision(place.sleeper());
    await plugin.close();
    const copy = join(place.directory, "instance", `${place.token}.json`);
    await copyFile(join(place.directory, "instance", `${id}.json`), copy);
    const next = await place.openPlugin();
    await expect(next.describeInstances(everything)).rejects.toThrow(
      `Cannot read the instance "${copy}": it speaks of the instance "${id}"`,
    );
    await rm(copy);
    expect(await idsOf(next)).toEqual([id]);
  });

  test("acts on neither of two records of one process, until one of them is gone", async ({ place }) => {
    const plugin = await place.openPlugin();
    const id = await plugin.provision(place.sleeper());
    await plugin.close();
    await writeRecord(place.directory, place.token, await storedProcess(place.directory, id));
    const next = await place.openPlugin();
    const paths = [id, place.token].map((each) => join(place.directory, "instance", `${each}.json`));
    const [path = "", twin = ""] = paths;
    const says =
      /^Cannot read the instance ".*": process \d+ is that of ".*", too; put the file back as it was/;
    await expect(next.describeInstances(everything)).rejects.toThrow(says);
    for (const each of [id, place.token]) await expect(next.destroy(each, "terminate")).rejects.toThrow(says);
    expect(await place.running("while")).toHaveLength(1);
    expect((await Promise.all([path, twin].map((each) => stat(each)))).every((each) => each.isFile())).toBe(
      true,
    );
    await rm(twin);
    expect(await idsOf(next)).toEqual([id]);
    await next.destroy(id, "terminate");
    expect(await place.running()).toEqual([]);
  });

  test("takes over an instance whose record was written before records had checksums", async ({ place }) => {
    const plugin = await place.openPlugin();
    const id = await plugin.provision(place.sleeper());
    const stored = await storedProcess(place.directory, id);
    await plugin.close();
    await writeRecord(place.directory, id, stored);
    const next = await place.openPlugin();
    expect(await idsOf(next)).toEqual([id]);
    await next.label(id, { of: "web" });
    expect(await storedProcess(place.directory, id)).toEqual(stored);
    await next.destroy(id, "terminate");
    expect(await place.running()).toEqual([]);
  });

  test("wakes nobody again for a dead instance whose record cannot be removed", async ({ place }) => {
    const errors: unknown[] = [];
    const plugin = await place.openPlugin({ onError: (error) => errors.push(error) });
    const other = await plugin.provision(place.sleeper());
    const id = await plugin.provision(place.script("exec sleep 1000"));
    const changes = plugin.changes({ signal: AbortSignal.timeout(30_000) })[Symbol.asyncIterator]();
    const path = join(place.directory, "instance", `${id}.json`);
    const { Pid: pid } = await storedProcess(place.directory, id);
    await rm(path);
    await mkdir(path);
    process.kill(pid, "SIGKILL");
    expect(await changes.next()).toEqual({
      value: { id, ended: expect.stringContaining("SIGKILL") as string },
      done: false,
    });
    for (let count = 1; count <= 3; count++) {
      expect(await idsOf(plugin)).toEqual([other]);
      await expect.poll(() => errors.length, waitMs).toBeGreaterThanOrEqual(count);
    }
    await plugin.label(other, { a: "1" });
    expect(await changes.next()).toEqual({ value: { id: other }, done: false });
    await rm(path, { recursive: true });
    expect(await idsOf(plugin)).toEqual([other]);
    expect(await changes.next()).toEqual({ value: { id }, done: false });
    expect(errors[0]).toMatchObject({ code: "state_unwritable" });
  });

  test("keeps records and logs from others", async ({ place }) => {
    const plugin = await place.openPlugin();
    const id = await plugin.provision(place.sleeper());
    const modeOf = async (...path: string[]): Promise<number> =>
      (await stat(join(place.directory, ...path))).mode & 0o777;
    expect(await modeOf("instance")).toBe(0o700);
    expect(await modeOf("log")).toBe(0o700);
    expect(await modeOf("instance", `${id}.json`)).toBe(0o600);
    expect(await modeOf("log", `${id}.log`)).toBe(0o600);
  });
});

const run = promisify(execFile);

/** Whether this machine lets us make a small disk: on Linux, as root. */
async function canMount(): Promise<boolean> {
  return process.platform === "linux" && process.getuid?.() === 0;
}

describe("a read-only disk", () => {
  test("is refused, and nothing is started", async ({ place, skip }) => {
    if (!(await canMount())) skip();
    const disk = join(place.directory, "disk");
    await mkdir(disk);
    await run("mount", ["-t", "tmpfs", "-o", "size=128k,ro,mode=700", "tmpfs", disk]);
    try {
      await expect(createProcessInstances({ directory: disk })).rejects.toMatchObject({
        code: "state_unwritable",
        message: expect.stringMatching(
          /^Cannot lock the process plugin's state directory ".*\/disk": EROFS/,
        ) as string,
      });
    } finally {
      await run("umount", ["-l", disk]);
    }
  });
});

describe("a full disk", () => {
  test("starts nothing and says so, and works again when there is room", async ({ place, skip }) => {
    if (!(await canMount())) skip();
    const disk = join(place.directory, "disk");
    await mkdir(disk);
    await run("mount", ["-t", "tmpfs", "-o", "size=128k,mode=700", "tmpfs", disk]);
    try {
      const plugin = await createProcessInstances({ directory: disk });
      const kept = await plugin.provision(place.sleeper());
      await writeFile(join(disk, "filler"), "x".repeat(1_000_000)).catch(() => undefined);
      await expect(plugin.provision(place.sleeper())).rejects.toMatchObject({
        code: "state_unwritable",
        message: expect.stringContaining("ENOSPC") as string,
      });
      expect(await idsOf(plugin)).toEqual([kept]);
      expect(await place.running("while")).toHaveLength(1);
      expect(await readdir(join(disk, "instance"))).toEqual([`${kept}.json`]);
      await rm(join(disk, "filler"));
      await plugin.provision(place.sleeper());
      await plugin.close();
    } finally {
      await run("umount", ["-l", disk]);
    }
  });
});
