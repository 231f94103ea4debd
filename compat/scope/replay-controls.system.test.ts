import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { PollingHost } from "../../packages/scope/src/host/polling-host.ts";
import { findPlugin, openLiveHost, until } from "../../packages/scope/test/live-host.ts";
import { goodReport, httpAnswer, saying, ScriptedPlugin } from "../../packages/scope/test/scripted-plugin.ts";
import {
  activeControls,
  call,
  controlled,
  echo,
  expectRecorded,
  node,
  pluginRoot,
  statusOf,
  withControls,
} from "./scenario.ts";

describe("controls", () => {
  test("a host keeps the controls of a plugin that fails for a while [differs.scope.failing]", async () => {
    expectRecorded("controller_fails", 'Control \\"cf~c\\" not recognised');
    const path = join(pluginRoot(), "cf.sock");
    const plugin = await ScriptedPlugin.listen(path, controlled(withControls("cf", ["c"]), echo));
    const { host, clock } = await openLiveHost(join(path, ".."));
    await statusOf(host, "cf", "ok");
    plugin.follow(({ method }, connection) => {
      if (method === "GET") connection.write(httpAnswer("x", "HTTP/1.1 500 Internal Server Error"));
      else connection.write(httpAnswer("{}"));
    });
    await clock.advance(1000);
    await statusOf(host, "cf", "error: plugin returned non-200 status code: 500 Internal Server Error");
    expect(await call(host, "cf~c")).toEqual({});
    for (let second = 0; second < 15; second++) {
      const before = plugin.requests.length;
      await clock.advance(1000);
      await until(() => expect(plugin.requests.length).toBeGreaterThan(before));
      await until(() => expect(clock.timers).toBe(2));
    }
    expect(await call(host, "cf~c")).toEqual({ error: 'Control "cf~c" not recognised' });
    expect(host.report().topologies.get("Container")?.nodes.size).toBe(0);
  });

  test("a host shows the controls of two plugins on one node [differs.scope.controls]", async () => {
    expectRecorded("two_controllers", 'active_controls values seen {"two~go": 32}');
    const root = pluginRoot();
    for (const id of ["one", "two"])
      await ScriptedPlugin.listen(
        join(root, `${id}.sock`),
        controlled(withControls(id, ["go"]), () => JSON.stringify({ value: id })),
      );
    const { host } = await openLiveHost(root);
    await until(() => expect(activeControls(host).toSorted()).toEqual(["one~go", "two~go"]));
    expect(await Promise.all([call(host, "one~go"), call(host, "two~go")])).toEqual([
      { value: "one" },
      { value: "two" },
    ]);
  });

  test("a host takes no control of a plugin that only reports [scope.control.reporter]", async () => {
    expectRecorded("reporter_with_controls", 'POST ro~c [400, "Control \\"ro~c\\" not recognised"');
    const path = join(pluginRoot(), "ro.sock");
    const report = withControls("ro", ["c"]).replace(',"controller"', "");
    await ScriptedPlugin.listen(path, controlled(report, echo));
    const { host } = await openLiveHost(join(path, ".."));
    await statusOf(host, "ro", "ok");
    expect(activeControls(host)).toEqual(["c"]);
    expect(await call(host, "c")).toEqual({ error: 'Control "c" not recognised' });
    expect(await call(host, "ro~c")).toEqual({ error: 'Control "ro~c" not recognised' });
  });

  const oddNames = ["a~b", "a/b", "a;b", "sp ace", "", "café", "a%2Fb", "a+b"];

  test("a host passes any name of a control on [scope.control.names]", async () => {
    const path = join(pluginRoot(), "odd.sock");
    const plugin = await ScriptedPlugin.listen(
      path,
      controlled(withControls("odd", oddNames), () => "{}"),
    );
    const { host } = await openLiveHost(join(path, ".."));
    await statusOf(host, "odd", "ok");
    for (const name of oddNames) {
      expectRecorded("odd_control_ids", `'${name}' [200`);
      expect(await call(host, `odd~${name}`)).toEqual({});
    }
    const bodies = plugin.requests.filter(({ method }) => method === "POST").map(({ body }) => body);
    const sent = bodies.map(
      (body) => (JSON.parse(Buffer.from(body, "latin1").toString()) as { Control: string }).Control,
    );
    expect(sent).toEqual(oddNames);
  });

  test("a host answers a control at once when another plugin hangs [differs.scope.waiting]", async () => {
    expectRecorded("control_while_polling", "452");
    const root = pluginRoot();
    const hung = await ScriptedPlugin.listen(join(root, "hung.sock"), () => {});
    await ScriptedPlugin.listen(join(root, "quick.sock"), controlled(withControls("quick", ["go"]), echo));
    const { host, clock } = await openLiveHost(root);
    await statusOf(host, "quick", "ok");
    expect(hung.requests).toHaveLength(1);
    const before = clock.now();
    expect(await call(host, "quick~go")).toEqual({ value: "go" });
    expect(clock.now()).toBe(before);
    expect(findPlugin(host, "hung")?.spec.status).toBeUndefined();
  });
});

