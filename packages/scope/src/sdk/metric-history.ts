import type { Metric, Sample } from "../report/index.ts";
import type { MetricDeclaration } from "./declaration.ts";

/**
 * What was measured now, behind what was measured before: the newest `maxSamples` in order of time. Of two at one
 * time the newer word counts.
 */
export function extendHistory(
  before: Metric | undefined,
  measured: Metric,
  maxSamples: number,
): readonly Sample[] {
  const byDate = new Map<string, Sample>();
  for (const sample of [...(before?.samples ?? []), ...measured.samples]) byDate.set(sample.date, sample);
  // Dates are all written in one way, in UTC with milliseconds: their order is that of their texts.
  return [...byDate.values()].toSorted((a, b) => (a.date < b.date ? -1 : 1)).slice(-maxSamples);
}

/** The ends of a metric's scale: as declared; else from 0, or a value below it, to the highest value. */
export function scaleOf(
  { min, max, format }: MetricDeclaration,
  samples: readonly Sample[],
): Pick<Metric, "min" | "max"> {
  const values = samples.map(({ value }) => value);
  return {
    min: min ?? values.reduce((a, b) => Math.min(a, b), 0),
    max: max ?? values.reduce((a, b) => Math.max(a, b), format === "percent" ? 100 : 0),
  };
}
