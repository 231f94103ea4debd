import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { parseReport, type Report, type ReportNode, type TopologyName } from "../report/index.ts";
import {
  containerNodeId,
  createScopePlugin,
  hostNodeId,
  processNodeId,
  type ScopeAnswer,
  type ScopePlugin,
} from "./index.ts";

const vm = hostNodeId("vm");
const start = "2026-01-01T00:00:00.000Z";

beforeEach(() => void vi.useFakeTimers({ now: new Date(start) }));
afterEach(() => void vi.useRealTimers());

async function get(plugin: ScopePlugin, url = "/report?api_version=1&probe_id=1a2b"): Promise<ScopeAnswer> {
  const answer = plugin.handle({ method: "GET", url });
  await vi.advanceTimersByTimeAsync(100);
  return await answer;
}

async function reportOf(plugin: ScopePlugin): Promise<Report> {
  return parseReport((await get(plugin)).body);
}

async function nodeOf(
  plugin: ScopePlugin,
  topology: TopologyName,
  id: string,
): Promise<ReportNode | undefined> {
  return (await reportOf(plugin)).topologies.get(topology)?.nodes.get(id);
}

async function press(
  plugin: ScopePlugin,
  control: string,
  nodeId = vm,
): Promise<Readonly<Record<string, unknown>>> {
  const body = JSON.stringify({ AppID: "app", Control: control, ControlArgs: { n: "1" }, NodeID: nodeId });
  const answer = plugin.handle({ method: "POST", url: "/control?api_version=1&probe_id=1a2b", body });
  await vi.advanceTimersByTimeAsync(400);
  const { status, body: text } = await answer;
  expect(status).toBe(200);
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

/** A plugin like Scope's own `iowait`. */
function createIowait(): ScopePlugin {
  let shown: "idle" | "iowait" = "iowait";
  const show = (metric: typeof shown) => (): { readonly changed: readonly string[] } => {
    shown = metric;
    return { changed: [vm] };
  };
  return createScopePlugin({
    id: "iowait",
    label: "IO wait",
    topologies: {
      Host: {
        metrics: {
          idle: { label: "Idle", format: "percent" },
          iowait: { label: "IO wait", format: "percent" },
        },
      },
      Container: {},
    },
    controls: {
      switchToIdle: { human: "Switch to idle", icon: "fa-gears", run: show("idle") },
      switchToIOWait: { human: "Switch to IO wait", icon: "fa-clock-o", run: show("iowait") },
    },
    report({ Host, Container }) {
      Host.node(vm)
        .metric(shown, 40.5)
        .controls(shown === "idle" ? "switchToIOWait" : "switchToIdle");
      Container.node(containerNodeId("abc"));
    },
  });
}

test("handle() answers /report in Scope's JSON when a host asks", async () => {
  const { status, headers, body } = await get(createIowait());
  expect([status, headers]).toEqual([200, { "Content-Type": "application/json" }]);
  const percent = { format: "percent", group: "", priority: 5 };
  const control = (id: string, human: string, icon: string, rank: number): object => ({
    id,
    human,
    icon,
    rank,
  });
  const controls = {
    switchToIdle: control("switchToIdle", "Switch to idle", "fa-gears", 1),
    switchToIOWait: control("switchToIOWait", "Switch to IO wait", "fa-clock-o", 2),
  };
  expect(JSON.parse(body)).toMatchObject({
    Host: {
      nodes: {
        [vm]: {
          id: vm,
          latest: {
            control_probe_id: { timestamp: start, value: "1a2b" },
            active_controls: { timestamp: start, value: "switchToIdle" },
          },
          latestControls: {
            switchToIdle: { timestamp: start, value: { dead: false } },
            switchToIOWait: { timestamp: start, value: { dead: true } },
          },
          metrics: { iowait: { samples: [{ date: start, value: 40.5 }], min: 0, max: 100 } },
        },
      },
      controls,
      metric_templates: {
        idle: { id: "idle", label: "Idle", format: "percent" },
        iowait: { id: "iowait", label: "IO wait", format: percent.format, priority: percent.priority },
      },
    },
    Container: { nodes: { "abc;<container>": { id: "abc;<container>" } }, controls },
    Plugins: [{ id: "iowait", label: "IO wait", interfaces: ["reporter", "controller"], api_version: "1" }],
  });
});

test("handle() says of a node without controls nothing of who passes them on", async () => {
  const node = await nodeOf(createIowait(), "Container", containerNodeId("abc"));
  expect([node?.latest.size, node?.activeControls.size]).toEqual([0, 0]);
});

test("handle() names no probe when the host does not, as the first ones", async () => {
  const { body } = await get(createIowait(), "/report?");
  expect(body).not.toContain("control_probe_id");
});

test("handle() tells each probe its own id when two ask for one report", async () => {
  const plugin = createIowait();
  for (const probeId of ["1a2b", "3c4d", "1a2b"]) {
    const { body } = await plugin.handle({ method: "GET", url: `/report?probe_id=${probeId}` });
    const node = parseReport(body).topologies.get("Host")?.nodes.get(vm);
    expect(node?.latest.get("control_probe_id")?.value).toBe(probeId);
  }
});

test("handle() sends the history of a metric, no more than is kept, when it is measured again", async () => {
  let value = 0;
  const plugin = createScopePlugin({
    id: "counter",
    label: "Counter",
    maxSamples: 2,
    topologies: { Process: { metrics: { count: { label: "Count" } } } },
    report: ({ Process }) => void Process.node(processNodeId("vm", 7)).metric("count", ++value),
  });
  for (let round = 0; round < 2; round++) {
    await reportOf(plugin);
    await vi.advanceTimersByTimeAsync(900);
  }
  const node = await nodeOf(plugin, "Process", "vm;7");
  expect(node?.metrics.get("count")).toEqual({
    samples: [
      { date: "2026-01-01T00:00:01.000Z", value: 2 },
      { date: "2026-01-01T00:00:02.000Z", value: 3 },
    ],
    min: 0,
    max: 3,
  });
});

test("handle() sends facts, tables, sets and edges as hosts read them", async () => {
  const plugin = createScopePlugin({
    id: "facts",
    label: "Facts",
    topologies: {
      Container: {
        facts: { volumes: { label: "# Volumes", dataType: "number", priority: 0.1 }, since: {} },
        tables: {
          labels: { label: "Labels" },
          ports: {
            label: "Ports",
            columns: { port: { label: "Port", dataType: "number" }, state: { label: "State" } },
          },
        },
      },
    },
    report({ Container }) {
      Container.node(containerNodeId("a"))
        .fact("volumes", 3)
        .fact("since", new Date(start))
        .properties("labels", { "com.example/tier": "web" })
        .rows("ports", { "80": { port: 80, state: "open" }, "443": { port: 443 } })
        .set("addresses", ["10.0.0.2", "10.0.0.1", "10.0.0.2"])
        .parent("ContainerImage", "img;<container_image>")
        .parent("Host", vm)
        .connectTo(containerNodeId("b"));
    },
  });
  const report = await reportOf(plugin);
  const topology = report.topologies.get("Container");
  const node = topology?.nodes.get(containerNodeId("a"));
  const texts = [...(node?.latest ?? [])].map(([key, { value }]) => [key, value]);
  expect(Object.fromEntries(texts)).toEqual({
    volumes: "3",
    since: start,
    "facts.labels.com.example/tier": "web",
    "facts.ports.80___port": "80",
    "facts.ports.80___state": "open",
    "facts.ports.443___port": "443",
  });
  expect([...(topology?.metadataTemplates.values() ?? [])]).toEqual([
    { id: "volumes", label: "# Volumes", dataType: "number", truncate: 0, priority: 0.1, from: "latest" },
  ]);
  expect(
    [...(topology?.tableTemplates.values() ?? [])].map(({ id, prefix, type }) => [id, prefix, type]),
  ).toEqual([
    ["labels", "facts.labels.", "property-list"],
    ["ports", "facts.ports.", "multicolumn-table"],
  ]);
  expect(node?.sets.get("addresses")).toEqual(["10.0.0.1", "10.0.0.2"]);
  expect(node?.parents.get("container_image")).toEqual(["img;<container_image>"]);
  expect(node?.parents.get("host")).toEqual([vm]);
  expect(node?.adjacency).toEqual([containerNodeId("b")]);
  expect(report.plugins.get("facts")?.interfaces).toEqual(["reporter"]);
});

test("handle() answers a press with the nodes that have changed when the control says so", async () => {
  const plugin = createIowait();
  await reportOf(plugin);
  const answer = await press(plugin, "switchToIdle");
  expect(Object.keys(answer)).toEqual(["shortcutReport"]);
  const shortcut = parseReport(JSON.stringify(answer["shortcutReport"]));
  expect(shortcut.isShortcut).toBe(true);
  expect([...shortcut.plugins.keys()]).toEqual(["iowait"]);
  const [host, container] = [shortcut.topologies.get("Host"), shortcut.topologies.get("Container")];
  expect([...(host?.nodes.keys() ?? [])]).toEqual([vm]);
  expect(container?.nodes.size).toBe(0);
  for (const topology of [host, container])
    expect([...(topology?.controls.keys() ?? [])]).toEqual(["switchToIdle", "switchToIOWait"]);
  const node = host?.nodes.get(vm);
  expect([...(node?.metrics.keys() ?? [])]).toEqual(["idle"]);
  expect(node?.latest.get("control_probe_id")?.value).toBe("1a2b");
  expect(node?.activeControls.get("switchToIdle")?.isDead).toBe(true);
});

test.for([
  {
    name: "the node is unknown",
    control: "switchToIdle",
    nodeId: hostNodeId("other"),
    says: 'Cannot press "switchToIdle" of "other;<host>": the last report has no such node',
  },
  {
    name: "the node does not offer it",
    control: "switchToIOWait",
    nodeId: vm,
    says: 'Cannot press "switchToIOWait" of "vm;<host>": the node does not offer it now',
  },
  {
    name: "there is no such control",
    control: "toString",
    nodeId: vm,
    says: 'Cannot press "toString" of "vm;<host>": this plugin has no such control; it has switchToIdle, switchToIOWait',
  },
])("handle() answers a press with an error when $name", async ({ control, nodeId, says }) => {
  expect(await press(createIowait(), control, nodeId)).toEqual({ error: says });
});

/** A plugin with one control. */
function createPressed(
  run: (press: {
    readonly nodeId: string;
    readonly args: ReadonlyMap<string, string>;
  }) => Promise<object | void>,
  warnings: string[] = [],
): ScopePlugin {
  return createScopePlugin({
    id: "pressed",
    label: "Pressed",
    topologies: { Host: {} },
    controls: { go: { human: "Go", icon: "fa-play", run } },
    report: ({ Host }) => void Host.node(vm).controls("go"),
    onWarning: ({ message }) => void warnings.push(message),
  });
}

test.for([
  { name: "it says nothing", run: async () => undefined, answer: {} },
  {
    name: "it gives a value and what is gone",
    run: async () => ({ value: [1], removedNode: vm }),
    answer: { value: [1], removedNode: vm },
  },
  { name: "it throws", run: () => Promise.reject(new Error("busy")), answer: { error: "busy" } },
  { name: "it throws no error", run: () => Promise.reject("no"), answer: { error: "no" } },
  {
    name: "it throws an error without words",
    run: () => Promise.reject(new Error("")),
    answer: { error: "the control failed without a reason" },
  },
  {
    name: "it does not end",
    run: () => new Promise<void>(() => undefined),
    answer: { error: 'Cannot tell what became of "go": it goes on after 400 ms' },
  },
])("handle() answers a press of a control with status 200 when $name", async ({ run, answer }) => {
  expect(await press(createPressed(run), "go")).toEqual(answer);
});

test("handle() hands a control its node and arguments when it is pressed", async () => {
  const plugin = createPressed(async ({ nodeId, args }) => ({ value: [nodeId, ...args] }));
  expect(await press(plugin, "go")).toEqual({ value: [vm, ["n", "1"]] });
});

test("handle() warns when a control fails after its caller was told that it goes on", async () => {
  const warnings: string[] = [];
  let fail: (error: Error) => void = () => undefined;
  const plugin = createPressed(() => new Promise((_, reject) => (fail = reject)), warnings);
  await press(plugin, "go");
  fail(new Error("disk full"));
  await vi.advanceTimersByTimeAsync(0);
  expect(warnings).toEqual(["disk full"]);
});

test("handle() answers a press without a report when making that takes too long", async () => {
  let isSlow = false;
  const plugin = createScopePlugin({
    id: "slow",
    label: "Slow",
    topologies: { Host: {} },
    controls: {
      go: {
        human: "Go",
        icon: "fa-play",
        run: () => {
          isSlow = true;
          return { value: "done", changed: [vm] };
        },
      },
    },
    async report({ Host }) {
      Host.node(vm).controls("go");
      if (isSlow) await new Promise(() => undefined);
    },
  });
  expect(await press(plugin, "go")).toEqual({ value: "done" });
});

test.for([
  { name: "it is no JSON", body: "nope", says: /^Cannot read the request for a control: Unexpected token/ },
  { name: "it is a list", body: "[]", says: /it is no JSON object$/ },
  { name: "it names no control", body: '{"NodeID":"a"}', says: /"Control" is no text$/ },
  { name: "it names no node", body: '{"Control":"go"}', says: /"NodeID" is no text$/ },
  {
    name: "an argument is a list",
    body: '{"Control":"go","NodeID":"a","ControlArgs":{"n":[]}}',
    says: /"ControlArgs" has a "n" that is no text$/,
  },
])("handle() answers the body of a press with an error when $name", async ({ body, says }) => {
  const plugin = createPressed(async () => undefined);
  const answer = await plugin.handle({ method: "POST", url: "/control", body });
  const { error } = JSON.parse(answer.body) as { readonly error: string };
  expect([answer.status, error]).toEqual([200, expect.stringMatching(says)]);
});

test("handle() answers GET / with the handshake of the first hosts", async () => {
  const { status, body } = await get(createIowait(), "/?api_version=1&probe_id=1a2b");
  const interfaces = ["reporter", "controller"];
  expect([status, JSON.parse(body)]).toEqual([
    200,
    { name: "iowait", description: "", interfaces, api_version: "1" },
  ]);
});

test.for([
  { name: "a path is unknown", method: "GET", url: "/nope", status: 404, allow: undefined },
  { name: "a report is posted", method: "POST", url: "/report", status: 405, allow: "GET, HEAD" },
  { name: "a control is asked for", method: "GET", url: "/control?a=b", status: 405, allow: "POST" },
])("handle() answers with $status when $name", async ({ method, url, status, allow }) => {
  const answer = await createIowait().handle({ method, url });
  expect([answer.status, answer.headers["Allow"]]).toEqual([status, allow]);
});

test("handle() says in the status line why there is no report when none could ever be made", async () => {
  const plugin = createScopePlugin({
    id: "broken",
    label: "Broken",
    topologies: {},
    report: () => Promise.reject(new Error("Cannot read “/proc/stat”:\nno such file")),
    onWarning: () => undefined,
  });
  const { status, reason, body } = await get(plugin);
  expect([status, reason]).toEqual([503, "Cannot read /proc/stat : no such file"]);
  expect(body).toBe("Cannot read “/proc/stat”:\nno such file\n");
});

test("handle() answers with a report that only names the plugin when the first takes long", async () => {
  const plugin = createScopePlugin({
    id: "slow",
    label: "Slow",
    topologies: { Host: { metrics: { m: { label: "M" } } } },
    report: () => new Promise(() => undefined),
  });
  const report = await reportOf(plugin);
  expect([...report.plugins.keys()]).toEqual(["slow"]);
  expect(report.topologies.get("Host")?.nodes.size ?? 0).toBe(0);
});
