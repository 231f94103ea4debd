import type { MetricFamily } from "./metric-family.ts";
import type { Measurement } from "./metric-series.ts";

/** What {@link formatMetrics} writes, for the header of an answer. */
export const metricsContentType = "text/plain; version=0.0.4; charset=utf-8";

/** A family and what was measured. */
export type MeasuredFamily = readonly [family: MetricFamily, measurements: readonly Measurement[]];

/** Writes metrics as Prometheus reads them (text exposition format, version 0.0.4). */
export function formatMetrics(measured: readonly MeasuredFamily[]): string {
  return measured.map(formatFamily).join("");
}

function formatFamily([{ name, type, help }, measurements]: MeasuredFamily): string {
  const lines = measurements.map(
    ({ suffix, labels, value }) => `${name}${suffix}${formatLabels(labels)} ${value}\n`,
  );
  return `# HELP ${name} ${escape(help)}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function formatLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${escape(value).replaceAll('"', '\\"')}"`,
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escape(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
