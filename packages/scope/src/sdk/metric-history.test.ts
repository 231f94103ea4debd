import { expect, test } from "vitest";
import type { Metric, Sample } from "../report/index.ts";
import { extendHistory, scaleOf } from "./metric-history.ts";

function metric(...seconds: readonly (readonly [second: number, value: number])[]): Metric {
  const samples = seconds.map(([second, value]): Sample => ({
    date: `2026-01-01T00:00:0${second}.000Z`,
    value,
  }));
  return { samples, min: 0, max: 0 };
}

test.for([
  { name: "there was nothing before", before: metric(), now: metric([1, 1]), kept: metric([1, 1]) },
  { name: "it is later", before: metric([1, 1]), now: metric([2, 2]), kept: metric([1, 1], [2, 2]) },
  { name: "it is earlier", before: metric([2, 2]), now: metric([1, 1]), kept: metric([1, 1], [2, 2]) },
  { name: "it is of the same time", before: metric([1, 1]), now: metric([1, 9]), kept: metric([1, 9]) },
  {
    name: "there are more than are kept",
    before: metric([1, 1], [2, 2], [3, 3]),
    now: metric([4, 4]),
    kept: metric([2, 2], [3, 3], [4, 4]),
  },
])("extendHistory() keeps the newest in order of time when $name", ({ before, now, kept }) => {
  expect(extendHistory(before.samples, now, 3)).toEqual(kept.samples);
});

test.for([
  { name: "nothing is declared", declared: {}, scale: { min: -2, max: 7 } },
  { name: "it is percent", declared: { format: "percent" }, scale: { min: -2, max: 100 } },
  { name: "both are declared", declared: { min: -5, max: 9 }, scale: { min: -5, max: 9 } },
  { name: "values lie beyond what is declared", declared: { min: 1, max: 5 }, scale: { min: -2, max: 7 } },
] as const)("scaleOf() gives the ends when $name", ({ declared, scale }) => {
  const { samples } = metric([1, 7], [2, -2]);
  expect(scaleOf({ label: "M", ...declared }, samples)).toEqual(scale);
});
