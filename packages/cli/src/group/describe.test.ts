import type { GroupStatus, SlotStatus } from "@infrakit/infrakit/operator";
import { expect, test } from "vitest";
import { slotLines } from "./describe.ts";

const now = 1_795_209_284_094;

const calm: SlotStatus = { slot: "0", instance: "i-1", state: "healthy" };

const restless: SlotStatus = {
  slot: "1",
  instance: "i-6",
  state: "healthy",
  restarts: 4,
  lastLoss: { at: now - 125_000, instance: "i-5", reason: "exited with code 1; see /log/i-5.log" },
};

const status = (changes: Partial<GroupStatus>): GroupStatus => ({
  phase: "converged",
  reason: "",
  commit: "",
  desired: 2,
  ready: 2,
  slots: [calm],
  conditions: [],
  nextLookAt: null,
  ...changes,
});

const rows: readonly {
  readonly name: string;
  readonly given: Partial<GroupStatus>;
  readonly lines: readonly string[];
}[] = [
  {
    name: "has lost nobody",
    given: { restarts: 0 },
    lines: ["SLOT  INSTANCE  STATE    RESTARTS", "0     i-1       healthy  0"],
  },
  {
    name: "has lost some",
    given: { restarts: 4, slots: [calm, restless] },
    lines: [
      "SLOT  INSTANCE  STATE    RESTARTS      LAST LOST",
      "0     i-1       healthy  0",
      "1     i-6       healthy  4 (2m5s ago)  i-5 exited with code 1; see /log/i-5.log",
    ],
  },
  {
    name: "is kept by a peer that does not count",
    given: { slots: [calm, { slot: "1", instance: null, state: "missing" }] },
    lines: ["SLOT  INSTANCE  STATE", "0     i-1       healthy", "1     -         missing"],
  },
];

test.for(rows)("slotLines() tells the restarts of a group that $name", ({ given, lines }) => {
  expect(slotLines(status(given), now)).toEqual(lines);
});

test("slotLines() lets no sequence of a plugin through", () => {
  const lastLoss = { at: now, instance: "i\u001b[2J", reason: "said\nnothing" };
  expect(slotLines(status({ restarts: 1, slots: [{ ...calm, restarts: 1, lastLoss }] }), now)[1]).toBe(
    "0     i-1       healthy  1 (0s ago)  i [2J said nothing",
  );
});
