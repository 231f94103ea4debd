import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import {
  but,
  control,
  createPeer,
  dying,
  host,
  isControl,
  isGo,
  isReport,
  node,
  spec,
  type Wrong,
  reportFor,
} from "../../test/conformance-peer.ts";
import {
  runCases,
  type ScopeCase,
  type ScopeCaseOptions,
  scopeCases,
  type ScopeResult,
  type PeerRequest,
  type ScopePeer,
} from "./index.ts";

const options: ScopeCaseOptions = { presses: [{ control: "go", nodeId: host }], deadlineMs: 1000 };

async function collect(
  peer: ScopePeer,
  given: ScopeCaseOptions = options,
  cases: readonly ScopeCase[] = scopeCases,
): Promise<readonly ScopeResult[]> {
  const results: ScopeResult[] = [];
  for await (const result of runCases(cases, peer, given)) results.push(result);
  return results;
}

/** For each case plugins with one fault. */
const wrongs: Readonly<Record<string, readonly (() => Wrong)[]>> = {
  "the socket's name gives an id that hosts take": [
    () => ({ socketPath: "/run/my.plugin.sock" }),
    () => ({ socketPath: "/run/.sock" }),
    () => ({ socketPath: "/run/a--b" }),
  ],
  "the socket's path is not too long": [() => ({ socketPath: `/${"a".repeat(107)}` })],
  "nobody else can put a socket in its place": [() => ({ modes: { socket: 0o600, directory: 0o777 } })],
  "nobody else can press its controls": [() => ({ modes: { socket: 0o777, directory: 0o755 } })],
  "GET /report is answered with a report": [
    () => but(isReport, { status: 204 }),
    () => but(isReport, { body: "notJSON" }),
    () => but(isReport, { body: "[]" }),
  ],
  "a report comes within 500 ms": [() => but(isReport, { ms: 500 })],
  "a connection takes more than one request": [() => but(isReport, { isReused: false })],
  "hosts that ask at once are all answered": [() => but(isReport, { ms: 700 })],
  "a host that hangs up does no harm": [
    () => {
      const { wrong, die } = dying();
      return { ...wrong, hangUp: die };
    },
  ],
  "a report needs no query": [() => but(({ path }) => path === "/report?", { status: 400 })],
  "a path that is unknown is answered with 404": [
    () => but(({ path }) => /^\/[0-9a-f]+$/.test(path), { status: 200 }),
  ],
  "GET / is a handshake, or nothing": [
    () => but(({ path }) => path.startsWith("/?"), { status: 200, body: "{}" }),
    () => but(({ path }) => path.startsWith("/?"), { status: 200, body: "welcome" }),
    () =>
      but(({ path }) => path.startsWith("/?"), {
        status: 200,
        body: '{"name":"other","interfaces":["reporter"],"api_version":"1"}',
      }),
  ],
  "a report is got, not posted": [
    () => but(({ method, path }) => method === "POST" && !isControl({ path }), { status: 200 }),
  ],
  "a report can be read by hosts": [
    () => but(isReport, { body: "notJSON" }),
    () => but(isReport, { body: "\uFEFF{}" }),
    () => node("latestControls/go/timestamp", "2016-07-20T15:51:05Z01:00"),
    () => node("latest/key", "value"),
    () => node("metrics/load/samples/0/date", "yesterday"),
    () => ({ report: ["Host/nodes", [1]] }),
    () => ({ report: ["Host/controls/go/rank", 1.5] }),
    () => spec("interfaces", "reporter"),
  ],
  "nothing follows a report": [
    () => ({
      answer: (request) => (isReport(request) ? { body: `${JSON.stringify(reportFor(""))}x` } : undefined),
    }),
  ],
  "it speaks for itself alone": [
    () => ({ report: ["Plugins"] }),
    () => ({ report: ["Plugins/1", { id: "other" }] }),
  ],
  "its id is that of its socket": [() => spec("id", "Mine"), () => spec("id")],
  "it speaks version 1": [() => spec("api_version", "2"), () => spec("api_version")],
  "it has a label": [() => spec("label", ""), () => spec("label")],
  "it is a reporter": [() => spec("interfaces", ["controller"]), () => spec("interfaces")],
  "a plugin with controls is a controller": [() => spec("interfaces", ["reporter"])],
  "every topology is one that hosts know": [
    () => ({ report: ["Processes", {}] }),
    () => ({ report: ["host", {}] }),
  ],
  "every node says its own id": [() => node("id"), () => node("id", "value")],
  "no node belongs to another topology than its own": [() => node("topology", "container")],
  "node ids have Scope's form": [() => ({ report: ["Host/nodes/example.com:<host>", {}] })],
  "no time lies ahead": [
    () => node("latest/active_controls/timestamp", "2999-01-01T00:00:00Z"),
    () => node("metrics/load/samples/0/date", "2999-01-01T00:00:00Z"),
  ],
  "samples stand in the order of time": [
    () => node("metrics/load/samples/1", { date: "2025-01-01T00:00:00Z", value: 1 }),
  ],
  "values lie on the scale of their metric": [() => node("metrics/load/max", 0.5)],
  "every metric has a template": [() => ({ report: ["Host/metric_templates"] })],
  "names of controls go through every host": [() => ({ report: ["Host/controls/a;b", control] })],
  "every control that a node offers is described": [
    () => ({ report: ["Host/controls/go"] }),
    () => node("latest/active_controls/value", "go;fly"),
  ],
  "controls are offered in the words of every release": [() => node("latestControls")],
  "nodes with controls say through whom they are pressed": [
    () => node("latest/control_probe_id/value", "1a2b"),
    () => ({
      report: ["Process", { nodes: { "vm;7": { latestControls: { go: { value: { dead: false } } } } } }],
    }),
  ],
  "what is no request for a control does no harm": [
    () => {
      const { wrong, die } = dying();
      return {
        answer(request) {
          if (request.body === "nope") die();
          return wrong.answer?.(request);
        },
      };
    },
  ],
  "a control that there is not is refused in words": [
    () => but((request) => isControl(request) && !isGo(request), { status: 400, body: "" }),
    () => but((request) => isControl(request) && !isGo(request), { body: "{}" }),
  ],
  "a control that is pressed is answered in time, in words that hosts read": [
    () => but(isGo, { status: 500 }),
    () => but(isGo, { body: "ok" }),
    () => but(isGo, { ms: 600 }),
  ],
  "a control that is offered and pressed does not fail": [() => but(isGo, { body: '{"error":"busy"}' })],
  "a shortcut can be read by hosts": [() => ({ shortcut: ["shortcutReport/TS", "now"] })],
  "a shortcut says whose it is": [
    () => ({ shortcut: ["shortcutReport/Plugins"] }),
    () => ({ shortcut: ["shortcutReport/Plugins/0/id", "other"] }),
  ],
  "a shortcut repeats all controls": [() => ({ shortcut: ["shortcutReport/Host/controls/stop"] })],
  "a shortcut is called shortcutReport": [() => ({ shortcut: ["ShortcutReport", {}] })],
};

