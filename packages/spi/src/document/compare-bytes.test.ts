import fc from "fast-check";
import { expect, test } from "vitest";
import { compareBytes } from "./compare-bytes.ts";

const strings = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom("a", "B", "é", "\ud7ff", "\ue000", "\uff5e", "😀", "\u{10ffff}") }),
);

test("compareBytes() orders as Buffer.compare() does when strings are well-formed", () => {
  fc.assert(
    fc.property(strings, strings, (a, b) => {
      expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: 1_000 },
  );
});
