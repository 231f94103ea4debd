import { expect, test } from "vitest";
import { policy } from "../../test/model-instance.ts";
import type { Desired } from "./desired.ts";
import { explainBlocked, explainPlan, explainStep } from "./explain.ts";
import type { Member, Observed } from "./observed.ts";
import { planCommit } from "./plan-commit.ts";
import { planNext } from "./plan-next.ts";
import { noProgress, type Progress } from "./progress.ts";

const now = 1_000_000;
const member = (number: number, hash: string, given: Partial<Member> = {}): Member => ({
  id: `i-${number}`,
  logicalId: null,
  logicalIdTag: null,
  slot: { number, token: "aaaaaaaa" },
  hash,
  isBootstrap: false,
  isProtected: false,
  ...given,
});
const known = (members: readonly Member[], unhealthy: readonly string[] = []): Observed => ({
  kind: "known",
  sentAt: now,
  members,
  health: new Map(members.map(({ id }) => [id, unhealthy.includes(id) ? "unhealthy" : "healthy"])),
});
const sized = (size: number, given: Partial<Desired> = {}): Desired => ({
  slots: { kind: "sized", size },
  hashes: ["new", "older-encoding"],
  self: null,
  convergedTo: null,
  destroying: false,
  policy,
  ...given,
});
const healthyFor = (milliseconds: number, ids: readonly string[]): Progress => ({
  ...noProgress,
  ramp: 8,
  healthySince: new Map(ids.map((id) => [id, now - milliseconds])),
});

/** What a plan says, line by line: the text that people read in logs and status. */
function told(desired: Desired, observed: Observed, progress: Progress = noProgress): readonly string[] {
  const plan = planNext({ desired, observed, progress, now });
  return [...plan.steps.map(explainStep), ...plan.blocked.map((block) => `(${explainBlocked(block, now)})`)];
}

test("an empty group of three begins with one instance", () => {
  expect(told(sized(3), known([]))).toEqual(["create slot 0: the slot is empty"]);
});

test("a group that is as it should be says nothing", () => {
  expect(told(sized(2), known([member(0, "new"), member(1, "older-encoding")]))).toEqual([]);
});

test("gaps in the numbers are no reason to replace anything", () => {
  expect(told(sized(2), known([member(3, "new"), member(7, "new")]))).toEqual([]);
});

test("a smaller size takes unhealthy ones, then outdated ones, then the highest slot", () => {
  const members = [member(0, "new"), member(1, "old"), member(2, "new"), member(3, "new")];
  expect(told(sized(1, { hashes: ["new"] }), known(members, ["i-2"])).toSorted()).toEqual([
    "destroy i-1 in slot 1: the group has 4 of 1",
    "destroy i-2 in slot 2: the group has 4 of 1",
    "destroy i-3 in slot 3: the group has 4 of 1",
  ]);
});

test("an update takes the unhealthy outdated one first", () => {
  const members = [member(0, "old"), member(1, "old"), member(2, "old")];
  expect(told(sized(3), known(members, ["i-0"]))).toEqual([
    "replace i-0 in slot 0: its properties are outdated",
  ]);
});

test("an update waits for the successor to be healthy", () => {
  const members = [member(0, "old"), member(1, "new")];
  expect(told(sized(2), known(members, ["i-1"]))).toEqual(["(waiting for i-1 in slot 1 to be healthy)"]);
});

test("an update waits until the successor has been healthy for long enough", () => {
  const members = [member(0, "old"), member(1, "new")];
  expect(told(sized(2), known(members), healthyFor(500, ["i-1"]))).toEqual([
    "(i-1 in slot 1 is healthy and must stay so for 1.5 s more)",
  ]);
  expect(told(sized(2), known(members), healthyFor(2000, ["i-1"]))).toEqual([
    "replace i-0 in slot 0: its properties are outdated",
  ]);
});

test("an update with surge makes a new one before an old one goes", () => {
  const surging = sized(2, { policy: { ...policy, maxSurge: 1, maxUnavailable: 0 } });
  const old = [member(0, "old"), member(1, "old")];
  expect(told(surging, known(old))).toEqual(["create slot 2: the slot is empty"]);
  expect(told(surging, known([...old, member(2, "new")]), healthyFor(2000, ["i-2"]))).toEqual([
    "replace i-1 in slot 1: its properties are outdated",
  ]);
});