test("scopeCases hold when a plugin is right", async () => {
  const results = await collect(createPeer());
  expect(results.filter(({ outcome }) => outcome !== "holds")).toEqual([]);
  expect(results).toHaveLength(scopeCases.length);
});

test("scopeCases are each met by a plugin that is wrong in it", () => {
  expect(Object.keys(wrongs).toSorted()).toEqual(scopeCases.map(({ name }) => name).toSorted());
});

test.for(
  Object.entries(wrongs).flatMap(([name, makers]) =>
    makers.map((make, index) => ({ name, number: index + 1, make })),
  ),
)("$name: it fails when a plugin does otherwise ($number)", async ({ name, make }) => {
  const [one, ...others] = scopeCases.filter((known) => known.name === name);
  const [result] = await collect(createPeer(make()), options, one === undefined ? [] : [one]);
  expect([others, result]).toMatchObject([[], { outcome: "fails", advice: one?.advice }]);
  expect(result?.message).toMatch(/^(?:expected |connect ECONNREFUSED)/);
});

test("scopeCases press nothing when no control is named", async () => {
  const asked: PeerRequest[] = [];
  const right = createPeer();
  const peer: ScopePeer = {
    ...right,
    ask: (request, signal) => (asked.push(request), right.ask(request, signal)),
  };
  const results = await collect(peer, {});
  expect(asked.filter(isGo)).toEqual([]);
  const skipped = results.filter(({ outcome }) => outcome === "skipped");
  expect(new Set(skipped.map(({ message }) => message))).toEqual(
    new Set(["no control was named that may be pressed"]),
  );
  expect(skipped).toHaveLength(6);
});

