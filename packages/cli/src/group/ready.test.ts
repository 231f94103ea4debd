import type { GroupStatus, SlotStatus } from "@infrakit/infrakit/operator";
import { expect, test } from "vitest";
import { formatReady } from "./ready.ts";

function statusOf(states: readonly SlotStatus["state"][]): GroupStatus {
  return {
    phase: "progressing",
    reason: "",
    commit: "",
    desired: 3,
    ready: states.filter((state) => state === "healthy").length,
    slots: states.map((state, slot) => ({ slot: String(slot), instance: null, state })),
    conditions: [],
    nextLookAt: null,
  };
}

test.for<readonly [said: string, states: readonly SlotStatus["state"][]]>([
  ["3 of 3 ready", ["healthy", "healthy", "healthy"]],
  ["1 of 3 ready, 2 outdated", ["outdated", "healthy", "outdated"]],
  ["0 of 3 ready", ["missing", "creating", "unhealthy"]],
])("formatReady() says %j when the slots are %j", ([said, states]) => {
  expect(formatReady(statusOf(states), "ready")).toBe(said);
});

test("formatReady() says that nobody knows when the instances could not be listed", () => {
  const status = statusOf(["unknown", "unknown", "unknown"]);
  const unlisted = {
    type: "Available",
    status: "unknown",
    reason: "NotObserved",
    message: "",
    commit: "",
  } as const;
  expect(formatReady({ ...status, conditions: [unlisted] })).toBe("? of 3");
});
