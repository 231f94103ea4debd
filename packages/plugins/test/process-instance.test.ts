import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { processInstance } from "@infrakit/plugins/instance/process";
import { describe, expect } from "vitest";
import { everything, idsOf, killIfThere, pidOf, test } from "./place.ts";

const waitMs = { timeout: 10_000, interval: 10 };

describe("provision()", () => {
  test("starts a process that is listed with what it was made from", async ({ place }) => {
    const plugin = await place.openPlugin();
    const id = await plugin.provision(place.sleeper({ tags: { a: "1", b: "" }, logicalId: "10.0.0.1" }));
    const [instance, ...others] = await plugin.describeInstances({ tags: { b: "" }, properties: true });
    expect(others).toEqual([]);
    expect(instance).toMatchObject({ id, logicalId: "10.0.0.1", tags: { a: "1", b: "" } });
    const [pid] = await place.running("while");
    expect(instance?.properties?.parse()).toEqual({
      Pid: pid,
      StartedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      Command: "sh",
      Log: join(place.directory, "log", `${id}.log`),
    });
  });

  test("gives the process its arguments, variables, directory and names", async ({ place }) => {
    const plugin = await place.openPlugin();
    const script = 'echo "$1|$A|$(pwd)|$INFRAKIT_INSTANCE|$INFRAKIT_LOGICAL_ID|$(cat)"; echo oops >&2';
    const args = ["-c", script, place.marker, "$HOME 'x\""];
    const { properties } = processInstance({ command: "sh", args, env: { A: "ä b" }, cwd: "/" });
    const id = await plugin.provision(place.script("", { properties, logicalId: "one" }));
    const log = join(place.directory, "log", `${id}.log`);
    await expect.poll(() => readFile(log, "utf8"), waitMs).toBe(`$HOME 'x"|ä b|/|${id}|one|\noops\n`);
  });

  test("runs the init script first, in the same process", async ({ place }) => {
    const plugin = await place.openPlugin();
    const init = "#!/bin/sh\necho 'first $A'\nexport A=\"it's set\"; cd /; set -- x y; INNER=$$";
    const spec = place.script('echo "then $A $# $(pwd) $$"; exec sleep 1000', { init });
    const id = await plugin.provision(spec);
    const [instance] = await plugin.describeInstances({ tags: {}, properties: true });
    const log = join(place.directory, "log", `${id}.log`);
    const expected = `first $A\nthen it's set 0 / ${pidOf(instance)}\n`;
    await expect.poll(() => readFile(log, "utf8"), waitMs).toBe(expected);
    await plugin.destroy(id, "terminate");
  });

  test("does not start the program when the init script fails", async ({ place }) => {
    const plugin = await place.openPlugin();
    const id = await plugin.provision(place.script("echo started", { init: "echo tried; false" }));
    await expect.poll(() => idsOf(plugin), waitMs).toEqual([]);
    expect(await readFile(join(place.directory, "log", `${id}.log`), "utf8")).toBe("tried\n");
  });

  test.for([
    {
      name: "does not exist",
      command: "no-such-program",
      reason: "no such program, or the interpreter that it names does not exist",
    },
    { name: "is not executable", command: "/etc/passwd", reason: "it is not executable; check its mode" },
    { name: "is a directory", command: "/", reason: "it is not executable; check its mode" },
  ])("leaves nothing behind when the program $name", async ({ command, reason }, { place }) => {
    const plugin = await place.openPlugin();
    const { properties } = processInstance({ command });
    const started = plugin.provision(place.script("", { properties }));
    await expect(started).rejects.toThrow(`Cannot start "${command}": ${reason}`);
    expect(await readdir(join(place.directory, "instance"))).toEqual([]);
    expect(await readdir(join(place.directory, "log"))).toEqual([]);
  });

  test("refuses a directory that does not exist, as validate() does", async ({ place }) => {
    const plugin = await place.openPlugin();
    const { properties } = processInstance({ command: "true", cwd: "/no/such" });
    const message = /^Cannot start in "\/no\/such": ENOENT.*; correct Cwd$/;
    await expect(plugin.validate(properties)).rejects.toThrow(message);
    await expect(plugin.provision(place.script("", { properties }))).rejects.toThrow(message);
  });

  test("starts a hundred at once", async ({ place }) => {
    const plugin = await place.openPlugin();
    const ids = await Promise.all(Array.from({ length: 100 }, () => plugin.provision(place.sleeper())));
    expect(await idsOf(plugin)).toEqual([...ids].sort());
    expect(await place.running("while")).toHaveLength(100);
    await Promise.all(ids.map((id) => plugin.destroy(id, "terminate")));
    expect(await place.running()).toEqual([]);
  });

  test("starts nothing when the caller has given up before", async ({ place }) => {
    const plugin = await place.openPlugin();
    await expect(plugin.provision(place.sleeper(), { signal: AbortSignal.abort() })).rejects.toThrow(
      "aborted",
    );
    expect(await readdir(join(place.directory, "instance"))).toEqual([]);
  });
});

