import type { Metric, Sample } from "../report/index.ts";
import type { MetricDeclaration } from "./declaration.ts";

/**
 * What was measured now, behind what was measured before: the newest `maxSamples` in order of time. Of two at one
 * time the newer word counts.
 */
export function extendHistory(
  known: readonly Sample[],
  measured: Metric,
  maxSamples: number,
): readonly Sample[] {
  const all = [...known, ...measured.samples];
  // Nearly always one new sample comes behind all others.
  if (!isInOrder(all, known.length)) {
    const byDate = new Map(all.map((sample) => [sample.date, sample]));
    // Dates are all written in one way, in UTC with milliseconds: their order is that of their texts.
    return [...byDate.values()].toSorted((a, b) => (a.date < b.date ? -1 : 1)).slice(-maxSamples);
  }
  return all.length > maxSamples ? all.slice(-maxSamples) : all;
}

/** Whether each sample from `start` on is later than the one before it. */
function isInOrder(samples: readonly Sample[], start: number): boolean {
  for (let index = Math.max(1, start); index < samples.length; index++)
    if ((samples[index - 1]?.date ?? "") >= (samples[index]?.date ?? "")) return false;
  return true;
}

/** The ends of a metric's scale: as declared, else from 0, to 100 if it is percent; wider if a value lies beyond. */
export function scaleOf(
  { min, max, format }: MetricDeclaration,
  samples: readonly Sample[],
): Pick<Metric, "min" | "max"> {
  const values = samples.map(({ value }) => value);
  return {
    min: values.reduce((a, b) => Math.min(a, b), min ?? 0),
    max: values.reduce((a, b) => Math.max(a, b), max ?? (format === "percent" ? 100 : 0)),
  };
}
