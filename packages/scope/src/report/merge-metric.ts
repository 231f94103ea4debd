import type { Told } from "./merge-maps.ts";
import type { Metric, Sample } from "./report.ts";
import { compareTimes } from "./time.ts";

/**
 * All samples in the order of time; of those of one instant the last one told. Limits are the widest of all, but a
 * metric without samples has none.
 */
export function mergeMetrics(metrics: Told<Metric>): Metric {
  const sampled = metrics.filter(({ samples }) => samples.length > 0);
  const told: readonly Metric[] = sampled.length === 0 ? metrics : sampled;
  return {
    samples: mergeSamples(told.map(({ samples }) => samples)),
    min: told.reduce((least, { min }) => Math.min(least, min), Infinity),
    max: told.reduce((most, { max }) => Math.max(most, max), -Infinity),
  };
}

/** By halves: of 64 lists a sample is moved six times, where one list after the other would move it up to 63 times. */
function mergeSamples(lists: readonly (readonly Sample[])[]): readonly Sample[] {
  if (lists.length <= 1) return lists[0] ?? [];
  const middle = lists.length >> 1;
  return joinSamples(mergeSamples(lists.slice(0, middle)), mergeSamples(lists.slice(middle)));
}

function joinSamples(existing: readonly Sample[], incoming: readonly Sample[]): readonly Sample[] {
  const joined: Sample[] = [];
  let next = 0;
  for (const sample of incoming) {
    for (let earlier = existing[next]; earlier !== undefined; earlier = existing[++next]) {
      const order = compareTimes(earlier.date, sample.date);
      if (order === 0) next++;
      if (order >= 0) break;
      joined.push(earlier);
    }
    joined.push(sample);
  }
  for (const sample of existing.slice(next)) joined.push(sample);
  return joined;
}