describe("describeInstances()", () => {
  test("lists those that carry all tags", async ({ place }) => {
    const plugin = await place.openPlugin();
    const a = await plugin.provision(place.sleeper({ tags: { tier: "web", n: "1" } }));
    const b = await plugin.provision(place.sleeper({ tags: { tier: "web" } }));
    const list = async (tags: Readonly<Record<string, string>>): Promise<readonly string[]> =>
      (await plugin.describeInstances({ tags, properties: false })).map(({ id }) => id);
    expect((await list({ tier: "web" })).toSorted()).toEqual([a, b].sort());
    expect(await list({ tier: "web", n: "1" })).toEqual([a]);
    expect(await list({ n: "" })).toEqual([]);
  });

  test("does not list a process that has ended and that nobody reaps", async ({ place }) => {
    const host = await place.startHost();
    const [id = ""] = await host.order({ do: "provision", script: "exec sleep 1000", count: 1 });
    await host.order({ do: "close and block" });
    const plugin = await place.openPlugin();
    const [instance] = await plugin.describeInstances({ tags: {}, properties: true });
    expect(instance?.id).toBe(id);
    const changes = plugin.changes({ signal: AbortSignal.timeout(30_000) })[Symbol.asyncIterator]();
    const pid = pidOf(instance);
    process.kill(pid, "SIGKILL");
    expect(await changes.next()).toEqual({ value: { id }, done: false });
    expect(await idsOf(plugin)).toEqual([]);
    // Its parent lives and has not reaped it: the pid is still in use.
    expect(() => process.kill(pid, 0)).not.toThrow();
    await expect.poll(() => readdir(join(place.directory, "instance")), waitMs).toEqual([]);
  });
});

describe("destroy()", () => {
  test("ends the whole tree, also those that have left the group", async ({ place }) => {
    const plugin = await place.openPlugin();
    const apart = `setsid sh -c 'while :; do sleep 100; done' ${place.marker}-apart & `;
    const child = `sh -c 'while :; do sleep 100; done' ${place.marker}-child & `;
    const id = await plugin.provision(place.script(`${apart} ${child} wait`));
    await expect.poll(() => place.running("-apart"), waitMs).toHaveLength(2);
    await expect.poll(() => place.running("-child"), waitMs).toHaveLength(2);
    await plugin.destroy(id, "terminate");
    expect(await place.running()).toEqual([]);
    expect(await idsOf(plugin)).toEqual([]);
    expect(await readdir(join(place.directory, "instance"))).toEqual([]);
  });

  test("kills what does not end by itself, after the grace", async ({ place }) => {
    const plugin = await place.openPlugin({ graceMs: 300 });
    const id = await plugin.provision(place.script("trap '' TERM; echo ready; while :; do sleep 100; done"));
    const log = join(place.directory, "log", `${id}.log`);
    await expect.poll(() => readFile(log, "utf8"), waitMs).toBe("ready\n");
    const start = performance.now();
    await plugin.destroy(id, "terminate");
    expect(performance.now() - start).toBeGreaterThanOrEqual(300);
    expect(await place.running()).toEqual([]);
  });

  test("lets a process end in good order, and one that was stopped as well", async ({ place }) => {
    const plugin = await place.openPlugin();
    const script = "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.1; done";
    const id = await plugin.provision(place.script(script));
    const log = join(place.directory, "log", `${id}.log`);
    await expect.poll(() => readFile(log, "utf8"), waitMs).toBe("ready\n");
    const [pid = 0] = await place.running("trap");
    process.kill(pid, "SIGSTOP");
    await plugin.destroy(id, "rolling_update");
    expect(await readFile(log, "utf8")).toMatch(/^ready\n(?:Terminated\n)?bye\n$/);
  });

  test("succeeds for all who ask at once, and then the instance is not found", async ({ place }) => {
    const plugin = await place.openPlugin();
    const id = await plugin.provision(place.sleeper());
    await Promise.all([plugin.destroy(id, "terminate"), plugin.destroy(id, "terminate")]);
    await expect(plugin.destroy(id, "terminate")).rejects.toThrow(`not found ${id}`);
    await expect(plugin.label(id, { a: "1" })).rejects.toThrow(`not found ${id}`);
    await expect(plugin.destroy("../x", "terminate")).rejects.toThrow("not found ../x");
  });

  test("succeeds when the process has ended and the record is still there", async ({ place }) => {
    const plugin = await place.openPlugin();
    const id = await plugin.provision(place.sleeper());
    for (const pid of await place.running()) killIfThere(pid);
    // We were not told yet: that takes a turn of the event loop.
    await plugin.destroy(id, "terminate");
    expect(await idsOf(plugin)).toEqual([]);
    expect(await readdir(join(place.directory, "instance"))).toEqual([]);
  });

  test("goes on when the caller gives up", async ({ place }) => {
    const plugin = await place.openPlugin({ graceMs: 300 });
    const id = await plugin.provision(place.script("trap '' TERM; echo ready; while :; do sleep 100; done"));
    const log = join(place.directory, "log", `${id}.log`);
    await expect.poll(() => readFile(log, "utf8"), waitMs).toBe("ready\n");
    const destroyed = plugin.destroy(id, "terminate", { signal: AbortSignal.timeout(50) });
    await expect(destroyed).rejects.toMatchObject({ code: "aborted" });
    await expect.poll(() => place.running(), waitMs).toEqual([]);
  });
});

