import { mkdirSync, renameSync, symlinkSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ActiveControl } from "../../packages/scope/src/report/index.ts";
import type { PollingHost } from "../../packages/scope/src/host/polling-host.ts";
import type { ControlAnswer } from "../../packages/scope/src/host/scope-host.ts";
import { findPlugin, openLiveHost, temporaryDirectory, until } from "../../packages/scope/test/live-host.ts";
import {
  goodReport,
  httpAnswer,
  saying,
  type Script,
  ScriptedPlugin,
} from "../../packages/scope/test/scripted-plugin.ts";
import { readRecorded } from "./recorded-case.ts";

/** What was seen when a real probe was put through each scenario, in lines for people. */
const recorded = readRecorded("special-scenarios.json") as Readonly<Record<string, readonly string[]>>;

/** Whether the record of a scenario says something, word by word. */
function expectRecorded(scenario: string, words: string): void {
  expect(recorded[scenario]?.join("\n")).toContain(words);
}

const node = "n;<container>";
const on = { timestamp: "2026-01-01T00:00:00Z", value: { dead: false } };

/** A report with a node of containers that has these controls. */
function withControls(id: string, controls: readonly string[], more: object = {}): string {
  const described = controls.map((name) => [name, { id: name, human: name, icon: "fa", rank: 1 }]);
  const latestControls = Object.fromEntries(controls.map((name) => [name, on]));
  const nodes = { [node]: { latestControls, ...more } };
  return goodReport(id, { Container: { nodes, controls: Object.fromEntries(described) } });
}

/** Reports, and answers every control with `answer` of its name. */
function controlled(report: string, answer: (control: string) => string): Script {
  return ({ method, body }, connection) => {
    if (method === "GET") return void connection.write(httpAnswer(report));
    connection.write(httpAnswer(answer((JSON.parse(body) as { Control: string }).Control)));
  };
}

const echo = (control: string): string => JSON.stringify({ value: control });

function call(host: PollingHost, control: string): Promise<ControlAnswer> {
  return host.control({ appId: "", nodeId: node, control });
}

/** Waits until a plugin has a status. */
function statusOf(host: PollingHost, id: string, status: string): Promise<void> {
  return until(() => expect(findPlugin(host, id)?.spec.status).toBe(status));
}

/** The names of the controls that can be used on the node. */
function activeControls(host: PollingHost): readonly string[] {
  const controls =
    host.report().topologies.get("Container")?.nodes.get(node)?.activeControls ??
    new Map<string, ActiveControl>();
  return [...controls].filter(([, { isDead }]) => !isDead).map(([name]) => name);
}

function pluginRoot(): string {
  const root = join(temporaryDirectory(), "plugins");
  mkdirSync(root);
  return root;
}