test("an update is not over while one who may not go is outdated, though no capacity may be lost", () => {
  const surging = sized(2, { policy: { ...policy, maxSurge: 1, maxUnavailable: 0 } });
  const members = [member(0, "new"), member(1, "old", { isProtected: true })];
  expect(told(surging, known(members), healthyFor(2000, ["i-0"]))).toEqual(["(i-1 is protected and stays)"]);
});

test.for([
  {
    name: "paused",
    progress: { word: "pause" },
    says: "the update is paused; resume it or commit again to go on",
  },
  { name: "aborted", progress: { word: "abort" }, says: "the update was aborted; commit again to go on" },
  {
    name: "given up",
    progress: { updateFailure: { id: null, reason: "nothing was replaced within 30 s" } },
    says: "the update failed and replaces nobody more: nothing was replaced within 30 s; resume it or commit again to go on",
  },
] as const)("an update that is $name says so", ({ progress, says }) => {
  expect(told(sized(1), known([member(0, "old")]), { ...noProgress, ...progress })).toEqual([`(${says})`]);
});

test("an update waits behind its canaries", () => {
  const careful = sized(3, { policy: { ...policy, canary: 1 } });
  const members = [member(0, "old"), member(1, "old"), member(2, "new")];
  expect(told(careful, known(members), healthyFor(2000, ["i-2"]))).toEqual([
    "(the update waits behind 1 canary, 2 to go; promote it to go on)",
  ]);
});

test("one that is unhealthy for long enough goes, unless too many are", () => {
  const members = [member(0, "new"), member(1, "new"), member(2, "new"), member(3, "new")];
  const ill = (...ids: readonly string[]): Progress => ({
    ...healthyFor(
      60_000,
      members.map(({ id }) => id).filter((id) => !ids.includes(id)),
    ),
    unhealthySince: new Map(ids.map((id) => [id, now - 30_000])),
    seen: new Map(members.map(({ id }) => [id, { firstAt: now - 60_000, lastAt: now, slot: id }])),
  });
  expect(told(sized(4), known(members), ill("i-1"))).toEqual([
    "destroy i-1 in slot 1: it has been unhealthy for 30 s",
  ]);
  expect(told(sized(4), known(members), ill("i-1", "i-2"))).toEqual([
    "destroy i-1 in slot 1: it has been unhealthy for 30 s",
    "(i-2 in slot 2 is unhealthy and is replaced when others have their successors)",
  ]);
  expect(told(sized(4), known(members), ill("i-0", "i-1", "i-2"))).toEqual([
    "(3 instances are not known to be healthy: none is replaced for its health, the observer is suspected; if they really are ill, say replace)",
  ]);
});

test.for([
  { name: "fell ill one after the other, and one is healthy", healthy: ["i-3"], gap: 60_000, frozen: false },
  { name: "fell ill at about the same time", healthy: ["i-3"], gap: 9000, frozen: true },
  { name: "fell ill one after the other, and nobody is healthy", healthy: [], gap: 60_000, frozen: true },
])("most are suspected of nothing but illness unless they $name: $frozen", ({ healthy, gap, frozen }) => {
  const members = [member(0, "new"), member(1, "new"), member(2, "new"), member(3, "new")];
  const ill = members.map(({ id }) => id).filter((id) => !healthy.includes(id));
  const since = new Map(ill.map((id, index) => [id, now - 300_000 + index * gap]));
  const progress: Progress = {
    ...healthyFor(600_000, healthy),
    unhealthySince: since,
    doubtedSince: since,
    seen: new Map(members.map(({ id }) => [id, { firstAt: now - 600_000, lastAt: now, slot: id }])),
  };
  const [first] = told(sized(4), known(members), progress);
  expect(first).toBe(
    frozen
      ? `(${ill.length} instances are not known to be healthy: none is replaced for its health, the observer is suspected; if they really are ill, say replace)`
      : "destroy i-0 in slot 0: it has been unhealthy for 300 s",
  );
});