describe("label()", () => {
  test("adds to the tags and replaces, and the next plugin knows it", async ({ place }) => {
    const plugin = await place.openPlugin();
    const id = await plugin.provision(place.sleeper({ tags: { a: "1", b: "2" } }));
    await Promise.all([plugin.label(id, { b: "3" }), plugin.label(id, { c: "4" })]);
    const expected = [{ id, logicalId: null, tags: { a: "1", b: "3", c: "4" }, properties: null }];
    expect(await plugin.describeInstances(everything)).toEqual(expected);
    await plugin.close();
    const next = await place.openPlugin();
    expect(await next.describeInstances(everything)).toEqual(expected);
  });
});

describe("changes()", () => {
  test("names instances that are made, end by themselves and are destroyed", async ({ place }) => {
    const plugin = await place.openPlugin();
    const controller = new AbortController();
    const changes = plugin.changes({ signal: controller.signal })[Symbol.asyncIterator]();
    const id = await plugin.provision(place.sleeper());
    expect(await changes.next()).toEqual({ value: { id }, done: false });
    const [pid = 0] = await place.running("while");
    process.kill(pid, "SIGKILL");
    expect(await changes.next()).toEqual({
      value: { id, ended: expect.stringMatching(/^was ended by SIGKILL; see \/.*\.log$/) as string },
      done: false,
    });
    expect(await idsOf(plugin)).toEqual([]);
    controller.abort();
    await expect.poll(async () => (await changes.next()).done, waitMs).toBe(true);
  });

  test("say why instances have ended before a list shows that they did", async ({ place }) => {
    const plugin = await place.openPlugin();
    const controller = new AbortController();
    const told = new Map<string, string>();
    const listening = (async () => {
      for await (const { id = "", ended } of plugin.changes({ signal: controller.signal }))
        if (ended !== undefined) told.set(id, ended);
    })();
    const ids = await Promise.all(Array.from({ length: 8 }, () => plugin.provision(place.sleeper())));
    for (const pid of await place.running("while")) process.kill(pid, "SIGKILL");
    let left = await idsOf(plugin);
    while (left.length > 0) {
      const gone = ids.filter((id) => !left.includes(id));
      expect([...told.keys()]).toEqual(expect.arrayContaining(gone));
      left = await idsOf(plugin);
    }
    expect([...told.keys()].sort()).toEqual([...ids].sort());
    controller.abort();
    await listening;
  });
});

describe("a process that ends by itself", () => {
  test("takes along what it has started", async ({ place }) => {
    const plugin = await place.openPlugin();
    const apart = `setsid sh -c 'while :; do sleep 100; done' ${place.marker}-apart & `;
    await plugin.provision(place.script(`${apart} sleep 0.2`));
    await expect.poll(() => idsOf(plugin), waitMs).toEqual([]);
    await expect.poll(() => place.running(), waitMs).toEqual([]);
    await expect.poll(() => readdir(join(place.directory, "instance")), waitMs).toEqual([]);
  });
});

describe("close()", () => {
  test("leaves the processes to the next plugin, and refuses more work", async ({ place }) => {
    const plugin = await place.openPlugin();
    const id = await plugin.provision(place.sleeper());
    await plugin.close();
    await plugin.close();
    await expect(plugin.describeInstances(everything)).rejects.toMatchObject({ code: "plugin_unreachable" });
    await expect(plugin.provision(place.sleeper())).rejects.toMatchObject({ code: "plugin_unreachable" });
    const next = await place.openPlugin();
    expect(await idsOf(next)).toEqual([id]);
    await next.destroy(id, "terminate");
    expect(await place.running()).toEqual([]);
  });

  test("does not wait for the grace of a destroy", async ({ place }) => {
    const plugin = await place.openPlugin({ graceMs: 60_000 });
    const id = await plugin.provision(
      place.script("trap 'echo asked' TERM; echo ready; while :; do sleep 0.1; done"),
    );
    const log = join(place.directory, "log", `${id}.log`);
    await expect.poll(() => readFile(log, "utf8"), waitMs).toBe("ready\n");
    const destroyed = plugin.destroy(id, "terminate");
    await expect.poll(() => readFile(log, "utf8"), waitMs).toContain("asked\n");
    await Promise.all([expect(destroyed).rejects.toMatchObject({ code: "aborted" }), plugin.close()]);
    expect(await place.running("trap")).toHaveLength(1);
  });
});
