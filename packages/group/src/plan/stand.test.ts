import { describe, expect, test } from "vitest";
import { policy } from "../../test/model-instance.ts";
import type { Desired } from "./desired.ts";
import { explainBlocked, explainStep } from "./explain.ts";
import { fold } from "./fold.ts";
import type { Member } from "./observed.ts";
import { type Plan, planNext } from "./plan-next.ts";
import { type Expectation, type Failures, noProgress, type Progress, type Tombstone } from "./progress.ts";

const now = 1_000_000;
const ofSize = (size: number, given: Partial<Desired["policy"]> = {}): Desired => ({
  slots: { kind: "sized", size },
  hashes: ["new"],
  self: null,
  convergedTo: "old",
  destroying: false,
  policy: { ...policy, ...given },
});

/** One word a slot: the version of its member; `-` for an empty one, and for one beyond the last. */
function plan(desired: Desired, slots: string, given: Partial<Progress> = {}): Plan {
  const members = slots.split(" ").flatMap((hash, number): Member[] => {
    if (hash === "-") return [];
    const slot = { number, token: "aaaaaaaa" };
    const is = { isBootstrap: false, isProtected: false };
    return [{ id: `i-${number}`, logicalId: null, logicalIdTag: null, slot, hash, ...is }];
  });
  const ids = members.map(({ id }) => id);
  const healthySince = new Map(ids.map((id) => [id, now - 60_000]));
  const health = new Map(ids.map((id) => [id, "healthy" as const]));
  return planNext({
    desired,
    observed: { kind: "known", sentAt: now, members, health },
    progress: { ...noProgress, ramp: 8, movedAt: 0, healthySince, ...given },
    now,
  });
}

/** Who is on the way out of slot 1, for an update. */
const victim: Tombstone = {
  isRepeated: false,
  isHealing: false,
  id: "i-1",
  slot: "1",
  reason: "rolling_update",
  sentAt: now,
  deadline: now + 60_000,
  state: "sent",
  endedAt: null,
};

function told({ steps, blocked }: Plan): readonly string[] {
  return [...steps.map(explainStep), ...blocked.map((block) => `(${explainBlocked(block, now)})`)];
}

const created = (slot: number, isFormer = false): string =>
  `create slot ${slot}${isFormer ? " as before the update" : ""}: the slot is empty`;

test("a group has not converged while somebody is outdated, though nothing but its own limits is in the way", () => {
  const { steps, blocked, verdict, status } = plan(ofSize(2, { maxUnavailable: 0 }), "old new");
  expect(steps).toEqual([]);
  expect(blocked).toEqual([{ kind: "no-room", outdated: 1 }]);
  expect(verdict).toBeNull();
  expect(status.phase).toBe("progressing");
  expect(status.reason).toBe(
    "1 outdated instance stays: nobody more may be missing, and nobody can be made first; commit again with other limits of Updating to go on",
  );
});

