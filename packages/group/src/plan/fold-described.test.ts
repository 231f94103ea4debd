import { expect, test } from "vitest";
import { policy } from "../../test/model-instance.ts";
import { fold } from "./fold.ts";
import type { Member } from "./observed.ts";
import { type Expectation, noProgress, type Progress } from "./progress.ts";

const desired = { slots: { kind: "sized", size: 2 }, policy } as const;

const member = (id: string): Member => ({
  id,
  logicalId: null,
  logicalIdTag: null,
  slot: { number: 0, token: "aaaaaaaa" },
  hash: "new",
  isBootstrap: false,
  isProtected: false,
});

/** What is known after a list that came at a time, and was sent just then. */
function described(progress: Progress, at: number, ...ids: readonly string[]): Progress {
  const members = ids.map(member);
  return fold(progress, { kind: "described", at, sentAt: at, members, jitter: 0 }, desired);
}

test("fold() forgets a failed start of a slot when whoever serves it was there before, and is of age since", () => {
  const both = described(noProgress, 1000, "i-1", "i-2");
  const failed = described(both, 3000, "i-1");
  expect(failed.failures.get("0")?.reason).toBe("instance i-2 was gone 2 s after it was first seen");
  expect(described(failed, 3000 + policy.quickFailureMs - 1, "i-1").failures.has("0")).toBe(true);
  expect(described(failed, 3000 + policy.quickFailureMs, "i-1").failures.has("0")).toBe(false);
});

test("fold() waits for what a predecessor of this process had under way for as long as lists may lag", () => {
  const expectation = {
    token: "bbbbbbbb",
    slot: "1",
    logicalId: null,
    version: "committed",
    sentAt: 0,
    deadline: 1,
    state: "sent",
    endedAt: null,
    id: null,
  } as const;
  const lists = {
    expectations: [expectation],
    tombstones: [],
    leaving: [],
    unlisted: [],
    refusal: null,
    flawed: null,
    kept: [],
    losses: [],
    replacing: [],
  };
  const words = {
    word: "go",
    isPromoted: false,
    isRollback: false,
    takenBack: null,
    updateFailure: null,
    extent: null,
    isUpdating: false,
  } as const;
  const event = {
    kind: "started",
    at: 1000,
    isOver: true,
    listsAtOnce: false,
    isSelfDrained: false,
    ...lists,
    ...words,
  } as const;
  const started = fold(noProgress, event, desired);
  const early = described(started, 1000 + policy.visibleWithinMs - 1, "i-1");
  expect(early.expectations).toHaveLength(1);
  expect(described(early, 1000 + policy.visibleWithinMs, "i-1").expectations).toEqual([]);
});

test.for([
  { name: "its logical id", slot: "a", logicalId: "a", says: 'without the logical id "a"' },
  {
    name: "its logical id, which is a number",
    slot: "1",
    logicalId: "1",
    says: 'without the logical id "1"',
  },
  { name: "its number", slot: "3", logicalId: null, says: 'without the slot "3"' },
])("fold() makes nothing more when what was made is listed without $name", ({ slot, logicalId, says }) => {
  const asked = { token: "aaaaaaaa", slot, logicalId, sentAt: 0, deadline: 9000 };
  const made: Expectation = { ...asked, version: "committed", state: "done", endedAt: 1, id: "i-1" };
  const { refusal, expectations } = described({ ...noProgress, expectations: [made] }, 1000, "i-1");
  expect(refusal).toContain(`its plugin lists i-1 ${says} that it was made with`);
  expect(expectations).toEqual([]);
});
