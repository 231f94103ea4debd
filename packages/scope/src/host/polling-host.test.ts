import { describe, expect, test, vi } from "vitest";
import { FakeWorld, ok } from "../../test/fake-world.ts";
import { goodReport } from "../../test/scripted-plugin.ts";
import type { PluginSpec } from "../report/index.ts";
import type { PollingHost } from "./polling-host.ts";

const reporter = (spec: object): string => JSON.stringify({ Plugins: [spec] });
const good = { label: "L", interfaces: ["reporter"], api_version: "1" };

function statuses(host: PollingHost): readonly (string | undefined)[] {
  return host.plugins().map(({ spec }) => spec.status);
}

async function specAfter(body: string): Promise<PluginSpec | undefined> {
  const world = new FakeWorld();
  world.put("p.sock", () => body);
  return (await world.open()).plugins()[0]?.spec;
}

describe("verdicts", () => {
  test.for<readonly [what: string, spec: object, listed: object]>([
    [
      "a good one",
      { ...good, id: "p" },
      { id: "p", label: "L", interfaces: ["reporter"], apiVersion: "1", status: "ok" },
    ],
    [
      "another id",
      { ...good, id: "q" },
      { id: "p", label: "p", status: 'error: plugin must not change its id (is "q", should be "p")' },
    ],
    [
      "another version",
      { ...good, id: "p", api_version: "foo" },
      {
        id: "p",
        label: "L",
        interfaces: ["reporter"],
        apiVersion: "foo",
        status: 'error: incorrect API version: expected "1", got "foo"',
      },
    ],
    [
      "no interface",
      { ...good, id: "p", interfaces: [] },
      {
        id: "p",
        label: "L",
        interfaces: [],
        apiVersion: "1",
        status: 'error: spec must implement the "reporter" interface',
      },
    ],
  ])(
    "plugins() shows the spec when the report has %s [scope.spec.checks] [scope.status]",
    async ([, spec, listed]) => {
      expect(await specAfter(reporter(spec))).toEqual(listed);
    },
  );

  test("plugins() shows the id and no status when no report has come [scope.status]", async () => {
    const world = new FakeWorld();
    world.put("p.sock", () => undefined);
    expect((await world.open()).plugins()).toEqual([{ path: "/p/p.sock", spec: { id: "p", label: "p" } }]);
  });

  test("plugins() keeps the last spec that fitted when a later report fails [scope.status]", async () => {
    const world = new FakeWorld();
    world.put("p.sock", () => goodReport("p"));
    const host = await world.open();
    world.change("p.sock", () => reporter({ ...good, id: "q" }));
    await world.clock.advance(1000);
    expect(host.plugins()[0]?.spec).toMatchObject({
      label: "P",
      status: 'error: plugin must not change its id (is "q", should be "p")',
    });
  });

  test("plugins() shows what changed when label and interfaces do [scope.status]", async () => {
    const world = new FakeWorld();
    world.put("p.sock", () => goodReport("p"));
    const host = await world.open();
    world.change("p.sock", () => reporter({ ...good, id: "p" }));
    await world.clock.advance(1000);
    expect(host.plugins()[0]?.spec).toMatchObject({ label: "L", interfaces: ["reporter"], status: "ok" });
  });
});

