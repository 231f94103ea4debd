import { expect, test } from "vitest";
import { DecodeError } from "./decode-error.ts";

test("under() names the part from the root when it passes names and indices", () => {
  const error = new DecodeError("expected a string, found a number")
    .under(2)
    .under("LogicalIDs")
    .under("Allocation");
  expect(error.path).toBe("Allocation.LogicalIDs[2]");
  expect(error.message).toBe("Allocation.LogicalIDs[2]: expected a string, found a number");
  expect(error.under(0).path).toBe("[0].Allocation.LogicalIDs[2]");
});

test("under() keeps the cause when there is one", () => {
  const cause = new Error("why");
  expect(new DecodeError("no", { cause }).under("a").cause).toBe(cause);
});