describe("an update that stands still", () => {
  const careful = ofSize(4, { canary: 1 });

  test.for<{
    readonly name: string;
    readonly desired: Desired;
    readonly slots: string;
    readonly progress?: Partial<Progress>;
    readonly says: readonly string[];
  }>([
    {
      name: "waits behind its canary",
      desired: careful,
      slots: "old - - new",
      says: [
        created(1, true),
        created(2, true),
        "(the update waits behind 1 canary, 3 to go; promote it to go on)",
      ],
    },
    {
      name: "has lost its canary and an outdated member",
      desired: careful,
      slots: "old - old -",
      says: [created(1), created(3, true)],
    },
    {
      name: "may make fewer canaries than are missing",
      desired: ofSize(4, { canary: 2 }),
      slots: "old - - new",
      says: [created(1), created(2, true)],
    },
    {
      name: "is paused with one of its version",
      desired: ofSize(4),
      slots: "old - old -",
      progress: { word: "pause", extent: 1 },
      says: [created(1), created(3, true), "(the update is paused; resume it or commit again to go on)"],
    },
    {
      name: "is paused before it has begun",
      desired: ofSize(2),
      slots: "old -",
      progress: { word: "pause", extent: 0 },
      says: [created(1, true), "(the update is paused; resume it or commit again to go on)"],
    },
    {
      name: "is paused, and was never anything else",
      desired: { ...ofSize(2), convergedTo: null },
      slots: "old -",
      progress: { word: "pause", extent: 0 },
      says: [created(1), "(the update is paused; resume it or commit again to go on)"],
    },
    {
      name: "waits behind canaries that are all there are",
      desired: ofSize(2, { canary: 3 }),
      slots: "new new",
      says: ["(the update waits behind 2 canaries, 0 to go; promote it to go on)"],
    },
    {
      name: "waits for a canary in a group of nobody",
      desired: ofSize(0, { canary: 1 }),
      slots: "-",
      says: ["(the update waits for a word, and has nobody to replace; promote it to go on)"],
    },
    {
      name: "is promoted, and is none any more",
      desired: ofSize(2, { canary: 3 }),
      slots: "new new",
      progress: { isPromoted: true },
      says: [],
    },
    {
      name: "makes a first version, which nobody need promote",
      desired: { ...ofSize(2, { canary: 1 }), convergedTo: null },
      slots: "new new",
      says: [],
    },
  ])("says so when it $name", ({ desired, slots, progress, says }) => {
    expect(told(plan(desired, slots, progress))).toEqual(says);
  });

  test.for([
    { name: "none while it waits behind its canaries", slots: "old old - - new new", told: [] },
    { name: "those that are to come while it goes on", slots: "old old old old", told: ["4", "5"] },
    { name: "one of the size, too", slots: "old - - - new new", told: ["1"] },
  ])("tells of empty slots beyond the size $name", ({ slots, told: empty }) => {
    const surging = ofSize(4, { canary: 2, maxSurge: 2 });
    const { status } = plan(surging, slots);
    expect(status.slots.filter(({ state }) => state === "missing").map(({ slot }) => slot)).toEqual(empty);
  });

  test("takes no more away than its canaries though there are more than are wanted: one may be dead", () => {
    const surging = ofSize(3, { canary: 1, maxSurge: 2 });
    expect(told(plan(surging, "old old old old")).filter((line) => line.startsWith("replace"))).toHaveLength(
      1,
    );
  });

  test("tries again where it failed, and makes others as before", () => {
    const failed: Failures = { count: 4, lastAt: now - 5000, reason: "it ended", retryAt: now + 1000 };
    const progress = {
      updateFailure: { id: null, reason: "it ended" },
      extent: 1,
      failures: new Map([["3", failed]]),
    };
    const before = plan(ofSize(4), "- old old -", progress);
    expect(before.steps.map(explainStep)).toEqual([created(0, true)]);
    const after = plan(ofSize(4), "old old old -", {
      ...progress,
      failures: new Map([["3", { ...failed, retryAt: now }]]),
    });
    expect(after.steps.map(explainStep)).toEqual(["create slot 3: another try after: it ended"]);
  });

  test.for([
    { name: "only where its predecessor was", given: { canary: 1 }, made: ["former", "former"] },
    {
      name: "in any slot if it surges",
      given: { canary: 1, maxSurge: 1 },
      made: ["committed", "former"],
    },
  ] as const)("makes a canary $name", ({ given, made }) => {
    const { steps } = plan(ofSize(4, given), "old old - -", { tombstones: [victim] });
    expect(steps.map((step) => step.kind === "create" && step.version)).toEqual(made);
  });

  test("fills a slot that it has emptied before it was stopped, and none that it was emptying then", () => {
    const { steps } = plan(ofSize(4), "old old old -", {
      word: "pause",
      extent: 1,
      tombstones: [victim],
    });
    expect(steps).toMatchObject([{ kind: "create", slot: "3", version: "committed" }]);
  });

  test("counts whom it is making as before for one of before", () => {
    const expectation: Expectation = {
      token: "bbbbbbbb",
      slot: "1",
      logicalId: null,
      version: "former",
      sentAt: now,
      deadline: now + 60_000,
      state: "sent",
      endedAt: null,
      id: null,
    };
    const { steps } = plan(careful, "old - old -", { expectations: [expectation] });
    expect(steps).toMatchObject([{ kind: "create", slot: "3", version: "committed" }]);
    const made = { ...expectation, version: "committed" } as const;
    const other = plan(careful, "old - old -", { expectations: [made] });
    expect(other.steps).toMatchObject([{ kind: "create", slot: "3", version: "former" }]);
  });
});

describe("an update that is stopped", () => {
  test.for<{
    readonly name: string;
    readonly desired?: Desired;
    readonly slots: string;
    readonly progress: Partial<Progress>;
    readonly verdict: Plan["verdict"];
  }>([
    {
      name: "a word, with a slot that is being filled",
      slots: "old old - new",
      progress: { word: "pause" },
      verdict: { kind: "held", extent: 2 },
    },
    {
      name: "a failure",
      slots: "old old old new",
      progress: { updateFailure: { id: null, reason: "it ended" } },
      verdict: { kind: "held", extent: 1 },
    },
    {
      name: "a word before it has all its canaries",
      desired: ofSize(4, { canary: 1 }),
      slots: "old - - new",
      progress: { word: "abort" },
      verdict: { kind: "held", extent: 1 },
    },
    {
      name: "a word that was heard before",
      slots: "old old old new",
      progress: { word: "pause", extent: 2 },
      verdict: null,
    },
    {
      name: "a word, and there is nothing to go back to",
      desired: { ...ofSize(4), convergedTo: null },
      slots: "old old old new",
      progress: { word: "pause" },
      verdict: null,
    },
  ])("by $name is held where it stands", ({ desired = ofSize(4), slots, progress, verdict }) => {
    expect(plan(desired, slots, progress).verdict).toEqual(verdict);
  });

  test.for([
    { name: "resume", event: { kind: "told", at: now, command: "resume" }, extent: null },
    { name: "promote", event: { kind: "told", at: now, command: "promote" }, extent: 2 },
    { name: "abort", event: { kind: "told", at: now, command: "abort" }, extent: 2 },
    {
      name: "another commit",
      event: { kind: "committed", at: now, isSameVersion: false, isRollback: false },
      extent: null,
    },
    { name: "the end of the update", event: { kind: "converged", at: now }, extent: null },
  ] as const)("keeps to that after $name: $extent", ({ event, extent }) => {
    const paused = fold({ ...noProgress, word: "pause" }, { kind: "held", at: now, extent: 2 }, ofSize(4));
    expect(fold(paused, event, ofSize(4)).extent).toBe(extent);
  });
});