describe("merging", () => {
  test("a host blames the plugin when what it says of a node is a clash [differs.scope.clash]", async () => {
    expectRecorded(
      "topology_clash",
      "panic: Cannot merge nodes with different topology types: pod != container",
    );
    const root = pluginRoot();
    for (const [id, topology] of [
      ["first", "container"],
      ["second", "pod"],
    ] as const)
      await ScriptedPlugin.listen(
        join(root, `${id}.sock`),
        saying(httpAnswer(withControls(id, [], { topology }))),
      );
    const { host } = await openLiveHost(root);
    await statusOf(host, "first", "ok");
    await until(() => expect(findPlugin(host, "second")?.spec.status).toMatch(/^error: .*pod/));
    expect(host.report().plugins.get("second")?.status).toMatch(/^error: .*pod/);
    expect(findPlugin(host, "first")?.spec.status).toBe("ok");
  });
});

describe("controls that hide themselves [differs.scope.hidden]", () => {
  const later = "2026-01-01T00:00:09Z";
  const alive = (isDead: boolean): object => ({ timestamp: later, value: { dead: isDead } });

  test.for<readonly [form: string, stopped: object]>([
    ["latestControls", { latestControls: { start: alive(false), stop: alive(true) } }],
    ["active_controls", { latest: { active_controls: { timestamp: later, value: "start" } } }],
  ])("a host shows what can be used at once when a shortcut says so in %s", async ([, stopped]) => {
    expectRecorded("hide_control_host", '[15.08, "hh~start;host_exec"]');
    const path = join(pluginRoot(), "hh.sock");
    const report = (active: object): string => {
      const control = (id: string): object => ({ id, human: id, icon: "fa", rank: 1 });
      const controls = { start: control("start"), stop: control("stop") };
      return goodReport("hh", { Container: { controls, nodes: { [node]: active } } });
    };
    const running = {
      latestControls: { stop: { timestamp: "2026-01-01T00:00:01Z", value: { dead: false } } },
    };
    const answer = `{"shortcutReport":${report(stopped)}}`;
    await ScriptedPlugin.listen(
      path,
      controlled(report(running), () => answer),
    );
    const { host } = await openLiveHost(join(path, ".."));
    await until(() => expect(activeControls(host)).toEqual(["hh~stop"]));
    expect(await call(host, "hh~stop")).toEqual({});
    expect(activeControls(host)).toEqual(["hh~start"]);
  });
});

test("a host says where a time is wrong wherever the plugin names itself [differs.scope.decode]", async () => {
  expectRecorded("readme_ts_last", "report must contain exactly one plugin (found 0)");
  const path = join(pluginRoot(), "ts.sock");
  const control = { timestamp: "2016-07-20T15:51:05Z01:00", value: { dead: false } };
  const nodes = { [node]: { latestControls: { go: control } } };
  const [plugins = "", rest = ""] = goodReport("ts", { Container: { nodes } })
    .slice(1, -1)
    .split(/,(?="Container")/);
  await ScriptedPlugin.listen(path, saying(httpAnswer(`{${rest},${plugins}}`)));
  const { host } = await openLiveHost(join(path, ".."));
  const where = `Container.nodes["${node}"].latestControls.go.timestamp`;
  await until(() => {
    expect(findPlugin(host, "ts")?.spec.status).toContain(
      `error: decoding error: ${where}: "2016-07-20T15:51:05Z01:00" is`,
    );
  });
});

