import { expect, test } from "vitest";
import { parseReport } from "./parse-report.ts";
import { renameControls } from "./rename-controls.ts";

const time = "2026-01-31T12:00:00Z";

function live(...ids: readonly string[]): object {
  return { latestControls: Object.fromEntries(ids.map((id) => [id, { timestamp: time }])) };
}

test("RegistryRewritesControlReports: renameControls() leaves unknown controls alone when a node has some", () => {
  const report = parseReport(
    JSON.stringify({
      Pod: { controls: { ctrl1: { id: "another" } }, nodes: { node1: live("ctrl1", "ctrl2"), plain: {} } },
    }),
  );
  const pod = renameControls(report, "testPlugin").topologies.get("Pod");
  expect(Array.from(pod?.controls ?? [], ([key, { id }]) => [key, id])).toEqual([
    ["testPlugin~ctrl1", "testPlugin~ctrl1"],
  ]);
  expect([...(pod?.nodes.get("node1")?.activeControls.keys() ?? [])]).toEqual(["testPlugin~ctrl1", "ctrl2"]);
  expect(pod?.nodes.get("plain")).toBe(report.topologies.get("Pod")?.nodes.get("plain"));
});

test("renameControls() goes by the controls of the same topology when several have some", () => {
  const report = parseReport(
    JSON.stringify({
      Pod: { controls: { a: {} }, nodes: { n: live("a", "b") } },
      Host: { controls: { b: {} }, nodes: { n: live("a", "b") } },
    }),
  );
  const { topologies } = renameControls(report, "p");
  expect([...(topologies.get("Pod")?.nodes.get("n")?.activeControls.keys() ?? [])]).toEqual(["p~a", "b"]);
  expect([...(topologies.get("Host")?.nodes.get("n")?.activeControls.keys() ?? [])]).toEqual(["a", "p~b"]);
});

test("renameControls() keeps the times of controls when it renames them", () => {
  const report = parseReport(JSON.stringify({ Pod: { controls: { a: {} }, nodes: { n: live("a") } } }));
  const node = renameControls(report, "p").topologies.get("Pod")?.nodes.get("n");
  expect(node?.activeControls.get("p~a")).toEqual({ timestamp: time, isDead: false });
});

test.for(["a~b", "a/b", "", "sp ace", "caf\u00e9", "a%2Fb", "a;b"])(
  "renameControls() renames a control when its id is %j",
  (id) => {
    const report = parseReport(JSON.stringify({ Pod: { controls: { [id]: {} }, nodes: { n: live(id) } } }));
    const pod = renameControls(report, "p").topologies.get("Pod");
    expect([...(pod?.controls.keys() ?? [])]).toEqual([`p~${id}`]);
    expect([...(pod?.nodes.get("n")?.activeControls.keys() ?? [])]).toEqual([`p~${id}`]);
  },
);
