import { expect, test } from "vitest";
import { compareVersions } from "./kind.ts";

test.for<readonly [a: string, b: string, sign: number]>([
  ["0.6.1", "0.6.1", 0],
  ["0.5.0", "0.6.1", -1],
  ["0.6.10", "0.6.9", 1],
  ["1.0.0", "0.9.9", 1],
])("compareVersions() orders by numbers when given %s and %s", ([a, b, sign]) => {
  expect(Math.sign(compareVersions(a, b))).toBe(sign);
});
