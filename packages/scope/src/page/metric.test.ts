import { expect, test } from "vitest";
import { levelOf, metricChoices } from "./graph-level.ts";
import { fillOf, planMetrics } from "./metric.ts";
import type { MetricJson } from "./report-json.ts";
import { planSparkline } from "./sparkline.ts";
import { type NodeView, readWorld } from "./world.ts";

function nodeWith(metrics: Readonly<Record<string, MetricJson>>): NodeView {
  const metric_templates = {
    cpu: { label: "Processor", format: "percent", priority: 2 },
    mem: { label: "Memory", priority: 1 },
  };
  const node = readWorld({ Host: { metric_templates, nodes: { vm: { metrics } } } }).nodesByKey.get(
    "Host|vm",
  );
  if (node === undefined) throw new Error("Cannot find the node: the report was not read");
  return node;
}

function samples(...values: readonly number[]): NonNullable<MetricJson["samples"]> {
  return values.map((value, index) => ({ date: `2026-11-21T12:00:0${index}Z`, value }));
}

test("planMetrics() orders by priority and leaves out what has no samples when a node has metrics", () => {
  const metrics = planMetrics(
    nodeWith({
      own: { samples: samples(5, 7) },
      cpu: { samples: samples(1, 50), min: 0, max: 100 },
      mem: { samples: samples(3) },
      none: { samples: null },
    }),
  );
  expect(metrics.map(({ label, last, min, max }) => [label, last, min, max])).toEqual([
    ["Memory", 3, 0, 3],
    ["Processor", 50, 0, 100],
    ["own", 7, 0, 7],
  ]);
});

test.for([
  [50, 0, 100, 0.5],
  [150, 0, 100, 1],
  [-5, 0, 100, 0],
  [5, 5, 5, 0],
] as const)("fillOf() says how full a node is when %d lies in %d to %d: %d", ([last, min, max, fill]) => {
  expect(fillOf({ id: "", label: "", format: "", priority: 0, samples: [], last, min, max })).toBe(fill);
});

test("levelOf() shows a metric's newest value in its format when the node has it, else nothing", () => {
  const node = nodeWith({ cpu: { samples: samples(1, 33), min: 0, max: 100 } });
  expect(levelOf(node, "cpu")).toEqual({ fill: 0.325, text: "33 %" });
  expect(levelOf(node, "mem")).toEqual({ fill: -1, text: "" });
  expect(metricChoices([node])).toEqual([{ id: "cpu", label: "Processor" }]);
});

test("planSparkline() goes from left to right and low to high when there are samples", () => {
  const [metric] = planMetrics(nodeWith({ cpu: { samples: samples(0, 100, 50), min: 0, max: 100 } }));
  if (metric === undefined) throw new Error("Cannot find the metric: it was not read");
  expect(planSparkline(metric, 104, 24)).toEqual({
    line: "M2 22L52 2L102 12",
    area: "M2 22L52 2L102 12L102 24L2 24Z",
    end: { x: 102, y: 12 },
  });
});

test("planSparkline() draws a level line when there is one sample", () => {
  const [metric] = planMetrics(nodeWith({ cpu: { samples: samples(0), min: 0, max: 0 } }));
  if (metric === undefined) throw new Error("Cannot find the metric: it was not read");
  expect(planSparkline(metric, 104, 24).line).toBe("M2 12L102 12");
});
