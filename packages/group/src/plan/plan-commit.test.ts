import type { GroupPlan } from "@infrakit/spi/data";
import { describe, expect, test } from "vitest";
import { policy } from "../../test/model-instance.ts";
import { seededRandom } from "@infrakit/testing";
import type { Desired, Policy } from "./desired.ts";
import type { Event } from "./event.ts";
import { fold } from "./fold.ts";
import type { Member, Observed } from "./observed.ts";
import { planCommit } from "./plan-commit.ts";
import { planNext } from "./plan-next.ts";
import { noProgress, type Progress } from "./progress.ts";
import type { Step } from "./step.ts";

/** What became of the instances until nothing more was done. */
interface Outcome {
  readonly made: number;
  readonly ended: readonly string[];
  readonly adopted: readonly string[];
}

/** A world in which nothing interferes: every step works at once, and everybody is healthy. */
function apply(desired: Desired, before: readonly Member[], given: Progress = noProgress): Outcome {
  let progress = given;
  let now = 1_000_000;
  let members = [...before];
  const made: string[] = [];
  const ended: string[] = [];
  const adopted: string[] = [];
  const hear = (event: Event): void => void (progress = fold(progress, event, desired));
  const carryOut = (step: Step, token: string | null): string => {
    if (step.kind === "create") {
      const id = `new-${made.length}`;
      made.push(id);
      const slot = { number: step.number, token: token ?? "" };
      members = [
        ...members,
        {
          ...blank,
          id,
          slot,
          hash: "new",
          logicalId: step.logicalId,
          logicalIdTag: step.logicalId,
        },
      ];
      return id;
    }
    if (step.kind === "destroy") {
      ended.push(step.id);
      members = members.filter(({ id }) => id !== step.id);
    }
    if (step.kind === "adopt") {
      adopted.push(step.id);
      members = members.map((member) =>
        member.id === step.id ? { ...member, isBootstrap: false, hash: "new" } : member,
      );
    }
    return step.id;
  };
  for (let round = 0; round < 200; round++) {
    now += 20_000;
    const health = new Map(members.map(({ id }) => [id, "healthy"] as const));
    const observed: Observed = { kind: "known", sentAt: now, members, health };
    hear({ kind: "described", at: now, sentAt: now, members, jitter: 0 });
    hear({ kind: "health-answered", at: now, answers: health });
    now += desired.policy.minHealthyMs;
    const { steps, status } = planNext({ desired, observed, progress, now });
    for (const [index, step] of steps.entries()) {
      const token = step.kind === "create" ? `t${round}-${index}` : null;
      hear({ kind: "step-sent", at: now, step, token });
      const id = carryOut(step, token);
      hear({ kind: "step-ended", at: now, step, token, outcome: { kind: "done", id }, jitter: 0 });
    }
    if (status.phase !== "converged") continue;
    // Whoever is adopted in a slot that only the update has goes with it.
    const staying = adopted.filter((id) => !ended.includes(id));
    return { made: made.length, ended: ended.sort(), adopted: staying.sort() };
  }
  throw new Error("the group does not converge");
}

const blank = {
  logicalId: null,
  logicalIdTag: null,
  slot: null,
  hash: "new",
  isBootstrap: false,
  isProtected: false,
} as const;

function outcomeOfPlan({ slots }: GroupPlan): Outcome {
  const idsOf = (...actions: readonly string[]): readonly string[] =>
    slots
      .flatMap(({ action, instance }) => (actions.includes(action) && instance !== null ? [instance] : []))
      .sort();
  const made = slots.filter(({ action }) => action === "create" || action === "replace").length;
  return { made, ended: idsOf("destroy", "replace"), adopted: idsOf("adopt") };
}

interface Drawn {
  readonly desired: Desired;
  readonly members: readonly Member[];
  readonly progress: Progress;
}

function draw(seed: number): Drawn {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const names = ["a", "b", "c", "d"];
  const isNamed = random() < 0.3;
  const members = Array.from({ length: below(7) }, (_, index): Member => {
    const logicalId = isNamed ? (names[below(4)] ?? null) : null;
    const slot = random() < 0.2 ? null : { number: below(8), token: `old-${index}` };
    const isBootstrap = random() < 0.1;
    const hash = isBootstrap ? "bootstrap" : random() < 0.5 ? "old" : "new";
    return { ...blank, id: `i-${index}`, logicalId, logicalIdTag: logicalId, slot, hash, isBootstrap };
  });
  const maxSurge = isNamed ? 0 : below(3);
  const drawn: Policy = {
    ...policy,
    healing: null,
    keepFailed: 2,
    maxSurge,
    maxUnavailable: maxSurge > 0 ? below(3) : 1 + below(3),
    maxParallel: below(3),
  };
  const kept = isNamed ? [] : members.filter(() => random() < 0.1).map(({ id }) => id);
  const desired: Desired = {
    slots: isNamed
      ? { kind: "named", logicalIds: names.slice(0, 1 + below(3)) }
      : { kind: "sized", size: below(7) },
    hashes: ["new", "older-encoding"],
    self: isNamed && random() < 0.3 ? "a" : null,
    convergedTo: null,
    destroying: false,
    policy: drawn,
  };
  return { desired, members, progress: { ...noProgress, kept } };
}

const seeds = Array.from({ length: 2000 }, (_, seed) => seed);

function known(members: readonly Member[]): Observed {
  return { kind: "known", sentAt: 0, members, health: new Map() };
}

describe("planCommit()", () => {
  test("says what is done when nothing interferes", () => {
    const wrong = seeds.filter((seed) => {
      const { desired, members, progress } = draw(seed);
      const planned = outcomeOfPlan(planCommit(desired, known(members), progress));
      const event = {
        kind: "committed",
        at: 0,
        isSameVersion: false,
        isRollback: false,
      } as const;
      const done = apply(desired, members, fold(progress, event, desired));
      return JSON.stringify(planned) !== JSON.stringify(done);
    });
    expect(wrong).toEqual([]);
  });

  test("says nothing when the group has come to rest", () => {
    const again = seeds.filter((seed) => {
      const { desired, members } = draw(seed);
      const current = members.filter(({ hash }) => hash === "new");
      const { slots } = planCommit(desired, known(current), noProgress);
      return slots.some(({ action }) => action === "replace");
    });
    expect(again).toEqual([]);
  });

  test("ends and makes as many as the sizes differ by, and replaces nobody, when the size is another", () => {
    const wrong = seeds.filter((seed) => {
      const { desired, members } = draw(seed);
      if (desired.slots.kind === "named") return false;
      const current = members.filter(({ hash }) => hash === "new");
      const { made, ended, adopted } = outcomeOfPlan(planCommit(desired, known(current), noProgress));
      const change = desired.slots.size - current.length;
      const isExact = made === Math.max(0, change) && ended.length === Math.max(0, -change);
      return !isExact || adopted.length > 0;
    });
    expect(wrong).toEqual([]);
  });

  test("replaces nobody whose hash is of an older encoding", () => {
    const { desired } = draw(1);
    const members = [{ ...blank, id: "i-1", hash: "older-encoding" }];
    const sized = { ...desired, slots: { kind: "sized", size: 1 } } as const;
    expect(outcomeOfPlan(planCommit(sized, known(members), noProgress))).toEqual({
      made: 0,
      ended: [],
      adopted: [],
    });
  });
});
