import { describe, expect, test } from "vitest";
import type { Planner } from "../../test/history.ts";
import { runHistory } from "../../test/model.ts";
import type { Healing, Policy } from "./desired.ts";
import { planNext } from "./plan-next.ts";

/** A history takes some 4 ms. The nightly run has time for more. */
const isNightly = process.env["INFRAKIT_NIGHTLY"] === "1";
const seeds = Array.from({ length: isNightly ? 50_000 : 500 }, (_, seed) => seed);

describe("planNext() in a world of honest faults", () => {
  test("is safe at every step and comes to rest", { timeout: isNightly ? 1_200_000 : 300_000 }, () => {
    const bad = seeds
      .map((seed) => ({ seed, ...runHistory(seed) }))
      .filter(({ violations, unrest }) => violations.length > 0 || unrest !== "")
      .map(({ seed, violations, unrest }) => ({ seed, violations, unrest }));
    expect(bad).toEqual([]);
  });

  test.for([
    { name: "who was to go for its health is refused to, and the next one goes", seed: 41_811 },
    { name: "somebody else has taken the place of one who goes for its health", seed: 44_857 },
    { name: "an update has less room beyond the size as one goes for its health", seed: 101_290 },
    { name: "the canary itself is to be replaced while others are missing", seed: 2448 },
    { name: "the canary itself is to be replaced and nobody may be missing", seed: 5969 },
    { name: "all of a group that becomes something else are to be replaced", seed: 24_056 },
    { name: "nobody knows yet that another is dead as one too many is replaced", seed: 6166 },
    { name: "nobody knows yet that the newest is dead as one too many is replaced", seed: 40_752 },
  ])("is safe when $name", ({ seed }) => {
    expect(runHistory(seed)).toMatchObject({ violations: [], unrest: "" });
  });

  test("meets every kind of step and of fault", { timeout: 300_000 }, () => {
    const histories = seeds.slice(0, 100).map((seed) => runHistory(seed));
    const kinds = (of: "steps" | "faults"): string[] =>
      [...new Set(histories.flatMap((history) => Object.keys(history[of])))].sort();
    expect(kinds("steps")).toEqual(["create", "destroy", "drain-self"]);
    expect(kinds("faults")).toEqual([
      "a creation is refused",
      "a describe answers with an empty list once",
      "a describe fails",
      "a destroy is refused",
      "a flavor does not answer",
      "a new instance is listed late",
      "a save fails",
      "an instance dies",
      "an instance falls ill",
      "an instance is to be replaced",
      "an instance is told to go",
      "an update is converged",
      "an update is failed",
      "an update is rolled back",
      "another spec is committed",
      "the answer to a creation is lost",
      "the answer to a destroy is lost",
      "the controller is killed",
      "the group is destroyed",
      "the observer fails",
      "the operator says abort",
      "the operator says pause",
      "the operator says promote",
      "the operator says resume",
    ]);
  });
});

/** A planner that follows another policy than it should. */
function withPolicy(change: (policy: Policy) => Policy): Planner {
  return (input) => {
    const { desired } = input;
    return planNext({ ...input, desired: { ...desired, policy: change(desired.policy) } });
  };
}

function withHealing(changes: Partial<Healing>): Planner {
  return withPolicy((policy) => ({
    ...policy,
    healing: policy.healing && { ...policy.healing, ...changes },
  }));
}

