import { fillOf, findMetric } from "./metric.ts";
import { compareNaturally } from "./natural-order.ts";
import { formatMetric } from "./value-format.ts";
import type { NodeView } from "./world.ts";

/** How full a node is drawn, and what that says. */
export interface Level {
  /** 0 to 1 in steps that an eye can tell; -1 if the node has no such metric. */
  readonly fill: number;
  readonly text: string;
}

const noLevel: Level = { fill: -1, text: "" };
const steps = 40;

/** The level of a node by one of its metrics. */
export function levelOf(node: NodeView, metricId: string): Level {
  const metric = metricId === "" ? undefined : findMetric(node, metricId);
  if (metric === undefined) return noLevel;
  return { fill: Math.round(fillOf(metric) * steps) / steps, text: formatMetric(metric.last, metric.format) };
}

/** A metric that nodes can be filled by. */
export interface MetricChoice {
  readonly id: string;
  readonly label: string;
}

/** The metrics that any of the nodes has, by label. */
export function metricChoices(nodes: readonly NodeView[]): readonly MetricChoice[] {
  const labels = new Map<string, string>();
  for (const node of nodes)
    for (const id of Object.keys(node.json.metrics ?? {}))
      labels.set(id, (node.topology.metric_templates?.[id]?.label ?? "") || (labels.get(id) ?? id));
  return [...labels]
    .map(([id, label]) => ({ id, label }))
    .toSorted((a, b) => compareNaturally(a.label, b.label));
}
