import { expect, test } from "vitest";
import type { MetricFamily } from "./metric-family.ts";
import { Counter, Histogram } from "./metric-series.ts";
import { formatMetrics } from "./metrics-text.ts";

const counter: MetricFamily = {
  name: "calls_total",
  type: "counter",
  help: "Calls",
  labels: ["to", "how"],
  buckets: [],
};
const histogram: MetricFamily = {
  name: "seconds",
  type: "histogram",
  help: "Time",
  labels: ["to"],
  buckets: [0.1, 1],
};

test("formatMetrics() writes one line for each combination of label values when a counter has some", () => {
  const calls = new Counter(counter);
  calls.increment(["a", "done"]);
  calls.increment(["b", "done"]);
  calls.increment(["a", "done"]);
  expect(formatMetrics([[counter, calls.measurements]])).toBe(
    [
      "# HELP calls_total Calls",
      "# TYPE calls_total counter",
      'calls_total{to="a",how="done"} 2',
      'calls_total{to="b",how="done"} 1',
      "",
    ].join("\n"),
  );
});

test("formatMetrics() writes cumulative buckets, a sum and a count when it is a histogram", () => {
  const seconds = new Histogram(histogram);
  for (const value of [0.0625, 0.1, 0.5, 4]) seconds.observe(value, ["a"]);
  expect(formatMetrics([[histogram, seconds.measurements]])).toBe(
    [
      "# HELP seconds Time",
      "# TYPE seconds histogram",
      'seconds_bucket{to="a",le="0.1"} 2',
      'seconds_bucket{to="a",le="1"} 3',
      'seconds_bucket{to="a",le="+Inf"} 4',
      'seconds_sum{to="a"} 4.6625',
      'seconds_count{to="a"} 4',
      "",
    ].join("\n"),
  );
});

test.for([
  ["a quote", 'a"b', 'a\\"b'],
  ["a backslash", "a\\b", "a\\\\b"],
  ["a line end", "a\nb", "a\\nb"],
  ["a backslash before an n", "a\\nb", "a\\\\nb"],
] as const)("formatMetrics() escapes the value of a label when it holds %s", ([, value, escaped]) => {
  const family = { ...counter, labels: ["to"] };
  const calls = new Counter(family);
  calls.increment([value]);
  expect(formatMetrics([[family, calls.measurements]])).toContain(`calls_total{to="${escaped}"} 1\n`);
});

test("formatMetrics() names a family when nothing was measured yet", () => {
  expect(formatMetrics([[counter, []]])).toBe("# HELP calls_total Calls\n# TYPE calls_total counter\n");
});