/** Planners that are wrong on purpose: each must be caught, or the histories prove nothing. */
const wrongPlanners: readonly {
  readonly name: string;
  readonly caught: string;
  readonly planner: Planner;
}[] = [
  {
    name: "forgets creations under way",
    caught: "more instances than were ever wanted",
    planner: (input) => planNext({ ...input, progress: { ...input.progress, expectations: [] } }),
  },
  {
    name: "forgets who is being made for a logical id",
    caught: "two living instances of one logical id",
    planner: (input) => planNext({ ...input, progress: { ...input.progress, expectations: [] } }),
  },
  {
    name: "forgets creations under way when the group is destroyed",
    caught: "an instance comes after its group is gone",
    planner: (input) => planNext({ ...input, progress: { ...input.progress, expectations: [] } }),
  },
  {
    name: "takes instances on their way out for gone",
    caught: "more instances than were ever wanted",
    planner: (input) => {
      if (input.observed.kind === "unknown") return planNext(input);
      const buried = new Set(input.progress.tombstones.map(({ id }) => id));
      const members = input.observed.members.filter(({ id }) => !buried.has(id));
      return planNext({
        ...input,
        observed: { ...input.observed, members },
        progress: { ...input.progress, tombstones: [] },
      });
    },
  },
  {
    name: "takes an unknown list for an empty one",
    caught: "more instances than were ever wanted",
    planner: (input) =>
      input.observed.kind === "known"
        ? planNext(input)
        : planNext({
            ...input,
            observed: { kind: "known", sentAt: input.now, members: [], health: new Map() },
          }),
  },
  {
    name: "believes an empty list at once",
    caught: "more instances than were ever wanted",
    planner: (input) => planNext({ ...input, progress: { ...input.progress, emptySince: null } }),
  },
  {
    name: "does not wait for health",
    caught: "a second replacement while the first is not healthy long enough",
    planner: withPolicy((policy) => ({ ...policy, maxUnavailable: 99 })),
  },
  {
    name: "does not wait long enough for health",
    caught: "a second replacement while the first is not healthy long enough",
    planner: withPolicy((policy) => ({ ...policy, minHealthyMs: 0 })),
  },
  {
    name: "surges further than it may",
    caught: "more instances than were ever wanted",
    planner: withPolicy((policy) => ({ ...policy, maxSurge: policy.maxSurge + 9 })),
  },
  {
    name: "does not wait behind its canaries",
    caught: "an update goes past its canaries",
    planner: withPolicy((policy) => ({ ...policy, canary: 0 })),
  },
  {
    name: "makes whoever is missing from what is committed",
    caught: "an update spreads past its canaries",
    planner: (input) => {
      const plan = planNext(input);
      const steps = plan.steps.map((step) =>
        step.kind === "create" ? { ...step, version: "committed" as const } : step,
      );
      return { ...plan, steps };
    },
  },
  {
    name: "takes whose health it does not know for unhealthy",
    caught: "a healthy instance is replaced for its health",
    planner: (input) => {
      if (input.observed.kind === "unknown") return planNext(input);
      const { members, health } = input.observed;
      const doubtful = members.filter(({ id }) => health.get(id) !== "healthy");
      const unhealthySince = new Map(doubtful.map(({ id }) => [id, 0]));
      return planNext({ ...input, progress: { ...input.progress, unhealthySince } });
    },
  },
  {
    name: "heals all at once",
    caught: "too many are replaced for their health at once",
    planner: withHealing({ maxAtOnce: 99 }),
  },
  {
    name: "believes its observer whatever it says",
    caught: "a group is emptied because its observer fails",
    planner: withHealing({ freezeAbove: null }),
  },
  {
    name: "does not hear an operator",
    caught: "an update goes on although it was told to wait",
    planner: (input) => planNext({ ...input, progress: { ...input.progress, word: "go" } }),
  },
  {
    name: "does not know itself",
    caught: "an update destroys self",
    planner: (input) => planNext({ ...input, desired: { ...input.desired, self: null } }),
  },
  {
    name: "does not know what is protected",
    caught: "a protected instance is destroyed",
    planner: (input) => {
      if (input.observed.kind === "unknown") return planNext(input);
      const members = input.observed.members.map((member) => ({ ...member, isProtected: false }));
      return planNext({ ...input, observed: { ...input.observed, members } });
    },
  },
];

test.for(wrongPlanners)("a planner that $name is caught", { timeout: 300_000 }, ({ planner, caught }) => {
  const seed = seeds.find((candidate) => runHistory(candidate, planner).violations.includes(caught));
  expect(seed).toBeDefined();
});
