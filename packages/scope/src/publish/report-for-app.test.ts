import { expect, test } from "vitest";
import { parseReport, topologyNames } from "../report/index.ts";
import { reportForApp } from "./report-for-app.ts";

const publishing = {
  hostname: "vm",
  probeId: "abc",
  version: "1",
  now: "2026-01-02T03:04:05.678Z",
  windowMs: 3000,
};
const host = "vm;<host>";

test("reportForApp() has its own time and window when a plugin brought an old one [differs.scope.app.time]", () => {
  const old = parseReport('{"TS":"2020-01-01T00:00:00Z","Window":1}');
  expect(reportForApp(old, publishing)).toMatchObject({
    timestamp: "2026-01-02T03:04:05.678Z",
    windowNs: 3_000_000_000,
    isShortcut: false,
  });
});

test("reportForApp() has every topology with its shape when a report has none", () => {
  const { topologies } = reportForApp(parseReport("{}"), publishing);
  expect([...topologies.keys()]).toEqual([...topologyNames]);
  expect(topologies.get("Pod")).toMatchObject({ shape: "heptagon", label: "pod" });
});

test("reportForApp() names the probe on its host beside what plugins say of it", () => {
  const fact = { timestamp: "2026-01-01T00:00:00Z", value: "5" };
  const said = parseReport(JSON.stringify({ Host: { nodes: { [host]: { latest: { load: fact } } } } }));
  const node = reportForApp(said, publishing).topologies.get("Host")?.nodes.get(host);
  expect(node?.topology).toBe("host");
  const facts = Array.from(node?.latest ?? [], ([key, { value }]) => [key, value] as const);
  expect(Object.fromEntries(facts)).toEqual({
    control_probe_id: "abc",
    host_name: "vm",
    host_node_id: host,
    host_scope_version: "1",
    load: "5",
  });
});

test("reportForApp() keeps the host's name when a plugin says that it is a pod", () => {
  const wrong = parseReport(JSON.stringify({ Host: { nodes: { [host]: { topology: "pod" } } } }));
  const node = reportForApp(wrong, publishing).topologies.get("Host")?.nodes.get(host);
  expect(node?.topology).toBe("host");
  expect(node?.latest.get("control_probe_id")?.value).toBe("abc");
});

test("reportForApp() adds no host to the report of a shortcut, but what an app needs of its nodes", () => {
  const shown = parseReport('{"Shortcut":true,"Process":{"nodes":{"vm;1":{}}}}');
  const { topologies, isShortcut } = reportForApp(shown, publishing);
  expect(isShortcut).toBe(true);
  expect(topologies.get("Host")).toBeUndefined();
  expect(topologies.get("Process")?.nodes.get("vm;1")).toMatchObject({
    topology: "process",
    parents: new Map([["host", [host]]]),
  });
});
