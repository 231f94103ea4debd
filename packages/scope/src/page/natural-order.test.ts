import { expect, test } from "vitest";
import { compareNaturally } from "./natural-order.ts";

test("compareNaturally() counts as people do when names end in numbers", () => {
  expect(["web-10", "web-2", "Web-2", "api"].toSorted(compareNaturally)).toEqual([
    "api",
    "web-2",
    "Web-2",
    "web-10",
  ]);
});

test("compareNaturally() is never undecided when two texts differ", () => {
  expect(compareNaturally("e\u0301", "\u00e9")).toBeLessThan(0);
  expect(compareNaturally("a", "a")).toBe(0);
});
