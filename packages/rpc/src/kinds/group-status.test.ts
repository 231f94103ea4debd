import { decodeJson } from "@infrakit/spi/document";
import { expect, test } from "vitest";
import { groupPlan, groupStatus } from "./group-status.ts";

test("groupStatus reads what it can when a newer peer says words that nobody knows yet", () => {
  const text =
    '{"Phase":"migrating","Reason":"moving","Commit":"c","Desired":1,"Ready":0,"Slots":[{"Slot":"0","Instance":"i","State":"frozen"}],"Conditions":[{"Type":"Loved","Status":"maybe","Reason":"New","Message":"","Commit":"c"}],"NextLookAt":null}';
  expect(decodeJson(text, groupStatus)).toEqual({
    phase: "waiting",
    reason: "moving",
    commit: "c",
    desired: 1,
    ready: 0,
    slots: [{ slot: "0", instance: "i", state: "unknown" }],
    conditions: [{ type: "Loved", status: "unknown", reason: "New", message: "", commit: "c" }],
    nextLookAt: null,
  });
});

test("groupStatus has no conditions when an older peer tells none", () => {
  const text =
    '{"Phase":"converged","Reason":"","Commit":"c","Desired":0,"Ready":0,"Slots":[],"NextLookAt":null}';
  expect(decodeJson(text, groupStatus).conditions).toEqual([]);
});

test("groupPlan keeps the reason when a newer peer would do something that nobody knows yet", () => {
  const text = '{"Slots":[{"Slot":"0","Instance":"i","Action":"freeze","Because":"it is cold"}]}';
  expect(decodeJson(text, groupPlan)).toEqual({
    slots: [{ slot: "0", instance: "i", action: "none", because: "it is cold" }],
  });
});
