import type { GroupStatus, SlotStatus } from "@infrakit/infrakit/operator";
import { expect, test } from "vitest";
import { shownGroup } from "./live-view.ts";

const status = (...slots: readonly SlotStatus[]): GroupStatus => {
  return {
    phase: "converged",
    reason: "",
    commit: "",
    desired: 1,
    ready: 1,
    slots,
    conditions: [],
    nextLookAt: null,
  };
};

test("shownGroup() counts from when the instance or the state of a slot has changed", () => {
  const first = shownGroup(
    "web",
    status({ slot: "0", instance: "a", state: "healthy" }, { slot: "1", instance: "b", state: "unknown" }),
    { before: undefined, now: 100 },
  );
  const second = shownGroup(
    "web",
    status({ slot: "0", instance: "a", state: "healthy" }, { slot: "1", instance: "b", state: "healthy" }),
    { before: first, now: 200 },
  );
  expect([...second.sinceBySlot]).toEqual([
    ["0", 100],
    ["1", 200],
  ]);
});
