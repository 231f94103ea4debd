import type { MetricJson } from "./report-json.ts";
import { compareNaturally } from "./natural-order.ts";
import type { NodeView } from "./world.ts";

/** A measured value of a node with its history, ready to be drawn. */
export interface MetricView {
  readonly id: string;
  readonly label: string;
  readonly format: string;
  readonly priority: number;
  /** The newest value. */
  readonly last: number;
  readonly min: number;
  readonly max: number;
  /** Oldest first. */
  readonly samples: readonly { readonly time: number; readonly value: number }[];
}

/** Metrics that have samples: those with templates by priority, then the others by name. */
export function planMetrics(node: NodeView): readonly MetricView[] {
  return Object.entries(node.json.metrics ?? {})
    .flatMap(([id, metric]) => readMetric(id, metric, node) ?? [])
    .toSorted((a, b) => a.priority - b.priority || compareNaturally(a.label, b.label));
}

/** One metric of a node, if it has it. */
export function findMetric(node: NodeView, id: string): MetricView | undefined {
  const metric = node.json.metrics?.[id];
  return metric === undefined ? undefined : readMetric(id, metric, node);
}

/** How full a node is drawn, 0 to 1: where the newest value lies between the metric's bounds. */
export function fillOf({ last, min, max }: MetricView): number {
  return max <= min ? 0 : Math.min(1, Math.max(0, (last - min) / (max - min)));
}

function readMetric(id: string, metric: MetricJson, node: NodeView): MetricView | undefined {
  const samples = (metric.samples ?? [])
    .map(({ date, value }) => ({ time: Date.parse(date), value }))
    .filter(({ time }) => !Number.isNaN(time));
  const last = samples.at(-1)?.value;
  if (last === undefined) return undefined;
  const template = node.topology.metric_templates?.[id];
  return {
    id,
    label: (template?.label ?? "") || id,
    format: template?.format ?? "",
    priority: template?.priority ?? Number.POSITIVE_INFINITY,
    last,
    samples,
    ...boundsOf(metric, samples),
  };
}

/** The bounds that were sent; where they hold nothing, those of the samples, from zero if none is below it. */
function boundsOf(
  { min = 0, max = 0 }: MetricJson,
  samples: MetricView["samples"],
): { readonly min: number; readonly max: number } {
  if (max > min) return { min, max };
  return samples.reduce(
    (bounds, { value }) => ({ min: Math.min(bounds.min, value), max: Math.max(bounds.max, value) }),
    { min: 0, max: samples[0]?.value ?? 0 },
  );
}
