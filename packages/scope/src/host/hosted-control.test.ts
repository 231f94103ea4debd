import { describe, expect, test } from "vitest";
import { FakeWorld } from "../../test/fake-world.ts";
import { goodReport } from "../../test/scripted-plugin.ts";

const reporter = (spec: object): string => JSON.stringify({ Plugins: [spec] });
const good = { label: "L", interfaces: ["reporter"], api_version: "1" };

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
    await world.clock.advance(70);
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

  test("changes() gives a shortcut with its controls by their full names, and believes no status", async () => {
    const world = new FakeWorld();
    const sent = goodReport("a", { Pod: { controls: { more: control("more") } } }).replace(
      '"id"',
      '"status":"fine","id"',
    );
    world.put("a.sock", ({ method }) =>
      method === "GET"
        ? goodReport("a", { Pod: { controls: { go: control("go") } } })
        : `{"shortcutReport":${sent}}`,
    );
    const host = await world.open();
    const changes = host.changes(new AbortController().signal)[Symbol.asyncIterator]();
    await host.control({ appId: "", nodeId: "n", control: "a~go" });
    const { value } = await changes.next();
    expect(value).toMatchObject({ kind: "shortcut", shortcut: { isShortcut: true } });
    expect(value?.shortcut?.plugins.get("a")?.status).toBe("ok");
    expect([...(value?.shortcut?.topologies.get("Pod")?.controls.keys() ?? [])]).toEqual(["a~more"]);
    await changes.return?.();
  });
});
