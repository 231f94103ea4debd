import { describe, expect, test, vi } from "vitest";
import { FakeWorld } from "../../test/fake-world.ts";
import { goodReport } from "../../test/scripted-plugin.ts";
import type { PollingHost } from "./polling-host.ts";

function statuses(host: PollingHost): readonly (string | undefined)[] {
  return host.plugins().map(({ spec }) => spec.status);
}

describe("polling", () => {
  test("a host polls the others in time when some hang [differs.scope.poll]", async () => {
    const world = new FakeWorld();
    for (let index = 0; index < 10; index++) world.put(`hung-${index}`, () => undefined);
    world.put("z", () => goodReport("z"));
    const host = await world.open();
    expect(statuses(host).at(-1)).toBe("ok");
    await world.clock.advance(3000);
    expect(world.log.filter((line) => line === "z GET /report")).toHaveLength(4);
    expect(statuses(host)[0]).toBe("error: context deadline exceeded");
  });

  test("a host has no more polls under way than it may", async () => {
    const world = new FakeWorld();
    for (const name of ["a", "b", "c"]) world.put(name, () => undefined);
    await world.open({ maxConcurrent: 2 });
    expect(world.log).toEqual(["a GET /report", "b GET /report"]);
    await world.clock.advance(500);
    expect(world.log).toEqual(["a GET /report", "b GET /report", "c GET /report"]);
  });

  test("a host lists those it does not poll, and warns once of all, when there are too many", async () => {
    const world = new FakeWorld();
    for (let index = 0; index < 2051; index++)
      world.put(`a${String(index).padStart(4, "0")}`, () => undefined);
    const warn = vi.fn<(fields: unknown, message: string) => void>();
    const host = await world.open({ maxConcurrent: 1, logger: { info() {}, warn } });
    const refused = host.plugins().flatMap(({ path, spec }) => (spec.status === undefined ? [] : [path]));
    expect(refused).toEqual(["/p/a2048", "/p/a2049", "/p/a2050"]);
    expect(warn.mock.calls.map(([, message]) => message)).toEqual([
      expect.stringContaining(
        'Cannot use "/p/a2048" as a plugin, nor 2 others: a host polls at most 2048 plugins',
      ),
    ]);
  });

  test("a host asks a plugin once at a time, at once when it takes longer than the interval", async () => {
    const world = new FakeWorld();
    world.put("a", () => undefined);
    await world.open({ limits: { pollMs: 100, timeoutMs: 500, maxBytes: 1000, maxDepth: 512 } });
    await world.clock.advance(1499);
    expect(world.log).toHaveLength(3);
  });

  test("a host polls at other moments those that it found together", async () => {
    const world = new FakeWorld();
    const parts = [0, 0.75];
    world.random = () => parts.shift() ?? 0;
    for (const name of ["a", "b"]) world.put(name, () => goodReport(name));
    await world.open();
    world.log.length = 0;
    await world.clock.advance(250);
    expect(world.log).toEqual(["b GET /report"]);
    await world.clock.advance(750);
    expect(world.log).toEqual(["b GET /report", "a GET /report"]);
    await world.clock.advance(250);
    expect(world.log).toEqual(["b GET /report", "a GET /report", "b GET /report"]);
  });

  test.for<readonly [where: string, shift: number]>([
    ["back", -3_600_000],
    ["forward", 3_600_000],
  ])("a host polls on, and forgets nothing, when the time of day is set %s", async ([, shift]) => {
    const world = new FakeWorld();
    world.put("a", () => goodReport("a", { Host: { nodes: { h: {} } } }));
    const host = await world.open();
    world.clock.shift = shift;
    world.change("a", () => new Error("no"));
    await world.clock.advance(2000);
    expect(world.log).toHaveLength(3);
    expect(host.report().topologies.get("Host")?.nodes.has("h")).toBe(true);
    await world.clock.advance(13_000);
    expect(host.report().topologies.get("Host")?.nodes.has("h")).toBe(false);
  });

  test("report() is merged once when nothing has changed", async () => {
    const world = new FakeWorld();
    world.put("a", () => goodReport("a"));
    const host = await world.open();
    const first = host.report();
    await world.clock.advance(2000);
    expect(host.report()).toBe(first);
    world.change("a", () => goodReport("a", { Pod: {} }));
    await world.clock.advance(1000);
    expect(host.report()).not.toBe(first);
  });

  test("a host outlives whatever a plugin says", async () => {
    const world = new FakeWorld();
    const bodies = [
      "",
      "[",
      "\0",
      '{"Plugins":[[]]}',
      "[".repeat(10_000),
      '{"__proto__":{}}',
      "\ud800",
      "1e999",
      '"',
    ];
    bodies.forEach((body, index) => world.put(`p${index}`, () => body));
    world.put("good", () => goodReport("good"));
    const host = await world.open();
    await world.clock.advance(2000);
    expect(statuses(host).filter((status) => status === "ok")).toHaveLength(1);
    expect(statuses(host).filter((status) => status?.startsWith("error: ") === true)).toHaveLength(
      bodies.length,
    );
  });
});
