import { readFileSync } from "node:fs";
import { describe, expect, test as base } from "vitest";
import { type PublishOptions, publishToApp } from "@infrakit/scope/publish";
import type { ControlAnswer } from "../src/host/index.ts";
import { parseReport } from "../src/report/index.ts";
import { FakeScopeHost } from "./fake-scope-host.ts";
import { type AppChannel, ScriptedApp } from "./scripted-app.ts";

/** A request that a probe made, and the frames if it opened a websocket. */
interface Recorded {
  readonly requestHead: string;
  readonly framesAppToProbe?: readonly { readonly payload: string }[];
  readonly framesProbeToApp?: readonly { readonly payload: string }[];
}

const recording = new URL("../../../compat/scope/wire/probe-app-channel.json", import.meta.url);
const recorded = JSON.parse(readFileSync(recording, "utf8")) as readonly Recorded[];
const firstTo = (line: string): Recorded | undefined =>
  recorded.find(({ requestHead }) => requestHead.startsWith(`${line} HTTP`));
const [details, channel, upload] = ["GET /api", "GET /api/control/ws", "POST /api/report"].map(firstTo);

const report = {
  TS: "2020-01-01T00:00:00Z",
  Process: {
    nodes: { "vm;1": { latestControls: { "e2e~c": { timestamp: "2026-01-01T00:00:00Z", value: {} } } } },
    controls: { "e2e~c": { id: "e2e~c", human: "C", icon: "fa-beer", rank: 1 } },
  },
  Plugins: [{ id: "e2e", label: "E2E", interfaces: ["reporter", "controller"], status: "ok" }],
};

const hurried = { retryMs: 1, maxRetryMs: 4, steadyMs: 1, requestTimeoutMs: 5000 };

interface World {
  readonly host: FakeScopeHost;
  readonly app: ScriptedApp;
  readonly warnings: string[];
  readonly publish: (options?: Partial<PublishOptions>) => Promise<void>;
  readonly stop: () => void;
}

const test = base.extend<{ world: World }>({
  // eslint-disable-next-line no-empty-pattern
  world: async ({}, use) => {
    const host = new FakeScopeHost(report);
    const app = await ScriptedApp.listen();
    const stop = new AbortController();
    const warnings: string[] = [];
    const running: Promise<void>[] = [];
    const publish = (options: Partial<PublishOptions> = {}): Promise<void> => {
      const publishing = publishToApp(host, {
        url: app.url,
        version: "master-12175b9",
        intervalMs: 5,
        signal: stop.signal,
        onWarning: (message) => warnings.push(message),
        ...options,
        limits: { ...hurried, ...options.limits },
      });
      running.push(publishing.catch(() => undefined));
      return publishing;
    };
    await use({ host, app, warnings, publish, stop: () => stop.abort() });
    stop.abort();
    await Promise.all(running);
    await app.close();
  },
});

/** The headers of a recorded request that say who asks; the rest is of the connection. */
function whoAsks(head = ""): Readonly<Record<string, string>> {
  const pairs = head
    .split("\r\n")
    .slice(1)
    .map((line) => line.split(/: ?/, 2) as [string, string]);
  const names = [
    "user-agent",
    "authorization",
    "x-scope-probe-id",
    "x-scope-probe-version",
    "content-encoding",
  ];
  return Object.fromEntries(
    pairs
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => names.includes(name)),
  );
}

