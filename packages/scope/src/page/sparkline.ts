import type { MetricView } from "./metric.ts";

/** Paths of a sparkline: the line, the area below it, and where it ends. */
export interface Sparkline {
  readonly line: string;
  readonly area: string;
  readonly end: { readonly x: number; readonly y: number };
}

/** Space for the line's own width at the edges. */
const margin = 2;

/**
 * Draws samples into a box: time from left to right, from the metric's least value at the bottom to its greatest
 * at the top. One sample alone is a level line.
 */
export function planSparkline(metric: MetricView, width: number, height: number): Sparkline {
  const first = metric.samples[0]?.time ?? 0;
  const span = (metric.samples.at(-1)?.time ?? 0) - first;
  const range = metric.max - metric.min;
  const toY = (value: number): number => {
    const share = range === 0 ? 0.5 : Math.min(1, Math.max(0, (value - metric.min) / range));
    return round(height - margin - share * (height - 2 * margin));
  };
  const toX = (time: number): number => round(margin + ((time - first) / span) * (width - 2 * margin));
  const points = metric.samples.map(({ time, value }) => ({
    x: span === 0 ? width - margin : toX(time),
    y: toY(value),
  }));
  const end = points.at(-1) ?? { x: width - margin, y: toY(metric.last) };
  const all = span === 0 ? [{ x: margin, y: end.y }, end] : points;
  const line = all.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join("");
  return { line, area: `${line}L${end.x} ${height}L${margin} ${height}Z`, end };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
