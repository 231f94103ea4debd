import type { GroupStatus } from "@infrakit/infrakit/operator";
import { expect, test } from "vitest";
import { leavingWords, standingWords } from "./standing.ts";

const status: GroupStatus = {
  phase: "destroying",
  reason: "2 on the way out",
  commit: "v1",
  desired: 0,
  ready: 0,
  slots: [
    { slot: "0", instance: "i-1", state: "terminating" },
    { slot: "1", instance: null, state: "missing" },
  ],
  conditions: [],
  nextLookAt: null,
};

const call = { plugin: "sim", method: "Instance.Destroy", about: "i-1", tookMs: 9000 };

test("standingWords() names the reason, who is left, and the call that hangs", async () => {
  const plugin = { name: "group", rollout: { status: async () => status }, slowCalls: async () => [call] };
  expect(await standingWords(plugin, "web")).toBe(
    '2 on the way out; left are i-1 of slot 0 (terminating); plugin "sim" has not answered Instance.Destroy of i-1 for 9.0 s',
  );
});

test.for([
  [
    "nothing is known of the group yet",
    [call],
    'plugin "sim" has not answered Instance.Destroy of i-1 for 9.0 s',
  ],
  ["nothing is known at all", [], 'group plugin "group" has not answered'],
] as const)("standingWords() says what it knows when %s", async ([, calls, words]) => {
  const rollout = { status: () => Promise.reject(new Error("Group 'web' is not being watched")) };
  expect(await standingWords({ name: "group", rollout, slowCalls: async () => calls }, "web")).toBe(words);
});

test("standingWords() says how many are ready when nothing is in the way", async () => {
  const converged = { ...status, phase: "converged", reason: "", desired: 3, ready: 2 } as const;
  const plugin = { name: "group", rollout: { status: async () => converged }, slowCalls: async () => [] };
  expect(await standingWords(plugin, "web")).toBe("it is converged, 2 of 3 ready");
});

test.for([
  ["while it is tried again", "1 being created", "1 being created; slot 0 failed: no room"],
  ["once", "create slot 0: slot 0 failed: no room", "create slot 0: slot 0 failed: no room"],
] as const)("standingWords() says what has failed %s", async ([, reason, words]) => {
  const message = "slot 0 failed: no room";
  const degraded = { type: "Degraded", status: "true", reason: "Failures", message, commit: "v1" } as const;
  const tried = { ...status, phase: "progressing", reason, conditions: [degraded] } as const;
  const plugin = { name: "group", rollout: { status: async () => tried }, slowCalls: async () => [] };
  expect(await standingWords(plugin, "web")).toBe(words);
});

test("leavingWords() names the first few when many are left, and none of a group that stays", () => {
  const slots = Array.from({ length: 7 }, (_, at) => {
    return { slot: String(at), instance: `i-${at}`, state: "terminating" as const };
  });
  expect(leavingWords({ ...status, slots })).toMatch(/^left are i-0 of slot 0 .* and 2 more$/);
  expect(leavingWords({ ...status, phase: "progressing" })).toBe("");
});