describe("shortcut reports", () => {
  /** A host whose only plugin answers each control with what is given, and what it publishes. */
  async function openShortcuts(
    answers: Readonly<Record<string, object>>,
  ): Promise<{ readonly host: PollingHost; readonly published: string[] }> {
    const path = join(pluginRoot(), "sc.sock");
    const report = withControls("sc", [...Object.keys(answers), "plain"]);
    await ScriptedPlugin.listen(
      path,
      controlled(report, (control) => JSON.stringify(answers[control] ?? { value: control })),
    );
    const { host } = await openLiveHost(join(path, ".."));
    await statusOf(host, "sc", "ok");
    const ending = new AbortController();
    const published: string[] = [];
    const changes = host.changes(ending.signal);
    const done = (async () => {
      for await (const { kind } of changes) published.push(kind);
    })();
    onTestFinished(async () => {
      ending.abort();
      await done;
    });
    return { host, published };
  }

  const shortcut = (id: string, controls: readonly string[]): unknown =>
    JSON.parse(
      withControls(id, controls, { latest: { sc: { timestamp: "2026-01-01T00:00:00Z", value: "yes" } } }),
    );
  const factOf = (host: PollingHost): string | undefined =>
    host.report().topologies.get("Container")?.nodes.get(node)?.latest.get("sc")?.value;

  test.for(["shortcutReport", "ShortcutReport"])(
    "a host shows a report at once that comes as %s [scope.shortcut] [differs.scope.shortcut.spelling]",
    async (name) => {
      const { host, published } = await openShortcuts({ go: { [name]: shortcut("sc", ["fewer"]) } });
      expect(await call(host, "sc~go")).toEqual({});
      expect(factOf(host)).toBe("yes");
      await until(() => expect(published).toContain("shortcut"));
    },
  );

  test("a host keeps the other controls when a shortcut has fewer [differs.scope.shortcut.controls]", async () => {
    expectRecorded("shortcut_other_id", 'Control \\"sc~plain\\" not recognised');
    const { host } = await openShortcuts({ go: { shortcutReport: shortcut("sc", ["fewer"]) } });
    await call(host, "sc~go");
    expect(await call(host, "sc~plain")).toEqual({ value: "plain" });
    expect(await call(host, "sc~fewer")).toEqual({ value: "fewer" });
  });

  test("a host shows a shortcut when the control failed [scope.shortcut.error]", async () => {
    expectRecorded("shortcut_other_id", 'error together with a shortcut [400, "failed but see"');
    const { host } = await openShortcuts({
      go: { error: "failed but see", shortcutReport: shortcut("sc", []) },
    });
    expect(await call(host, "sc~go")).toEqual({ error: "failed but see" });
    expect(factOf(host)).toBe("yes");
  });

  test.for<readonly [what: string, scenario: string, words: string, report: unknown, why: string]>([
    [
      "names no plugin",
      "shortcut_no_plugins",
      "panic: runtime error: index out of range",
      { Container: {} },
      "report must contain exactly one plugin (found 0)",
    ],
    [
      "names another plugin",
      "shortcut_other_id",
      "shortcut naming another plugin [200",
      shortcut("someone-else", ["c9"]),
      'plugin must not change its id (is "someone-else", should be "sc")',
    ],
    [
      "is of another version",
      "shortcut_other_id",
      "shortcut with an invalid spec (label empty, api 7) [200",
      { Plugins: [{ id: "sc", label: "", interfaces: [], api_version: "7" }] },
      'incorrect API version: expected "1", got "7"',
    ],
  ])(
    "a host refuses a shortcut that %s [differs.scope.shortcut.checks]",
    async ([, scenario, words, report, why]) => {
      expectRecorded(scenario, words);
      const { host } = await openShortcuts({ go: { value: 1, shortcutReport: report } });
      expect(await call(host, "sc~go")).toEqual({
        value: 1,
        error: `the shortcut report is refused: ${why}`,
      });
      expect(factOf(host)).toBeUndefined();
      expect(findPlugin(host, "sc")?.spec.status).toBe("ok");
      expect(await call(host, "sc~plain")).toEqual({ value: "plain" });
    },
  );
});
