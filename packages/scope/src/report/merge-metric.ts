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
  let next = countBefore(existing, incoming[0]?.date);
  const merged = existing.slice(0, next);
  for (const sample of incoming) {
    for (let earlier = existing[next]; earlier !== undefined; earlier = existing[++next]) {
      const order = compareTimes(earlier.date, sample.date);
      if (order === 0) next++;
      if (order >= 0) break;
      merged.push(earlier);
    }
    merged.push(sample);
  }
  for (const sample of existing.slice(next)) merged.push(sample);
  return merged;
}

/** How many samples are before that time. Most are: reports overlap at their ends. */
function countBefore(samples: readonly Sample[], date: string | undefined): number {
  let [low, high] = [0, date === undefined ? 0 : samples.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const sample = samples[middle];
    if (sample !== undefined && date !== undefined && compareTimes(sample.date, date) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
