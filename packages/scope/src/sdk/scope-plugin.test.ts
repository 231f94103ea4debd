import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createIowait, vm } from "../../test/sdk-iowait.ts";
import { parseReport, type Report, type ReportNode, type TopologyName } from "../report/index.ts";
import {
  containerNodeId,
  createScopePlugin,
  processNodeId,
  type ScopeAnswer,
  type ScopePlugin,
} from "./index.ts";

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

test("handle() sends what was measured last as the last sample when the clock was set back", async () => {
  let value = 0;
  const plugin = createScopePlugin({
    id: "counter",
    label: "Counter",
    topologies: { Process: { metrics: { count: { label: "Count" } } } },
    report: ({ Process }) => void Process.node(processNodeId("vm", 7)).metric("count", ++value),
  });
  for (let round = 0; round < 2; round++) {
    await reportOf(plugin);
    await vi.advanceTimersByTimeAsync(900);
  }
  vi.setSystemTime("2025-12-31T23:00:00Z");
  expect((await nodeOf(plugin, "Process", "vm;7"))?.metrics.get("count")?.samples).toEqual([
    { date: "2025-12-31T23:00:00.000Z", value: 3 },
  ]);
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