test("scopeCases press a control once when several cases look at it", async () => {
  let presses = 0;
  await collect(createPeer({ answer: (request) => (isGo(request) ? void presses++ : undefined) }));
  expect(presses).toBe(1);
});

test("scopeCases hold when a plugin does not answer what is no request for a control", async () => {
  const right = createPeer();
  const peer: ScopePeer = {
    ...right,
    async ask(request, signal) {
      if (request.body === "nope") await once(signal, "abort");
      return await right.ask(request, signal);
    },
  };
  const cases = scopeCases.filter(({ name }) => name === "what is no request for a control does no harm");
  expect(await collect(peer, options, cases)).toMatchObject([{ outcome: "holds" }]);
});

test("scopeCases leave no request behind when some that were sent at once fail", async () => {
  const right = createPeer();
  let open = 0;
  const peer: ScopePeer = {
    ...right,
    async ask(request, signal) {
      if (open++ === 5) throw new Error("expected an answer that hosts read, came EAGAIN");
      await setImmediate();
      open--;
      return await right.ask(request, signal);
    },
  };
  const cases = scopeCases.filter(({ name }) => name === "hosts that ask at once are all answered");
  expect(await collect(peer, options, cases)).toMatchObject([{ outcome: "fails" }]);
  expect(open).toBe(1);
});

test.for([
  { name: "is not answered", answer: () => new Promise<never>(() => undefined), came: "none within 500 ms" },
  {
    name: "is cut off",
    answer: () => Promise.reject(new Error("expected an answer that hosts read, came EOF")),
    came: "expected an answer that hosts read, came EOF",
  },
])("scopeCases say of a control that it $name once, and of the others what they are", async (row) => {
  const right = createPeer();
  const peer: ScopePeer = {
    ...right,
    ask(request, signal) {
      if (!isGo(request)) return right.ask(request, signal);
      const stopped = new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      });
      return Promise.race([row.answer(), stopped]);
    },
  };
  const presses = ["go", "stop"].map((name) => ({ control: name, nodeId: host }));
  const results = await collect(peer, { presses, deadlineMs: 1000 });
  expect(results.flatMap(({ outcome, message }) => (outcome === "fails" ? [message] : []))).toEqual([
    `expected status 200 and a JSON object from go, came ${row.came}: people are told that the plugin is broken`,
    'expected no error, came "no such control" from stop: people see a button that does not work',
  ]);
});

test("runCases() tells what a case waited for when its time is up", async () => {
  const peer: ScopePeer = { ...createPeer(), ask: () => new Promise(() => undefined) };
  const late = scopeCases.filter(({ name }) => name === "it has a label");
  expect(await collect(peer, { deadlineMs: 1 }, late)).toMatchObject([
    { outcome: "fails", message: "expected an end, came none within 1 ms" },
  ]);
});

test("runCases() begins no other case when the run is ended", async () => {
  const stop = new AbortController();
  const names: string[] = [];
  for await (const { name } of runCases(scopeCases, createPeer(), { signal: stop.signal })) {
    names.push(name);
    stop.abort();
  }
  expect(names).toHaveLength(1);
});
