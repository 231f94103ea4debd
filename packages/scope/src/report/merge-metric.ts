import type { Metric, Sample } from "./report.ts";
import { compareTimes } from "./time.ts";

/**
 * The samples of both in the order of time; of two of one instant the incoming one. Limits are the widest of both, but
 * a metric without samples has none.
 */
export function mergeMetrics(existing: Metric, incoming: Metric): Metric {
  if (incoming.samples.length === 0 && existing.samples.length > 0) return existing;
  if (existing.samples.length === 0 && incoming.samples.length > 0) return incoming;
  return {
    samples: mergeSamples(existing.samples, incoming.samples),
    min: Math.min(existing.min, incoming.min),
    max: Math.max(existing.max, incoming.max),
  };
}

function mergeSamples(existing: readonly Sample[], incoming: readonly Sample[]): readonly Sample[] {
  const merged: Sample[] = [];
  let next = 0;
  for (const sample of incoming) {
    for (let earlier = existing[next]; earlier !== undefined; earlier = existing[++next]) {
      const order = compareTimes(earlier.date, sample.date);
      if (order > 0) break;
      if (order < 0) merged.push(earlier);
    }
    merged.push(sample);
  }
  return merged.concat(existing.slice(next));
}
