import { expect, test } from "vitest";
import { reconnectWait } from "./reconnect.ts";

test.for([
  [1, 1, 500],
  [1, 0, 250],
  [3, 1, 2000],
  [50, 1, 15_000],
  [5000, 0, 7500],
] as const)(
  "reconnectWait() is longer the more often it failed: %d times, random %d, %d ms",
  ([failures, random, wait]) => {
    expect(reconnectWait(failures, random)).toBe(wait);
  },
);
