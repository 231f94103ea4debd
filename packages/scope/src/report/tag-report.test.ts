import { describe, expect, test } from "vitest";
import { parseReport } from "./parse-report.ts";
import type { ReportNode } from "./report.ts";
import { tagReport } from "./tag-report.ts";
import { isTopologyName } from "./topology-name.ts";

const now = "2026-01-31T12:00:00Z";

/** A node of a report of the plugin `p`, once it is tagged. */
function tagged(topology: string, node: object): ReportNode {
  const text = JSON.stringify({ Plugins: [{ id: "p" }], [topology]: { nodes: { n: node } } });
  const { topologies } = tagReport(parseReport(text), { hostname: "vm", probeId: "7f", now });
  const found = isTopologyName(topology) ? topologies.get(topology)?.nodes.get("n") : undefined;
  if (found === undefined) throw new Error("the node is missing");
  return found;
}

function facts(node: ReportNode): Record<string, string> {
  return Object.fromEntries(Array.from(node.latest, ([key, { value }]) => [key, value]));
}

describe("tagReport()", () => {
  test.for(["Process", "Container", "ContainerImage", "Host"])(
    "says on which host a node is when it is of %s",
    (topology) => {
      const node = tagged(topology, { parents: { host: ["other;<host>"], pod: ["p"] } });
      expect(node.latest.get("host_node_id")).toEqual({ timestamp: now, value: "vm;<host>" });
      expect(Object.fromEntries(node.parents)).toEqual({ host: ["other;<host>", "vm;<host>"], pod: ["p"] });
    },
  );

  test.for(["Pod", "Service", "Endpoint", "Overlay"])(
    "says nothing of a host when a node is of %s",
    (topology) => {
      const node = tagged(topology, {});
      expect(node.latest.size).toBe(0);
      expect(node.parents.size).toBe(0);
    },
  );

  test("believes a node that names its host when it is another", () => {
    const latest = { host_node_id: { timestamp: now, value: "far;<host>" } };
    const node = tagged("Container", { latest, parents: { host: ["far;<host>"] } });
    expect(facts(node)).toEqual({ host_node_id: "far;<host>" });
    expect(node.parents.get("host")).toEqual(["far;<host>"]);
  });

  test.for([
    ["ContainerImage", {}, "container_image"],
    ["DaemonSet", {}, "daemon_set"],
    ["Pod", { topology: "process" }, "pod"],
  ] as const)("says what a node is when it is of %s", ([topology, node, expected]) => {
    expect(tagged(topology, node).topology).toBe(expected);
  });

  test.for([
    ["one of a plugin of the report", { "p~c": { timestamp: now } }, "7f"],
    ["none", {}, undefined],
    ["one that was not renamed", { c: { timestamp: now } }, undefined],
    ["one of somebody else", { "q~c": { timestamp: now } }, undefined],
    ["one that is dead", { "p~c": { timestamp: now, value: { dead: true } } }, undefined],
    ["one whose own id has a tilde", { "p~c~d": { timestamp: now } }, "7f"],
  ] as const)("says whom to ask when a node has a control: %s", ([, latestControls, expected]) => {
    expect(facts(tagged("Pod", { latestControls }))["control_probe_id"]).toBe(expected);
  });

  test("tells since now which controls can be used when they are of a plugin of the report", () => {
    const then = "2026-01-31T11:00:00Z";
    const dead = { timestamp: then, value: { dead: true } };
    const node = tagged("Pod", { latestControls: { "p~c": { timestamp: then }, "p~d": dead, "q~e": dead } });
    expect(Object.fromEntries(node.activeControls)).toEqual({
      "p~c": { timestamp: now, isDead: false },
      "p~d": { timestamp: now, isDead: true },
      "q~e": { timestamp: then, isDead: true },
    });
  });

  test("tells of a probe that is gone no longer when a plugin still does", () => {
    const latest = { control_probe_id: { timestamp: "2099-01-01T00:00:00Z", value: "former" } };
    const node = tagged("Pod", { latest, latestControls: { "p~c": { timestamp: now } } });
    expect(facts(node)["control_probe_id"]).toBe("7f");
  });
});