describe("publishToApp()", () => {
  test("asks who the app is, then sends reports and opens the channel, as a probe does [scope.app.headers]", async ({
    world,
  }) => {
    const { app } = world;
    void world.publish();
    await expect.poll(() => app.channels.length).toBe(1);
    await expect.poll(() => app.reports().length).toBeGreaterThan(2);
    expect(app.asked[0]).toMatchObject({ line: "GET /api", headers: whoAsks(details?.requestHead) });
    const opened = app.asked.find(({ line }) => line === "GET /api/control/ws");
    expect(opened?.headers).toMatchObject(whoAsks(channel?.requestHead));
    // An app takes a page's origin for an attack.
    expect(opened?.headers.origin).toBeUndefined();
    const sent = app.asked.find(({ line }) => line === "POST /api/report");
    expect(sent?.headers).toMatchObject({
      ...whoAsks(upload?.requestHead),
      "content-type": "application/json",
    });
  });

  test("shows the token when there is one", async ({ world }) => {
    void world.publish({ token: "s3cret" });
    await expect.poll(() => world.app.channels.length).toBe(1);
    for (const { headers } of world.app.asked) expect(headers.authorization).toBe("Scope-Probe token=s3cret");
  });

  test("sends what an app needs to show a report when a plugin left it out [scope.app.report]", async ({
    world,
  }) => {
    const before = Date.now();
    void world.publish();
    await expect.poll(() => world.app.reports().length).toBeGreaterThan(0);
    const [sent] = world.app.reports();
    expect(Date.parse(sent?.TS ?? "")).toBeGreaterThanOrEqual(before);
    expect(sent).toMatchObject({
      Window: 5_000_000,
      Plugins: [{ id: "e2e", status: "ok" }],
      Process: {
        shape: "square",
        nodes: {
          "vm;1": {
            id: "vm;1",
            topology: "process",
            parents: { host: ["vm;<host>"] },
            latest: {
              active_controls: { value: "e2e~c" },
              control_probe_id: { value: "197a7919b8424269" },
              host_node_id: { value: "vm;<host>" },
            },
          },
        },
      },
      Host: {
        shape: "circle",
        nodes: {
          "vm;<host>": {
            id: "vm;<host>",
            topology: "host",
            latest: {
              control_probe_id: { value: "197a7919b8424269" },
              host_name: { value: "vm" },
              host_scope_version: { value: "master-12175b9" },
            },
          },
        },
      },
    });
  });

  test("sends the report of now each time", async ({ world }) => {
    void world.publish();
    await expect.poll(() => world.app.reports().length).toBeGreaterThan(0);
    world.host.setReport({ Process: { nodes: { "vm;2": {} } } });
    await expect.poll(() => Object.keys(world.app.reports().at(-1)?.Process?.nodes ?? {})).toEqual(["vm;2"]);
  });

  test("sends what a control has shown at once when the next whole report is far away", async ({ world }) => {
    void world.publish({ intervalMs: 3_600_000 });
    await expect.poll(() => world.app.reports().length).toBe(1);
    await expect.poll(() => world.host.readers).toBe(1);
    for (const pid of [7, 8]) {
      const shown = { Process: { nodes: { [`vm;${pid}`]: {} } }, Shortcut: true };
      world.host.tell({ kind: "shortcut", shortcut: parseReport(JSON.stringify(shown)) });
    }
    await expect.poll(() => world.app.reports().length).toBe(3);
    const shortcuts = world.app.reports().slice(1);
    expect(shortcuts).toMatchObject([
      { Shortcut: true, Process: { nodes: { "vm;7": { topology: "process" } } } },
      { Shortcut: true, Process: { nodes: { "vm;8": { topology: "process" } } } },
    ]);
    for (const { Host } of shortcuts) expect(Host?.nodes).toBeUndefined();
  });

  test("ends when it is told to, wherever it is", async ({ world }) => {
    world.app.statuses.push(0);
    const publishing = world.publish();
    await expect.poll(() => world.app.reports().length).toBe(1);
    world.stop();
    await publishing;
    expect(world.host.readers).toBe(0);
    expect(world.warnings).toEqual([]);
  });
});

