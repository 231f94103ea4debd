import { expect, test } from "vitest";
import { formatAge } from "./age.ts";

test.for([
  [-5, "0s"],
  [59_400, "59s"],
  [60_000, "1m0s"],
  [3_599_000, "59m59s"],
  [7_260_000, "2h1m"],
  [442_800_000, "5d3h"],
] as const)("formatAge() writes %i ms as %s", ([milliseconds, text]) => {
  expect(formatAge(milliseconds)).toBe(text);
});