test("an empty slot of an update is no room to heal a second one", () => {
  const members = [member(0, "old"), member(1, "new"), member(2, "new"), member(3, "new")];
  const ids = members.map(({ id }) => id);
  const sentAt = now - 1000;
  const gone = {
    id: "i-2",
    slot: "2",
    reason: "terminate",
    isRepeated: false,
    isHealing: true,
    sentAt,
    deadline: now + 60_000,
  } as const;
  const progress: Progress = {
    ...healthyFor(60_000, ["i-0", "i-3"]),
    unhealthySince: new Map([["i-1", now - 30_000]]),
    seen: new Map(ids.map((id) => [id, { firstAt: now - 60_000, lastAt: now, slot: id }])),
    tombstones: [{ ...gone, state: "sent", endedAt: null }],
  };
  const surging = sized(3, { policy: { ...policy, maxSurge: 1 } });
  expect(told(surging, known(members), progress)).toContain(
    "(i-1 in slot 1 is unhealthy and is replaced when others have their successors)",
  );
});

test("a list that could not be had stops everything", () => {
  expect(told(sized(3), { kind: "unknown", reason: "plugin not found:process" })).toEqual([
    "(waiting for a list of the instances: plugin not found:process)",
  ]);
});

test("a list that is suddenly empty is asked for again", () => {
  expect(told(sized(3), known([]), { ...noProgress, emptySince: now })).toEqual([
    "(no instance is listed any more: asking once more before that is believed)",
  ]);
});

test.for<readonly [name: string, seen: readonly string[], words: string]>([
  ["is listed", ["i-0", "i-1"], "(2 on the way out)"],
  ["is listed in part", ["i-0"], "(1 on the way out, 1 not listed any more, the end not yet confirmed)"],
  ["is not listed any more", [], "(2 not listed any more, the end not yet confirmed)"],
])("who was told to go and %s is told so", ([, seen, words]) => {
  const sentAt = now - 1000;
  const tombstone = { slot: "0", reason: "terminate", isRepeated: false, isHealing: false, sentAt } as const;
  const sent = { ...tombstone, deadline: now + 60_000, state: "sent", endedAt: null } as const;
  const progress: Progress = {
    ...noProgress,
    seen: new Map(seen.map((id) => [id, { firstAt: sentAt, lastAt: sentAt, slot: "0" }])),
    tombstones: [
      { ...sent, id: "i-0" },
      { ...sent, id: "i-1" },
    ],
  };
  expect(told(sized(0), known([]), progress)).toEqual([words]);
});

test("a slot that failed again and again is tried later", () => {
  const failures = new Map([["0", { count: 3, lastAt: now, reason: "quota exceeded", retryAt: now + 1000 }]]);
  expect(told(sized(1), known([]), { ...noProgress, failures })).toEqual([
    "(slot 0 failed 3 times in a row, next try in 1 s: quota exceeded)",
  ]);
});

test("instances of logical ids: the missing one is made, the stranger and the twin go", () => {
  const named = sized(0, { slots: { kind: "named", logicalIds: ["a", "b"] } });
  const members = [
    member(0, "new", { id: "i-1", logicalId: "a" }),
    member(0, "new", { id: "i-2", logicalId: "a", slot: null }),
    member(1, "new", { id: "i-3", logicalId: "z" }),
  ];
  expect(told(named, known(members))).toEqual([
    "destroy i-3 in slot z: its logical id is not in the group",
    'destroy i-2 in slot a: "a" has another instance',
    "create slot b: the slot is empty",
  ]);
});

test("explainPlan() tells what a commit does, slot by slot", () => {
  const plan = planCommit(sized(3), known([member(0, "new"), member(1, "old")]), noProgress);
  expect(explainPlan(plan)).toEqual([
    "replace slot 1 (i-1): its properties are outdated",
    "create slot 2: the slot is empty",
    "1 unchanged",
  ]);
});

test("explainPlan() says why an instance stays of which one might think that it is replaced", () => {
  const self = member(0, "old", { logicalId: "me", logicalIdTag: "me" });
  const plan = planCommit(sized(2, { self: "me" }), known([self, member(1, "new")]), noProgress);
  expect(explainPlan(plan)).toEqual([
    "keep slot 0 (i-0): this controller runs on it: it is drained only",
    "1 unchanged",
  ]);
});
