import type { GroupStatus, SlotStatus } from "@infrakit/infrakit/operator";
import { expect, test } from "vitest";
import { conditionLines, hintLines, slotLines } from "./describe.ts";

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

const away =
  'Cannot call "Instance.DescribeInstances" at "/p/i": nobody listens there; is the plugin running?';

test("conditionLines() leaves out what is told beside them or in a row above", () => {
  const condition = { reason: "NotObserved", commit: "v1" };
  const conditions: GroupStatus["conditions"] = [
    { ...condition, type: "Available", status: "unknown", message: `waiting for a list: ${away}` },
    { ...condition, type: "Progressing", status: "true", message: "3 of 4 are healthy" },
    { ...condition, type: "Degraded", status: "true", message: "3 of 4 are healthy" },
  ];
  expect(conditionLines({ conditions }, [`waiting for a list: ${away}`])).toEqual([
    "",
    "CONDITION    STATUS   REASON       MESSAGE",
    "Available    unknown  NotObserved",
    "Progressing  true     NotObserved  3 of 4 are healthy",
    "Degraded     true     NotObserved",
  ]);
  expect(conditionLines({ conditions }, []).join()).toContain(away);
});

test.for<readonly [name: string, reason: string, lines: readonly string[]]>([
  [
    "a plugin that does not listen",
    `waiting for a list of the instances: ${away}`,
    ["hint: infrakit plugin ls shows who answers; start the plugin again"],
  ],
  ["a plugin that refuses", "slot 0 failed 3 times in a row: quota exceeded", []],
  ["nothing", "", []],
])("hintLines() says what to do about %s", ([, reason, lines]) => {
  expect(hintLines(reason)).toEqual(lines);
});
