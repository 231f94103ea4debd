import { expect, test } from "vitest";
import { formatNumber } from "./format-number.ts";

test.for<readonly [value: number, text: string]>([
  [0, "0"],
  [-0, "-0"],
  [1, "1"],
  [0.1, "0.1"],
  [1e20, "100000000000000000000"],
  [1e21, "1e+21"],
  [123_456_789_012_345_680_000, "123456789012345680000"],
  [1e-6, "0.000001"],
  [1e-7, "1e-7"],
  [1.5e-9, "1.5e-9"],
  [5e-324, "5e-324"],
  [1.797_693_134_862_315_7e308, "1.7976931348623157e+308"],
])("formatNumber() writes as Go does when given %d", ([value, text]) => {
  expect(formatNumber(value)).toBe(text);
});
