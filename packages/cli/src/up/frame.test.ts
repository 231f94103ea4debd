import type { GroupStatus } from "@infrakit/infrakit/operator";
import { expect, test } from "vitest";
import { renderFrame, type ShownGroup } from "./frame.ts";

const now = 1_000_000;

const status: GroupStatus = {
  phase: "progressing",
  reason: "create slot 1: the slot is empty",
  commit: "x",
  desired: 2,
  ready: 1,
  slots: [
    { slot: "0", instance: "5f3f100ae06f", state: "healthy" },
    { slot: "1", instance: null, state: "missing" },
  ],
  conditions: [],
  nextLookAt: now + 4000,
};
const web: ShownGroup = { id: "web", status, sinceBySlot: new Map([["0", now - 65_000]]) };

test("renderFrame() shows who is up since when, what is done and why, and when it looks again", () => {
  expect(renderFrame([web], { columns: 80, rows: 24 }, now)).toEqual([
    "web  progressing, 1 of 2 ready, looks again in 4s",
    "  create slot 1: the slot is empty",
    "  SLOT  INSTANCE      STATE    SINCE",
    "  0     5f3f100ae06f  healthy  1m5s",
    "  1     -             missing  0s",
    "",
    "Ctrl-C stops",
  ]);
});

test("renderFrame() cuts lines when the terminal is narrow", () => {
  const lines = renderFrame([web], { columns: 20, rows: 24 }, now);
  expect(lines[0]).toBe("web  progressing, …");
  expect(lines.every((line) => line.length < 20)).toBe(true);
});

test("renderFrame() wraps a reason over lines when it is longer than the terminal is wide", () => {
  const reason =
    'waiting for a list of the instances: Cannot call "Instance.DescribeInstances" at "/tmp/x": refused';
  const lines = renderFrame([{ ...web, status: { ...status, reason } }], { columns: 40, rows: 24 }, now);
  expect(lines.slice(1, 5)).toEqual([
    "  waiting for a list of the instances:",
    "  Cannot call",
    '  "Instance.DescribeInstances" at',
    '  "/tmp/x": refused',
  ]);
});

test.for([1, 2, 3, 5, 8])("renderFrame() has fewer lines than the terminal when that has %i rows", (rows) => {
  expect(renderFrame([web, web], { columns: 80, rows }, now).length).toBeLessThan(Math.max(rows, 2));
});

test("renderFrame() says how many lines are left out when there is no room", () => {
  const lines = renderFrame([web, web], { columns: 80, rows: 5 }, now);
  expect(lines).toHaveLength(4);
  expect(lines[3]).toBe("… 10 more lines; infrakit group describe shows all");
});

test("renderFrame() lets no sequence of a plugin through", () => {
  const reason = "refused: \u001b[2J\nreally";
  const [, line] = renderFrame([{ ...web, status: { ...status, reason } }], { columns: 80, rows: 24 }, now);
  expect(line).toBe("  refused:  [2J really");
});
