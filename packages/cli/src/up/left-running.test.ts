import type { GroupStatus } from "@infrakit/infrakit/operator";
import { expect, test } from "vitest";
import { type LeftGroup, leftRunningLines } from "./left-running.ts";

const group = (id: string, changes: Partial<GroupStatus>): LeftGroup => {
  const status = {
    phase: "converged",
    reason: "",
    commit: "",
    desired: 1,
    ready: 1,
    slots: [],
    conditions: [],
    nextLookAt: null,
  } as const;
  return { id, status: { ...status, ...changes } };
};
const up = (...ids: readonly string[]): GroupStatus["slots"] =>
  ids.map((instance, slot) => ({ slot: String(slot), instance, state: "healthy" }));

const ours = { ids: ["web"], paths: ["web.yaml"] };

test("leftRunningLines() names the instances, and the commands to go on with", () => {
  expect(leftRunningLines([group("web", { slots: up("a", "b") }), group("empty", {})], ours)).toEqual([
    "Stopped. These instances are left as they are:",
    "  web: 2 (a, b)",
    "To keep them alive again: infrakit up web.yaml",
    "To remove them:           infrakit up web.yaml --destroy",
  ]);
});

test.for<readonly [why: string, left: LeftGroup, words: string]>([
  ["there are many", group("db", { slots: up("1", "2", "3", "4", "5", "6") }), "  db: 6 (1, 2, 3, 4, 5, …)"],
  ["nobody knows", group("db", { phase: "waiting" }), "  db: it is not known which"],
  [
    "one was being made",
    group("db", { slots: [...up("1"), { slot: "1", instance: null, state: "creating" }] }),
    "  db: 1 (1), and 1 that were being made",
  ],
])("leftRunningLines() counts, and names no file for groups of others, when %s", ([, left, words]) => {
  expect(leftRunningLines([left], ours)).toEqual([
    "Stopped. These instances are left as they are:",
    words,
    "To remove another:        infrakit group destroy ID, while infrakit up runs",
  ]);
});

test("leftRunningLines() tells those that were told to go from the others when a group is being destroyed", () => {
  const going = group("web", { phase: "destroying", slots: up("a") });
  expect(leftRunningLines([going, group("db", { slots: up("b") })], ours)).toEqual([
    "Stopped. These instances were told to go; the next infrakit up goes on with that:",
    "  web: 1 (a)",
    "Stopped. These instances are left as they are:",
    "  db: 1 (b)",
    "To remove web:            infrakit up web.yaml --destroy",
    "To remove another:        infrakit group destroy ID, while infrakit up runs",
  ]);
});

test("leftRunningLines() promises to remove no more than the groups of the specs", () => {
  expect(leftRunningLines([group("web", { slots: up("a") }), group("db", { slots: up("b") })], ours)).toEqual(
    [
      "Stopped. These instances are left as they are:",
      "  web: 1 (a)",
      "  db: 1 (b)",
      "To keep them alive again: infrakit up web.yaml",
      "To remove web:            infrakit up web.yaml --destroy",
      "To remove another:        infrakit group destroy ID, while infrakit up runs",
    ],
  );
});

test.for<readonly [why: string, groups: readonly LeftGroup[], words: string]>([
  ["groups are empty", [group("web", {})], "Stopped. No instance is left of what is kept."],
  [
    "all were freed or destroyed",
    [],
    "Stopped. No group is kept any more; instances that were freed are left alone.",
  ],
])("leftRunningLines() says so when nothing is left since %s", ([, groups, words]) => {
  expect(leftRunningLines(groups, ours)).toEqual([words]);
});