describe("controls", () => {
  const control = (id: string): object => ({ id, human: id, icon: "fa", rank: 1 });
  const active = (...ids: readonly string[]): object => ({
    latestControls: Object.fromEntries(
      ids.map((id) => [id, { timestamp: "2026-01-01T00:00:00Z", value: { dead: false } }]),
    ),
  });

  test("report() names controls after their plugin if that is a controller [scope.control.rename]", async () => {
    const world = new FakeWorld();
    const topology = { controls: { c1: control("own") }, nodes: { n: active("c1", "c2") } };
    world.put("a.sock", () => goodReport("a", { Pod: topology }));
    world.put("b.sock", () =>
      reporter({ ...good, id: "b" }).replace("}]}", `}],"Host":${JSON.stringify(topology)}}`),
    );
    const { topologies } = (await world.open()).report();
    const names = (name: "Pod" | "Host"): readonly unknown[] => {
      const { controls, nodes } = topologies.get(name) ?? {};
      return [[...(controls?.keys() ?? [])], [...(nodes?.get("n")?.activeControls.keys() ?? [])]];
    };
    expect(names("Pod")).toEqual([["a~c1"], ["a~c1", "c2"]]);
    expect(names("Host")).toEqual([["c1"], ["c1", "c2"]]);
    expect(topologies.get("Pod")?.controls.get("a~c1")?.id).toBe("a~c1");
  });

  test("control() knows the controls of topologies whatever nodes say [scope.control.known]", async () => {
    const world = new FakeWorld();
    const answer =
      (report: string) =>
      ({ method, body = "" }: { method: string; body?: string }): string =>
        method === "GET"
          ? report
          : JSON.stringify({ value: (JSON.parse(body) as { Control: string }).Control });
    world.put(
      "a.sock",
      answer(goodReport("a", { Pod: { controls: { c1: control("c1") }, nodes: { n: active("c1", "c2") } } })),
    );
    world.put(
      "b.sock",
      answer(goodReport("b", { Pod: { controls: { c1: control("c1"), c2: control("c2") } } })),
    );
    const host = await world.open();
    const names = ["a~c1", "a~c2", "b~c1", "b~c2", "c1", "~c1", "x~c1", ""];
    const answers = await Promise.all(
      names.map((name) => host.control({ appId: "", nodeId: "any", control: name })),
    );
    const unknown = (name: string): object => ({ error: `Control "${name}" not recognised` });
    expect(answers).toEqual([
      { value: "c1" },
      unknown("a~c2"),
      { value: "c1" },
      { value: "c2" },
      ...["c1", "~c1", "x~c1", ""].map(unknown),
    ]);
  });

  test("control() says so when the plugin takes none any more [scope.control.dropped]", async () => {
    const world = new FakeWorld();
    world.put("a.sock", () => goodReport("a", { Pod: { controls: { c1: control("c1") } } }));
    const host = await world.open();
    world.change("a.sock", () => reporter({ ...good, id: "a" }));
    await world.clock.advance(1000);
    expect(await host.control({ appId: "", nodeId: "n", control: "a~c1" })).toEqual({
      error: "the L plugin does not implement the controller interface",
    });
  });

  test("report() has a shortcut until a poll comes back that was sent later", async () => {
    const world = new FakeWorld();
    const host = await world.open();
    const pod = (value: string): Readonly<Record<string, unknown>> => ({
      Pod: {
        controls: { go: control("go") },
        nodes: { n: { latest: { k: { timestamp: `2026-01-01T00:00:0${value}Z`, value } } } },
      },
    });
    const fact = (): string | undefined =>
      host.report().topologies.get("Pod")?.nodes.get("n")?.latest.get("k")?.value;
    world.put("a.sock", () => goodReport("a", pod("1")));
    await world.clock.advance(20);
    // The poll that is under way when the control is carried out tells of the time before.
    let finish: (report: string) => void = () => {};
    const shortcut = JSON.stringify({ shortcutReport: JSON.parse(goodReport("a", pod("5"))) as unknown });
    world.change("a.sock", ({ method }) =>
      method === "POST" ? shortcut : new Promise<string>((resolve) => void (finish = resolve)),
    );
    await world.clock.advance(1000);
    expect(await host.control({ appId: "", nodeId: "n", control: "a~go" })).toEqual({});
    expect(fact()).toBe("5");
    finish(goodReport("a", pod("2")));
    await world.clock.advance(0);
    expect(fact()).toBe("5");
    world.change("a.sock", () => goodReport("a", pod("3")));
    await world.clock.advance(1000);
    expect(fact()).toBe("3");
  });
});

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

  test("a host asks a plugin once at a time, at once when it takes longer than the interval", async () => {
    const world = new FakeWorld();
    world.put("a", () => undefined);
    await world.open({ limits: { pollMs: 100, timeoutMs: 500, maxBytes: 1000 } });
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

describe("plugins that come and go", () => {
  test("a host knows of a plugin at once when a hint comes, and at the next scan when it is lost", async () => {
    const world = new FakeWorld();
    const host = await world.open();
    await world.clock.advance(100);
    world.put("a", () => goodReport("a"));
    await world.clock.advance(20);
    expect(statuses(host)).toEqual(["ok"]);
    world.losesHints = true;
    world.put("b", () => goodReport("b"));
    await world.clock.advance(4900);
    expect(statuses(host)).toEqual(["ok"]);
    await world.clock.advance(100);
    expect(statuses(host)).toEqual(["ok", "ok"]);
  });

  test("a host scans fifty times a second at most, however many hints come", async () => {
    const world = new FakeWorld();
    await world.open();
    for (let millisecond = 0; millisecond < 1000; millisecond++) {
      world.hint();
      await world.clock.advance(1);
    }
    expect(world.scans).toBeGreaterThan(40);
    expect(world.scans).toBeLessThanOrEqual(51);
  });

  test("a host opens another connection when the socket was made anew [scope.restart]", async () => {
    const world = new FakeWorld();
    world.put("a", () => goodReport("a"));
    const host = await world.open();
    await world.clock.advance(100);
    world.put("a", () => goodReport("a"));
    await world.clock.advance(20);
    expect(world.renewed).toEqual(["a"]);
    expect(statuses(host)).toEqual(["ok"]);
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
