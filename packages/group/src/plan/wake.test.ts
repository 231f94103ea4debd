import { expect, test } from "vitest";
import { policy } from "../../test/model-instance.ts";
import { noProgress } from "./progress.ts";
import type { Blocked } from "./step.ts";
import { wakeTime } from "./wake.ts";

test("wakeTime() takes the first of as many moments as the largest groups have", () => {
  const blocked = Array.from({ length: 300_000 }, (_, index): Blocked => {
    const until = index === 200_000 ? 2000 : 3000;
    return { kind: "backoff", slot: `${index}`, failures: 3, until, reason: "refused" };
  });
  const slots = { kind: "sized", size: blocked.length } as const;
  const desired = { slots, hashes: ["v1"], self: null, convergedTo: null, destroying: false, policy };
  const observed = { kind: "unknown", reason: "" } as const;
  expect(wakeTime({ desired, observed, progress: noProgress, now: 1000 }, blocked)).toBe(2000);
});
