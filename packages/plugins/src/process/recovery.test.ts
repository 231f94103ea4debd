import { expect, test } from "vitest";
import type { TokenEntry } from "./process-table.ts";
import type { InstanceRecord, ProcessIdentity } from "./record.ts";
import { planRecovery, type Recovery } from "./recovery.ts";

const boot = "this boot";
const noted: ProcessIdentity = { pid: 10, start: 500, boot };
const found: TokenEntry = { pid: 10, group: 10, start: 500, token: "a" };

interface Row {
  readonly name: string;
  readonly process: ProcessIdentity | null;
  readonly processes: readonly TokenEntry[];
  readonly expected: Recovery;
}

const adopted: Recovery = { action: "adopt", id: "a", identity: noted, isNew: false };
const discarded: Recovery = { action: "discard", id: "a" };

test.for<Row>([
  { name: "its process lives", process: noted, processes: [found], expected: adopted },
  {
    name: "its process hides the token",
    process: noted,
    processes: [{ ...found, token: undefined }],
    expected: adopted,
  },
  { name: "its process is gone", process: noted, processes: [], expected: discarded },
  {
    name: "its pid is in new hands",
    process: noted,
    processes: [{ ...found, start: 501, token: undefined }],
    expected: discarded,
  },
  {
    name: "its pid is another instance's",
    process: noted,
    processes: [{ ...found, token: "b" }],
    expected: discarded,
  },
  {
    name: "the machine was started again",
    process: { ...noted, boot: "boot before" },
    processes: [{ ...found, token: undefined }],
    expected: discarded,
  },
  {
    name: "only a descendant lives",
    process: noted,
    processes: [{ ...found, pid: 11 }],
    expected: { action: "end", id: "a" },
  },
  {
    name: "it is an intent and its process was started",
    process: null,
    processes: [
      { pid: 8, group: 8, start: 600, token: "a" },
      { pid: 12, group: 10, start: 400, token: "a" },
      found,
    ],
    expected: { ...adopted, isNew: true },
  },
  { name: "it is an intent and nothing was started", process: null, processes: [], expected: discarded },
  {
    name: "it is an intent and only a descendant lives",
    process: null,
    processes: [{ ...found, pid: 11 }],
    expected: { action: "end", id: "a" },
  },
])("planRecovery() plans $expected.action when $name", ({ process, processes, expected }) => {
  const record: InstanceRecord = { id: "a", logicalId: null, tags: {}, command: "x", startedAt: "", process };
  expect(planRecovery([record], { processes, boot })).toEqual([expected]);
});