describe("publishToApp() when its app fails", () => {
  test("tells once, tries again, and tells when it works again", async ({ world }) => {
    world.app.statuses.push(503, 503, 503);
    void world.publish();
    await expect.poll(() => world.warnings.length).toBe(2);
    const { url } = world.app;
    const why = 'the app answered 503 to /api/report: "no room"';
    expect(world.warnings).toEqual([
      `Cannot publish to "${url}": ${why}; it is tried again`,
      `It works again to publish to "${url}"`,
    ]);
  });

  test("gives up a request that is not answered in time", async ({ world }) => {
    world.app.statuses.push(0);
    void world.publish({ limits: { requestTimeoutMs: 50 } });
    await expect.poll(() => world.warnings.length).toBeGreaterThan(1);
    expect(world.warnings[0]).toContain("it does not answer in time");
    await expect.poll(() => world.app.reports().length).toBeGreaterThan(1);
  });

  test("lets nothing pile up while it is away", async ({ world }) => {
    world.app.statuses.push(...Array.from({ length: 5 }, () => 500));
    void world.publish({ intervalMs: 3_600_000, limits: { retryMs: 20, maxRetryMs: 20 } });
    await expect.poll(() => world.host.readers).toBe(1);
    const shown = parseReport(JSON.stringify({ Shortcut: true }));
    for (let count = 0; count < 100; count++) world.host.tell({ kind: "shortcut", shortcut: shown });
    await expect.poll(() => world.warnings.length).toBe(2);
    await expect.poll(() => world.app.statuses.length).toBe(0);
    expect(world.app.reports().filter(({ Shortcut }) => Shortcut === true).length).toBeLessThan(20);
  });

  test("waits for an app that is not there yet, and learns its name", async ({ world }) => {
    const { port } = world.app;
    await world.app.close();
    void world.publish({ url: `http://127.0.0.1:${port}` });
    await expect.poll(() => world.warnings).toHaveLength(1);
    expect(world.warnings[0]).toContain("ECONNREFUSED");
    const later = await ScriptedApp.listen(port);
    try {
      await expect.poll(() => later.reports().length).toBeGreaterThan(0);
    } finally {
      world.stop();
      await later.close();
    }
  });

  test.for([
    { url: "ftp://localhost", says: "write a URL such as http://localhost:4040" },
    { url: "http://:80:80", says: "write a URL" },
    { url: "http://token@localhost:4040", says: "give the token apart from the URL" },
  ])("refuses to begin when the app is at $url", async ({ url, says }, { world }) => {
    await expect(world.publish({ url })).rejects.toThrow(says);
  });
});

/** Reads what a probe said about a control as the answer of a host. */
function answerOf(value: string): ControlAnswer {
  const { Value: told } = JSON.parse(value) as { Value: Record<string, unknown> };
  const { raw_tty: rawTty, resize_tty_control: resizeTtyControl, ...same } = told;
  return {
    ...same,
    ...(rawTty === true && { rawTty }),
    ...(resizeTtyControl === "x" && { resizeTtyControl }),
  };
}