describe("directories", () => {
  test("a host finds a plugin once when links go in circles [differs.scope.loop]", async () => {
    expectRecorded("symlink_loop", "/self/self/self/self/loop.sock");
    const root = pluginRoot();
    symlinkSync(".", join(root, "self"));
    mkdirSync(join(root, "a"));
    symlinkSync("..", join(root, "a", "up"));
    await ScriptedPlugin.listen(join(root, "loop.sock"), saying(httpAnswer(goodReport("loop"))));
    const { host } = await openLiveHost(root);
    await statusOf(host, "loop", "ok");
    expect(host.plugins().map(({ path }) => path)).toEqual([join(root, "loop.sock")]);
  });

  test("a host says whose the id is when two sockets have it [differs.scope.duplicate]", async () => {
    expectRecorded("dup_ids", '"label": "Dup from b"');
    const root = pluginRoot();
    for (const name of ["a", "b"]) mkdirSync(join(root, name));
    const answer = (by: string) => (): string => JSON.stringify({ value: by });
    for (const name of ["a", "b"])
      await ScriptedPlugin.listen(
        join(root, name, "dup.sock"),
        controlled(withControls("dup", ["go"]), answer(name)),
      );
    const { host } = await openLiveHost(root);
    await statusOf(host, "dup", "ok");
    expect(host.plugins().map(({ spec }) => spec.status)).toEqual([
      "ok",
      `error: the id "dup" belongs to "${join(root, "a", "dup.sock")}"; rename one of them`,
    ]);
    expect(await call(host, "dup~go")).toEqual({ value: "a" });
  });

  test("a host lets the next socket have an id when the first is removed [differs.scope.duplicate]", async () => {
    const root = pluginRoot();
    for (const name of ["a", "b"]) mkdirSync(join(root, name));
    for (const name of ["a", "b"])
      await ScriptedPlugin.listen(join(root, name, "dup.sock"), saying(httpAnswer(goodReport("dup"))));
    const { host, clock } = await openLiveHost(root);
    unlinkSync(join(root, "a", "dup.sock"));
    await clock.advance(5000);
    await until(() => {
      expect(host.plugins().map(({ path, spec }) => [path, spec.status])).toEqual([
        [join(root, "b", "dup.sock"), "ok"],
      ]);
    });
  });

  test("a host picks up a directory that is made later, and what is moved away and back [differs.scope.root]", async () => {
    expectRecorded("roots", "requests after it appeared 0");
    const root = join(temporaryDirectory(), "plugins");
    const { host, clock, warnings } = await openLiveHost(root);
    expect(host.plugins()).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("ENOENT")]);
    mkdirSync(root);
    await ScriptedPlugin.listen(join(root, "stay.sock"), saying(httpAnswer(goodReport("stay"))));
    await clock.advance(5000);
    await statusOf(host, "stay", "ok");
    renameSync(root, `${root}-away`);
    await clock.advance(5000);
    await until(() => expect(host.plugins()).toEqual([]));
    renameSync(`${root}-away`, root);
    await clock.advance(5000);
    await statusOf(host, "stay", "ok");
  });

  test("a host takes a root that is a socket for that plugin [scope.scan.root]", async () => {
    expectRecorded("roots", "root is itself a socket");
    const root = join(temporaryDirectory(), "direct.sock");
    await ScriptedPlugin.listen(root, saying(httpAnswer(goodReport("direct"))));
    const { host } = await openLiveHost(root);
    await statusOf(host, "direct", "ok");
  });

  test("a host without a root has no plugins [scope.scan.off]", async () => {
    expectRecorded("roots", "root blank");
    const { host, clock } = await openLiveHost("");
    await clock.advance(10_000);
    expect(host.plugins()).toEqual([]);
    expect(clock.timers).toBe(0);
  });
});

describe("plugins that come and go", () => {
  test("a host keeps the plugin when its socket is made anew [scope.restart]", async () => {
    expectRecorded("restart", "requests before/after 3 4");
    const path = join(pluginRoot(), "back.sock");
    const first = await ScriptedPlugin.listen(path, saying(httpAnswer(goodReport("back"))));
    const { host, clock } = await openLiveHost(join(path, ".."));
    await statusOf(host, "back", "ok");
    first.close();
    const second = await ScriptedPlugin.listen(path, saying(httpAnswer(goodReport("back"))));
    await clock.advance(1000);
    await until(() => expect(second.requests.length).toBeGreaterThan(0));
    expect(findPlugin(host, "back")?.spec.label).toBe("BACK");
  });

  test("a host forgets plugin, report and controls when the socket is removed [scope.removed]", async () => {
    expectRecorded("removed", 'Control \\"gone~c\\" not recognised');
    const path = join(pluginRoot(), "gone.sock");
    const plugin = await ScriptedPlugin.listen(path, controlled(withControls("gone", ["c"]), echo));
    const { host, clock } = await openLiveHost(join(path, ".."));
    await statusOf(host, "gone", "ok");
    plugin.close();
    const probe = `http://plugin/control?api_version=1&probe_id=${host.probeId}`;
    const why = `dial unix ${path}: connect: no such file or directory`;
    expect([
      { error: `Post "${probe}": ${why}` },
      { error: 'Control "gone~c" not recognised' },
    ]).toContainEqual(await call(host, "gone~c"));
    await clock.advance(5000);
    await until(() => expect(host.plugins()).toEqual([]));
    expect(await call(host, "gone~c")).toEqual({ error: 'Control "gone~c" not recognised' });
    expect(host.report().plugins.size).toBe(0);
    expect(host.report().topologies.get("Container")?.nodes.size).toBe(0);
  });

  test("a host asks again when the plugin has closed the kept connection [scope.keep-alive]", async () => {
    expectRecorded("keepalive_drop", "requests 6 connections 3");
    const path = join(pluginRoot(), "ka.sock");
    const plugin = await ScriptedPlugin.listen(path, ({ index }, connection) => {
      // The second request of a connection is never answered.
      if (index === 1) connection.destroy();
      else connection.write(httpAnswer(goodReport("ka")));
    });
    const { host, clock } = await openLiveHost(join(path, ".."));
    await statusOf(host, "ka", "ok");
    await clock.advance(1000);
    await until(() => expect(plugin.requests).toHaveLength(3));
    await clock.advance(0);
    expect(findPlugin(host, "ka")?.spec.status).toBe("ok");
    expect(plugin.connections).toBe(2);
  });
});

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
