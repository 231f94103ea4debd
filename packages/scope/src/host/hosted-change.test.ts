import { describe, expect, test, vi } from "vitest";
import { FakeWorld, missing, ok } from "../../test/fake-world.ts";
import { goodReport } from "../../test/scripted-plugin.ts";
import type { PollingHost } from "./polling-host.ts";

function statuses(host: PollingHost): readonly (string | undefined)[] {
  return host.plugins().map(({ spec }) => spec.status);
}

describe("plugins that come and go", () => {
  test("a host knows of a plugin at once when a hint comes, and at the next scan when it is lost", async () => {
    const world = new FakeWorld();
    const host = await world.open();
    await world.clock.advance(100);
    world.put("a", () => goodReport("a"));
    await world.clock.advance(50);
    expect(statuses(host)).toEqual(["ok"]);
    world.losesHints = true;
    world.put("b", () => goodReport("b"));
    await world.clock.advance(4800);
    expect(statuses(host)).toEqual(["ok"]);
    await world.clock.advance(200);
    expect(statuses(host)).toEqual(["ok", "ok"]);
  });

  test("a host scans once for hints that come together, and fifteen times a second at most", async () => {
    const world = new FakeWorld();
    await world.open();
    for (let millisecond = 0; millisecond < 1000; millisecond++) {
      world.hint();
      await world.clock.advance(1);
    }
    expect(world.scans).toBeGreaterThan(10);
    expect(world.scans).toBeLessThanOrEqual(15);
  });

  test("a host opens another connection when the socket was made anew [scope.restart]", async () => {
    const world = new FakeWorld();
    world.put("a", () => goodReport("a"));
    const host = await world.open();
    await world.clock.advance(100);
    world.put("a", () => goodReport("a"));
    await world.clock.advance(50);
    expect(world.renewed).toEqual(["a"]);
    expect(statuses(host)).toEqual(["ok"]);
  });

  test("a host removes a plugin whose socket a poll misses, without a word of a failure, when the hint was lost", async () => {
    const world = new FakeWorld();
    world.put("a", () => goodReport("a"));
    const warn = vi.fn<(fields: unknown, message: string) => void>();
    const host = await world.open({ logger: { info() {}, warn } });
    await world.clock.advance(100);
    world.losesHints = true;
    world.remove("a");
    await world.clock.advance(1000);
    expect(host.plugins()).toEqual([]);
    expect(warn).not.toHaveBeenCalled();
  });

  test("a host says that a plugin fails when its socket is listed and missed again and again", async () => {
    const world = new FakeWorld();
    world.put("a", () => missing());
    const host = await world.open();
    expect(statuses(host)).toEqual([undefined]);
    await world.clock.advance(1000);
    expect(statuses(host)).toEqual(["error: no such file or directory"]);
  });

  test("a host keeps its plugins when nothing is known of their directory [differs.scope.unreadable]", async () => {
    const world = new FakeWorld();
    world.put("a", () => goodReport("a"));
    const warn = vi.fn<(fields: unknown, message: string) => void>();
    const host = await world.open({ logger: { info() {}, warn } });
    world.fault = new Error("EIO: the disk is gone");
    await world.clock.advance(11_000);
    expect(statuses(host)).toEqual(["ok"]);
    expect(warn.mock.calls.map(([, message]) => message)).toEqual([
      'Cannot look for plugins at "/p": EIO: the disk is gone',
    ]);
  });

  test("a host tells once of a directory that is not there, and polls its plugins when it is", async () => {
    const world = new FakeWorld();
    world.put("a", () => goodReport("a"));
    world.fault = Object.assign(new Error("ENOENT: no such directory"), { code: "ENOENT" });
    const info = vi.fn<(fields: unknown, message: string) => void>();
    const warn = vi.fn<(fields: unknown, message: string) => void>();
    const host = await world.open({ logger: { info, warn } });
    await world.clock.advance(11_000);
    expect(info.mock.calls.map(([, message]) => message)).toEqual([
      expect.stringContaining('There is no directory "/p" yet: '),
    ]);
    world.fault = undefined;
    await world.clock.advance(6000);
    expect(statuses(host)).toEqual(["ok"]);
    expect(warn).not.toHaveBeenCalled();
  });

  test("a host keeps its plugins, says so and closes when the file system of their directory hangs", async () => {
    const world = new FakeWorld();
    world.put("a", () => goodReport("a"));
    const warn = vi.fn<(fields: unknown, message: string) => void>();
    const host = await world.open({ logger: { info() {}, warn } });
    world.hangs = true;
    await world.clock.advance(30_000);
    expect(statuses(host)).toEqual(["ok"]);
    expect(warn.mock.calls.map(([, message]) => message)).toEqual([
      'Cannot look for plugins in "/p": its file system has not answered for 5 s; still waiting',
    ]);
    await host.close();
    expect(world.clock.timers).toBe(0);
  });

  test("a host starts without plugins when the file system of their directory hangs, and closes", async () => {
    const world = new FakeWorld();
    world.hangs = true;
    const opening = world.open();
    await world.clock.advance(5000);
    const host = await opening;
    expect(host.plugins()).toEqual([]);
    await host.close();
    expect(world.clock.timers).toBe(0);
  });

  test("a host goes on with scans and says so when hints fail", async () => {
    const world = new FakeWorld();
    const warn = vi.fn<(fields: unknown, message: string) => void>();
    const host = await world.open({ logger: { info() {}, warn } });
    world.failHints(new Error("no watches left"));
    world.losesHints = true;
    world.put("a", () => goodReport("a"));
    await world.clock.advance(5000);
    expect(statuses(host)).toEqual(["ok"]);
    expect(warn.mock.calls[0]?.[1]).toContain("no watches left");
  });

  test("a host leaves no timer when it is closed", async () => {
    const world = new FakeWorld();
    world.put("a", () => undefined);
    world.put("b", () => goodReport("b"));
    const host = await world.open();
    await host.close();
    expect(world.clock.timers).toBe(0);
    await world.clock.advance(10_000);
    expect(world.log).toHaveLength(2);
  });

  test("changes() tells of plugins that come, fail, report otherwise and go", async () => {
    const world = new FakeWorld();
    const host = await world.open();
    const seen = new Set<string>();
    const done = (async () => {
      for await (const { kind } of host.changes(new AbortController().signal)) seen.add(kind);
    })();
    const next = async (change: () => void): Promise<readonly string[]> => {
      seen.clear();
      change();
      await world.clock.advance(1000);
      return [...seen].toSorted();
    };
    expect(await next(() => world.put("a", () => goodReport("a")))).toEqual(["plugins", "report"]);
    expect(await next(() => {})).toEqual([]);
    expect(await next(() => world.change("a", () => goodReport("a", { Pod: {} })))).toEqual(["report"]);
    expect(await next(() => world.change("a", () => ok("x")))).toEqual(["plugins"]);
    expect(await next(() => world.remove("a"))).toEqual(["plugins", "report"]);
    await host.close();
    await done;
  });
});