describe("publishToApp() asked for controls", () => {
  test("says what the recorded probe said [scope.app.channel]", async ({ world }) => {
    const appToProbe = channel?.framesAppToProbe?.map(({ payload }) => payload) ?? [];
    const probeToApp = channel?.framesProbeToApp?.map(({ payload }) => payload) ?? [];
    expect(appToProbe).toHaveLength(40);
    const answers = probeToApp.filter((_, index) => index % 2 === 1).map(answerOf);
    world.host.onControl(async () => answers.shift() ?? {});
    void world.publish();
    await expect.poll(() => world.app.channels.length).toBe(1);
    const [open] = world.app.channels;
    for (let call = 0; call < appToProbe.length; call += 2) {
      for (const text of appToProbe.slice(call, call + 2)) open?.send(text);
      await expect.poll(() => open?.texts.length, { interval: 1 }).toBe(call + 2);
    }
    const escaped = open?.texts.map((text) => text.replace("<", "\\u003c").replace(">", "\\u003e"));
    expect(escaped?.map((text) => JSON.parse(text) as unknown)).toEqual(
      probeToApp.map((text) => JSON.parse(text) as unknown),
    );
    expect(escaped?.filter((_, index) => index % 2 === 0)).toEqual(
      probeToApp.filter((_, index) => index % 2 === 0),
    );
    expect(world.host.requests).toHaveLength(appToProbe.length / 2);
    expect(world.host.requests[0]).toEqual({
      appId: "61e5bd5aa8d74d62",
      nodeId: "vm;<host>",
      control: "e2e~ctrl-a",
    });
    expect(world.host.requests.at(-3)).toMatchObject({
      control: "e2e~ctrl-args",
      args: new Map([["n", "1"]]),
    });
  });

  /** The two messages of a call. */
  function callOf(seq: number, control: string, method = "control.Handle"): readonly [string, string] {
    const request = { Seq: seq, ServiceMethod: method };
    const value = { AppID: "", NodeID: "vm;1", Control: control, ControlArgs: null };
    return [
      JSON.stringify({ Request: request, Response: null, Value: null }),
      JSON.stringify({ Request: null, Response: null, Value: value }),
    ];
  }

  async function openChannel(
    { app, publish }: World,
    options: Partial<PublishOptions> = {},
  ): Promise<AppChannel> {
    void publish({ intervalMs: 3_600_000, ...options });
    await expect.poll(() => app.channels.length).toBe(1);
    const [open] = app.channels;
    if (open === undefined) throw new Error("there is no channel");
    return open;
  }

  const parsed = (texts: readonly string[]): readonly unknown[] =>
    texts.map((text) => JSON.parse(text) as unknown);

  test("answers a quick control while a slow one is under way, each answer in one piece", async ({
    world,
  }) => {
    let finish = (): void => undefined;
    world.host.onControl(({ control }) =>
      control === "a~slow"
        ? new Promise((resolve) => (finish = () => resolve({ value: control })))
        : Promise.resolve({ value: control }),
    );
    const open = await openChannel(world);
    for (const text of [...callOf(0, "a~slow"), ...callOf(1, "a~quick")]) open.send(text);
    await expect.poll(() => open.texts.length).toBe(2);
    finish();
    await expect.poll(() => open.texts.length).toBe(4);
    expect(parsed(open.texts)).toMatchObject([
      { Response: { Seq: 1 } },
      { Value: { value: "a~quick" } },
      { Response: { Seq: 0 } },
      { Value: { value: "a~slow" } },
    ]);
  });

  test("refuses controls when as many as it bears are under way", async ({ world }) => {
    world.host.onControl(() => new Promise(() => undefined));
    const open = await openChannel(world, { limits: { maxCalls: 1 } });
    for (const text of [...callOf(0, "a~c"), ...callOf(1, "a~c")]) open.send(text);
    await expect.poll(() => open.texts.length).toBe(2);
    expect(parsed(open.texts)).toMatchObject([
      { Response: { Seq: 1 } },
      { Value: { error: "1 other controls are under way; try again" } },
    ]);
  });

  test("says that there is no such method when another one is called", async ({ world }) => {
    const open = await openChannel(world);
    for (const text of callOf(5, "a~c", "control.Other")) open.send(text);
    await expect.poll(() => open.texts.length).toBe(2);
    const Error = "rpc: can't find method control.Other";
    expect(parsed(open.texts)).toMatchObject([{ Response: { Seq: 5, Error } }, { Value: {} }]);
    expect(world.host.requests).toEqual([]);
  });

  test("says what is wrong with a control when its value is none", async ({ world }) => {
    const open = await openChannel(world);
    const [request] = callOf(0, "a~c");
    open.send(request);
    open.send('{"Value":{"NodeID":"n","Control":"a~c","ControlArgs":{"k":[]}}}');
    await expect.poll(() => open.texts.length).toBe(2);
    const error = 'Cannot read the ControlArgs of the app\'s call: "k" is no string';
    expect(parsed(open.texts)[1]).toMatchObject({ Value: { error } });
  });

  test.for([
    { name: "no JSON", message: "x" },
    { name: "no call", message: '{"Request":null,"Response":null,"Value":{}}' },
    { name: "over the limit", message: "x".repeat(1000) },
  ])("opens the channel again when a message is $name", async ({ message }, { world }) => {
    const open = await openChannel(world, { limits: { maxMessageBytes: 500 } });
    open.send(message);
    await expect.poll(() => open.isOpen).toBe(false);
    await expect.poll(() => world.app.channels.length).toBe(2);
    expect(world.warnings[0]).toContain(`Cannot take controls of "${world.app.url}"`);
    const again = world.app.channels[1];
    for (const text of callOf(0, "a~c")) again?.send(text);
    await expect.poll(() => again?.texts.length).toBe(2);
  });

  test("carries out nothing that comes behind a message that it cannot read", async ({ world }) => {
    const open = await openChannel(world);
    const [request, value] = callOf(0, "a~c");
    for (const text of [request, "x", value, request, value]) open.send(text);
    await expect.poll(() => world.app.channels.length).toBe(2);
    expect(world.host.requests).toEqual([]);
  });

  test("ends the channel of an app that does not read its answers", async ({ world }) => {
    const value = "x".repeat(256 * 1024);
    world.host.onControl(async () => ({ value }));
    const open = await openChannel(world, { limits: { maxUnreadBytes: 1024 * 1024 } });
    open.pause();
    const asking = setInterval(() => {
      for (const text of callOf(0, "a~c")) open.send(text);
    }, 1);
    await expect.poll(() => world.app.channels.length, { timeout: 20_000 }).toBe(2);
    clearInterval(asking);
    expect(world.warnings[0]).toContain("the app does not read its answers");
  });

  test("asks again who the app is when the channel was cut [scope.app.id]", async ({ world }) => {
    const open = await openChannel(world);
    world.app.id = "another";
    open.cut();
    await expect.poll(() => world.app.channels.length).toBe(2);
    const again = world.app.channels[1];
    for (const text of callOf(0, "a~c")) again?.send(text);
    await expect.poll(() => again?.texts.length).toBe(2);
    expect(world.host.requests).toMatchObject([{ appId: "another" }]);
    await expect.poll(() => world.warnings).toHaveLength(2);
  });

  test("tells once that the channel is cut when that happens again and again", async ({ world }) => {
    void world.publish({ limits: { steadyMs: 60_000 } });
    for (let count = 1; count <= 4; count++) {
      await expect.poll(() => world.app.channels.length).toBe(count);
      world.app.channels.at(-1)?.cut();
    }
    await expect.poll(() => world.app.channels.length).toBe(5);
    expect(world.warnings).toEqual([
      `Cannot take controls of "${world.app.url}": the control channel was cut; it is tried again`,
    ]);
  });

  test("keeps the channel when the app answers pings, and cuts it when it does not", async ({ world }) => {
    const open = await openChannel(world, { limits: { pingMs: 20 } });
    await expect.poll(() => open.pings).toBeGreaterThan(3);
    expect(open.isOpen).toBe(true);
    world.app.isMute = true;
    await expect.poll(() => open.isOpen).toBe(false);
    world.app.isMute = false;
    await expect.poll(() => world.app.channels.length).toBe(2);
  });

  test("goes on to send reports when the app takes no controls", async ({ world }) => {
    world.app.hasControls = false;
    void world.publish();
    await expect.poll(() => world.app.reports().length).toBeGreaterThan(3);
    await expect.poll(() => world.warnings).toHaveLength(1);
    expect(world.warnings[0]).toContain(`Cannot take controls of "${world.app.url}"`);
  });

  test("leaves the app without a channel when it is told to end", async ({ world }) => {
    const open = await openChannel(world);
    world.stop();
    await expect.poll(() => open.isOpen).toBe(false);
    expect(world.app.channels).toHaveLength(1);
    expect(world.warnings).toEqual([]);
  });
});
