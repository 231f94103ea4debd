import type { GroupStatus, SlotStatus } from "@infrakit/spi/data";
import { expect, test } from "vitest";
import { isNews } from "./status-news.ts";

const lost: SlotStatus = {
  slot: "0",
  instance: "i-2",
  state: "healthy",
  restarts: 1,
  lastLoss: { at: 1, instance: "i-1", reason: "is gone" },
};

const status = (slot: SlotStatus, changes: Partial<GroupStatus> = {}): GroupStatus => ({
  phase: "converged",
  reason: "",
  commit: "c",
  desired: 1,
  ready: 1,
  slots: [slot],
  conditions: [{ type: "Degraded", status: "false", reason: "AsDesired", message: "", commit: "c" }],
  nextLookAt: 1,
  ...changes,
});

test.for<readonly [what: string, after: GroupStatus, isTold: boolean]>([
  ["nothing but the next look has changed", status({ ...lost }, { nextLookAt: 2 }), false],
  ["a slot has another state", status({ ...lost, state: "unhealthy" }), true],
  ["a slot has lost one more", status({ ...lost, restarts: 2 }), true],
  ["why is known now", status({ ...lost, lastLoss: { at: 1, instance: "i-1", reason: "exited" } }), true],
])("isNews() knows whether there is something to tell when %s", ([, after, isTold]) => {
  expect(isNews(status(lost), after)).toBe(isTold);
});
