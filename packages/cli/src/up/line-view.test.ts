import type { GroupStatus } from "@infrakit/infrakit/operator";
import { expect, test } from "vitest";
import { changeLines } from "./line-view.ts";

const status = (changes: Partial<GroupStatus> = {}): GroupStatus => ({
  phase: "progressing",
  reason: "slot 0 failed 4 times in a row, next try in 1.3 s: no",
  commit: "",
  desired: 1,
  ready: 0,
  slots: [{ slot: "0", instance: null, state: "missing" }],
  conditions: [],
  nextLookAt: 1,
  ...changes,
});

const head = "web: progressing, 0 of 1 ready: slot 0 failed 4 times in a row, next try in 1.3 s: no";

test.for<readonly [why: string, after: GroupStatus | null, lines: readonly string[]]>([
  ["nothing but the next look has changed", status({ nextLookAt: 2 }), []],
  [
    "only a wait became shorter",
    status({ reason: "slot 0 failed 4 times in a row, next try in 0.3 s: no" }),
    [],
  ],
  [
    "a slot has lost its instance",
    status({
      slots: [
        {
          slot: "0",
          instance: null,
          state: "missing",
          restarts: 1,
          lastLoss: { at: 1, instance: "i-1", reason: "exited with code 1; see /log/i-1.log" },
        },
      ],
    }),
    ["web slot 0: i-1 exited with code 1; see /log/i-1.log"],
  ],
  [
    "a slot has changed",
    status({ slots: [{ slot: "0", instance: "i-1", state: "creating" }] }),
    ["web slot 0: creating i-1"],
  ],
  [
    "two are in a slot",
    status({
      slots: [
        { slot: "0", instance: "i-2", state: "creating" },
        { slot: "0", instance: "i-1", state: "terminating" },
      ],
    }),
    ["web slot 0: creating i-2, terminating i-1"],
  ],
  ["a slot is gone", status({ slots: [] }), ["web slot 0: gone"]],
  [
    "the phase has changed",
    status({ phase: "converged", reason: "", ready: 1 }),
    ["web: converged, 1 of 1 ready"],
  ],
  ["the group is gone", null, ["web: gone"]],
])("changeLines() says what is new when %s", ([, after, lines]) => {
  expect(changeLines("web", status(), after)).toEqual(lines);
});

test("changeLines() says everything when the group is new", () => {
  expect(changeLines("web", undefined, status())).toEqual(["web slot 0: missing", head]);
});

test("changeLines() does not say that a slot is gone when nothing was known of it", () => {
  const unknown = status({
    slots: [
      { slot: "0", instance: null, state: "unknown" },
      { slot: "1", instance: "i-1", state: "unknown" },
    ],
  });
  const after = status({ slots: [] });
  expect(changeLines("web", unknown, after)).toEqual(["web slot 1: gone"]);
});

test("changeLines() says nothing of slots of which nothing is known yet", () => {
  const slots = [{ slot: "0", instance: null, state: "unknown" }] as const;
  expect(changeLines("web", undefined, status({ slots }))).toEqual([head]);
});
