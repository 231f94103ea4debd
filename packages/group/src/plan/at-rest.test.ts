import { configHashTag, formatSlotTag, type Health, slotTag } from "@infrakit/spi/data";
import { describe, expect, test } from "vitest";
import { defaultControllerPolicy } from "../controller-policy.ts";
import { desiredOf } from "../desired-group.ts";
import { parseGroupProperties } from "../group-properties.ts";
import { memberOf } from "../observe.ts";
import { groupOf, specOf } from "../../test/world.ts";
import { isRepeated, planAgain, withLastSight } from "./at-rest.ts";
import type { Event } from "./event.ts";
import { fold } from "./fold.ts";
import type { Observed } from "./observed.ts";
import { observedAfter } from "./observed-after.ts";
import type { PlanInput } from "./plan-input.ts";
import { planNext } from "./plan-next.ts";
import { noProgress } from "./progress.ts";

const properties = parseGroupProperties(specOf(groupOf({ Size: 2 })).properties);
const desired = desiredOf(properties, defaultControllerPolicy, { converged: properties });
const members = [0, 1].map((number) => {
  const tags = {
    [configHashTag]: desired.hashes[0] ?? "",
    [slotTag]: formatSlotTag({ number, token: "abcdefgh" }),
  };
  return memberOf({ id: `i-${number}`, logicalId: null, tags, properties: null }, () => false);
});

function described(at: number, listed = members): Extract<Event, { kind: "described" }> {
  return { kind: "described", at, sentAt: at, members: listed, jitter: 0 };
}

function healthAnswered(at: number, health: Health): Event {
  return { kind: "health-answered", at, answers: new Map(members.map(({ id }) => [id, health])) };
}

/** What a plan is made from after these events, at the time of the last. */
function after(...events: readonly Event[]): PlanInput {
  let progress = noProgress;
  let observed: Observed = { kind: "unknown", reason: "not asked yet" };
  for (const event of events) {
    progress = fold(progress, event, desired);
    observed = observedAfter(observed, event);
  }
  return { desired, observed, progress, now: events.at(-1)?.at ?? 0 };
}

/** Converged, with members that were first seen at 1 s, and again at 20 s. */
const atRest = after(
  described(1000),
  healthAnswered(1000, "healthy"),
  { kind: "converged", at: 1000 },
  described(20_000),
);

describe("planAgain()", () => {
  test.for([
    { name: "later", next: { ...atRest, now: 25_000 } },
    { name: "with a newer list", next: { ...atRest, observed: { ...atRest.observed, sentAt: 30_000 } } },
  ])("plans as planNext() does at rest, $name", ({ next }) => {
    const plan = planNext(atRest);
    expect(plan.status.phase).toBe("converged");
    const again = planAgain({ input: atRest, plan }, next);
    expect(again).toEqual(planNext(next));
    expect(again.status.slots).toBe(plan.status.slots);
  });

  test("plans as planNext() does when a slot has kept its member for long, after it had lost some in a row", () => {
    const lost = { slot: "0", count: 5, inARow: 3, lastAt: 10_000, instance: "i-9", reason: null };
    const losing = { ...atRest, progress: { ...atRest.progress, losses: new Map([["0", lost]]) } };
    const plan = planNext(losing);
    const next = { ...losing, now: 10_000 + 10 * 60_000 };
    const again = planAgain({ input: losing, plan }, next);
    expect(again.status.conditions).not.toEqual(plan.status.conditions);
    expect(again).toEqual(planNext(next));
  });

  test("plans as planNext() does while nobody can say how the members are", () => {
    const doubtful = after(described(1000), healthAnswered(1000, "unknown"), described(20_000));
    const plan = planNext(doubtful);
    const next = { ...doubtful, now: 25_000 };
    const again = planAgain({ input: doubtful, plan }, next);
    expect(again).toEqual(planNext(next));
    expect(again.status.slots).toBe(plan.status.slots);
  });

  test.for([
    { name: "another health", next: after(described(1000), healthAnswered(1000, "unhealthy")) },
    { name: "other members", next: after(described(1000), described(2000, members.slice(1))) },
    { name: "another size", next: { ...atRest, desired: { ...desired, destroying: true } } },
    { name: "no list", next: after({ kind: "describe-failed", at: 1000, reason: "away" }) },
  ])("plans anew with $name", ({ next }) => {
    const again = planAgain({ input: atRest, plan: planNext(atRest) }, next);
    expect(again).toEqual(planNext(next));
    expect(again.status.phase).not.toBe("converged");
  });

  test("plans anew what was not at rest", () => {
    const input = after(described(1000), healthAnswered(1000, "unhealthy"), described(2000));
    const later = { ...input, now: 60_000 };
    expect(planAgain({ input, plan: planNext(input) }, later)).toEqual(planNext(later));
  });
});

describe("withLastSight()", () => {
  test("says until when members lived that were listed again", () => {
    const observed = { ...atRest.observed, sentAt: 3_600_000 };
    const { seen } = withLastSight({ ...atRest, observed });
    expect(seen.get("i-1")).toMatchObject({ firstAt: 1000, lastAt: 3_600_000 });
  });

  test.for([
    { name: "the last list was folded", known: atRest },
    {
      name: "no list was to be had",
      known: after(described(1000), { kind: "describe-failed", at: 2000, reason: "away" }),
    },
    { name: "the last list was empty", known: after(described(1000), described(20_000, [])) },
  ])("changes nothing when $name", ({ known }) => {
    expect(withLastSight(known)).toBe(known.progress);
  });
});

describe("isRepeated()", () => {
  test("holds for the members that were listed before, when they are of age", () => {
    expect(isRepeated(described(30_000), atRest, desired.policy)).toBe(true);
  });

  test.for([
    { name: "members that are young", known: after(described(1000), described(2000)), list: members },
    { name: "equal members of another list", known: atRest, list: [...members] },
    {
      name: "members of which one was told to go",
      known: after(described(1000), described(20_000), { kind: "told-to-go", at: 20_000, ids: ["i-1"] }),
      list: members,
    },
  ])("does not hold for $name", ({ known, list }) => {
    expect(isRepeated(described(30_000, list), known, desired.policy)).toBe(false);
  });

  test("holds only where folding the list gives the same plan", () => {
    const event = described(30_000);
    const folded = { ...atRest, progress: fold(atRest.progress, event, desired) };
    const observed = { ...atRest.observed, sentAt: 30_000 };
    expect(planNext({ ...atRest, observed, now: 31_000 })).toEqual(
      planNext({ ...folded, observed, now: 31_000 }),
    );
  });
});
