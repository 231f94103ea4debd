import type { GroupStatus, SlotState, SlotStatus } from "@infrakit/spi/data";
import { describe, expect, test } from "vitest";
import { seededRandom } from "@infrakit/testing";
import { groupOf, openWorld } from "../test/world.ts";
import { eventsBetween, type GroupEvent, noMemory, remember } from "./group-events.ts";

/** A status of group "g" from words such as `0 a healthy`; an instance that is `-` is none. */
function status(rest: Partial<GroupStatus>, ...slots: readonly string[]): GroupStatus {
  const parsed = slots.map((words): SlotStatus => {
    const [slot = "", instance = "", state] = words.split(" ");
    return { slot, instance: instance === "-" ? null : instance, state: state as SlotState };
  });
  const ready = parsed.filter(({ state }) => state === "healthy").length;
  const isUpdating = parsed.some(({ state }) => state === "outdated");
  const { commit = "v1" } = rest;
  const updating = {
    type: "Progressing",
    status: "true",
    reason: "Updating",
    message: "why",
    commit,
  } as const;
  const base = {
    phase: "progressing",
    reason: "why",
    commit: "v1",
    conditions: isUpdating ? [updating] : [],
    nextLookAt: null,
  } as const;
  return { ...base, desired: slots.length, ready, slots: parsed, ...rest };
}

/** All that a history tells, in order. */
function tell(history: readonly (GroupStatus | null)[]): readonly GroupEvent[] {
  let memory = noMemory;
  return history.flatMap((next) => {
    const events = eventsBetween("g", memory, next);
    memory = next === null ? noMemory : remember(memory, next);
    return events;
  });
}

const say = ({ type, slot, instance }: GroupEvent): string =>
  slot === null ? type : `${type} ${slot} ${instance ?? ""}`;

/** The last status of each history is what the events of a row come from. */
const rows: readonly (readonly [
  why: string,
  history: readonly (GroupStatus | null)[],
  events: readonly string[],
])[] = [
  ["it is empty", [status({}, "0 - missing")], []],
  ["it has instances when it is first heard of", [status({}, "0 a unknown")], ["found 0 a"]],
  [
    "an instance is made",
    [status({}, "0 - missing"), status({}, "0 - creating"), status({}, "0 a unknown")],
    ["created 0 a"],
  ],
  [
    "an instance is listed in a slot of which nothing was known",
    [status({ phase: "waiting" }, "0 - unknown"), status({}, "0 a unknown")],
    ["found 0 a"],
  ],
  [
    "an instance becomes healthy and unhealthy",
    [status({}, "0 a unknown"), status({}, "0 a healthy"), status({}, "0 a unhealthy")],
    ["unhealthy 0 a"],
  ],
  ["an instance is as it was", [status({}, "0 a healthy"), status({}, "0 a healthy")], []],
  [
    "its plugin does not answer",
    [status({}, "0 a healthy"), status({ phase: "waiting" }, "0 a unknown")],
    [],
  ],
  ["an instance is told to go", [status({}, "0 a healthy"), status({}, "0 a terminating")], ["draining 0 a"]],
  [
    "an instance is gone and another one made",
    [status({}, "0 a terminating"), status({}, "0 - missing"), status({}, "0 b healthy")],
    ["created 0 b", "healthy 0 b"],
  ],
  ["an instance is gone", [status({}, "0 a healthy"), status({}, "0 - missing")], ["destroyed 0 a"]],
  [
    "another commit makes instances outdated",
    [status({}, "0 a healthy"), status({ commit: "v2" }, "0 a outdated")],
    ["update-started"],
  ],
  [
    "an update goes on",
    [
      status({ commit: "v2" }, "0 a outdated", "1 b outdated"),
      status({ commit: "v2" }, "0 a terminating", "1 b outdated"),
    ],
    ["step 0 a", "draining 0 a"],
  ],
  [
    "an update goes on after its plugin was away",
    [
      status({ commit: "v2" }, "0 a outdated"),
      status({ commit: "v2", phase: "waiting" }, "0 a unknown"),
      status({ commit: "v2" }, "0 a outdated"),
    ],
    [],
  ],
  [
    "an outdated instance is gone at once",
    [status({ commit: "v2" }, "0 a outdated"), status({ commit: "v2" }, "0 - missing")],
    ["step 0 a", "destroyed 0 a"],
  ],
  [
    "an update gives way to what it came from",
    [
      status({ phase: "converged" }, "0 a healthy"),
      status({ commit: "v2" }, "0 a outdated"),
      status({ commit: "v1" }, "0 a healthy"),
    ],
    ["rolled-back", "healthy 0 a"],
  ],
  [
    "an update gives way to another one",
    [
      status({ phase: "converged" }, "0 a healthy"),
      status({ commit: "v2" }, "0 a outdated"),
      status({ commit: "v3" }, "0 a outdated"),
    ],
    ["update-started"],
  ],
  ["it converges", [status({}), status({ phase: "converged" })], ["converged"]],
  [
    "it has converged before its plugin was away",
    [status({ phase: "converged" }), status({ phase: "waiting" }), status({ phase: "converged" })],
    [],
  ],
  [
    "it converges to another commit without a change",
    [status({ phase: "converged" }), status({ phase: "converged", commit: "v2" })],
    ["converged"],
  ],
  ["it is paused", [status({}), status({ phase: "paused" })], ["paused"]],
  ["it stalls", [status({}), status({ phase: "stalled" })], ["stalled"]],
  ["it stays stalled", [status({ phase: "stalled" }), status({ phase: "stalled", reason: "else" })], []],
  ["it is kept no longer", [status({}), null], ["gone"]],
];

test.for(rows)("eventsBetween() tells what has happened to a group when %s", ([, history, expected]) => {
  const before = tell(history.slice(0, -1));
  expect(
    tell(history)
      .slice(before.length)
      .map((event) => say(event)),
  ).toEqual(expected);
});

test("eventsBetween() names group, commit, slot and instance, and says it in words, when something has happened", () => {
  const [event] = tell([status({ commit: "v2" }, "3 a terminating")]);
  expect(event).toEqual({
    type: "found",
    group: "g",
    commit: "v2",
    slot: "3",
    instance: "a",
    message: "a in slot 3 was there already",
  });
});

/** What a reader of events knows in the end: the state of each instance, as far as it was told. */
function foldEvents(events: readonly GroupEvent[]): ReadonlyMap<string, string> {
  const instances = new Map<string, string>();
  for (const { type, instance } of events) {
    if (type === "gone") instances.clear();
    if (instance === null || type === "step") continue;
    if (type === "destroyed") instances.delete(instance);
    else instances.set(instance, type === "draining" ? "terminating" : type);
  }
  return instances;
}

test("eventsBetween() tells why an update was taken back when the status says so", () => {
  const message = "the last update failed: 1 of 3 slots failed to start again and again";
  const why = { type: "Progressing", status: "true", reason: "RollingBack", message, commit: "v1" } as const;
  const events = tell([
    status({ phase: "converged" }, "0 a healthy"),
    status({ commit: "v2" }, "0 a outdated"),
    status({ commit: "v1", conditions: [why] }, "0 a unknown"),
  ]);
  expect(events.at(-1)?.message).toBe(`the update to v2 was taken back; ${message}`);
});

/** Where events and status contradict each other. */
function contradictions(events: readonly GroupEvent[], last: GroupStatus | null): readonly string[] {
  const told = foldEvents(events);
  const held = new Map(last?.slots.map(({ instance, state }) => [instance, state]));
  held.delete(null);
  const unknownToReader = [...held.keys()].filter((id) => id !== null && !told.has(id));
  const unknownToStatus = [...told.keys()].filter((id) => !held.has(id));
  const stated = ["healthy", "unhealthy", "terminating"];
  const otherwise = [...held].filter(
    ([id, state]) => id !== null && stated.includes(state) && told.get(id) !== state,
  );
  return [...unknownToReader, ...unknownToStatus, ...otherwise].map(String);
}

const states = ["unknown", "healthy", "unhealthy", "outdated", "terminating"] as const;
const phases = ["progressing", "waiting", "converged", "paused", "stalled", "destroying"] as const;

/** A history in which anything may follow anything. */
function drawHistory(seed: number): readonly (GroupStatus | null)[] {
  const random = seededRandom(seed);
  const draw = (below: number): number => Math.floor(random() * below);
  return Array.from({ length: 1 + draw(12) }, () => {
    if (draw(20) === 0) return null;
    const slots = Array.from(
      { length: draw(4) },
      (_, slot) => `${slot} i${slot}${draw(3)} ${states[draw(5)]}`,
    );
    const empty = Array.from({ length: draw(3) }, (_, slot) => `${slot + 4} - missing`);
    return status({ phase: phases[draw(6)] ?? "waiting", commit: `v${draw(3)}` }, ...slots, ...empty);
  });
}

describe("the events of any history", () => {
  const seeds = Array.from({ length: 2000 }, (_, seed) => seed);

  test("eventsBetween() leaves whoever reads all events with the instances of the last status", () => {
    const wrong = seeds.filter((seed) => {
      const history = drawHistory(seed);
      return contradictions(tell(history), history.at(-1) ?? null).length > 0;
    });
    expect(wrong).toEqual([]);
  });

  test.for(["found", "created", "healthy", "unhealthy", "draining", "destroyed"] as const)(
    "contradictions() finds one when no event of type %s is told",
    (missing) => {
      const caught = seeds.some((seed) => {
        const history = drawHistory(seed);
        const events = tell(history).filter(({ type }) => type !== missing);
        return contradictions(events, history.at(-1) ?? null).length > 0;
      });
      expect(caught).toBe(true);
    },
  );
});

test("eventsBetween() follows a real group when it is made, updated, hurt, hidden and destroyed", async () => {
  const history: (GroupStatus | null)[] = [];
  const world = await openWorld({ onStatus: (_, next) => history.push(next) });
  await world.commit(groupOf({ Size: 2 }));
  await world.clock.advance(30_000);
  await world.commit(groupOf({ Size: 2 }, "v2"));
  await world.clock.advance(60_000);
  world.isAbsent = true;
  await world.clock.advance(30_000);
  world.isAbsent = false;
  await world.clock.advance(30_000);
  world.instances.kill([...world.instances.instances.keys()][0] ?? "");
  await world.clock.advance(60_000);
  await world.controller.destroyGroup("g");
  await world.clock.advance(60_000);
  const events = tell(history);
  expect(contradictions(events, history.at(-1) ?? null)).toEqual([]);
  const count = (wanted: GroupEvent["type"]): number => events.filter(({ type }) => type === wanted).length;
  expect({
    found: count("found"),
    created: count("created"),
    destroyed: count("destroyed"),
    updates: count("update-started"),
    steps: count("step"),
  }).toEqual({ found: 0, created: 5, destroyed: 5, updates: 1, steps: 2 });
  expect(events.some(({ type }) => type === "converged")).toBe(true);
  await world.controller.close();
});

test("eventsBetween() tells that an update was rolled back when the controller gives it up", async () => {
  const history: (GroupStatus | null)[] = [];
  const world = await openWorld({ onStatus: (_, next) => history.push(next) });
  await world.commit(groupOf({ Size: 2 }));
  await world.clock.advance(30_000);
  // It looks well when it is committed, and cannot be made.
  let judged = 0;
  world.instances.judge = (properties) =>
    properties?.text.includes("v2") === true && judged++ > 0 ? "broken" : null;
  await world.commit(groupOf({ Size: 2 }, "v2", { OnFailure: "rollback" }));
  await world.clock.advance(300_000);
  const told = tell(history).filter(({ slot }) => slot === null);
  expect(told.map(({ type }) => type)).toEqual(["converged", "update-started", "rolled-back", "converged"]);
  const [first, , , last] = told;
  expect(last?.commit).toBe(first?.commit);
  await world.controller.close();
});

test("eventsBetween() tells of an update, and that it was taken back, though nobody of the version before is left", async () => {
  const history: (GroupStatus | null)[] = [];
  const world = await openWorld({ onStatus: (_, next) => history.push(next) });
  await world.commit(groupOf({ Size: 1 }));
  await world.clock.advance(60_000);
  world.instances.judge = (properties) => (properties?.text.includes('"v1"') === true ? null : "broken");
  world.instances.validate = () => Promise.resolve();
  await world.commit(groupOf({ Size: 1 }, "v2"));
  await world.clock.advance(5000);
  expect(world.instances.instances.size).toBe(0);
  await world.commit(groupOf({ Size: 1 }, "v3"));
  await world.clock.advance(5000);
  await world.controller.rollout.rollback("g");
  await world.clock.advance(60_000);
  const told = tell(history).filter(({ slot }) => slot === null);
  const types = ["converged", "update-started", "stalled", "update-started", "stalled"];
  expect(told.map(({ type }) => type)).toEqual([...types, "rolled-back", "converged"]);
  const [first] = told;
  expect(told.at(-1)?.commit).toBe(first?.commit);
  const goesBack = told.find(({ type }) => type === "rolled-back");
  expect(goesBack?.message).toMatch(/^the update to \S+ was taken back/);
  await world.controller.close();
});

test("eventsBetween() tells of no update in a group that has converged but for the instance that it runs on", async () => {
  const history: (GroupStatus | null)[] = [];
  const world = await openWorld({ policy: { self: "a" }, onStatus: (_, next) => history.push(next) });
  await world.commit(groupOf({ LogicalIDs: ["a", "b"] }));
  await world.commit(groupOf({ LogicalIDs: ["a", "b"] }, "v2"));
  await world.clock.advance(60_000);
  history.length = 0;
  await world.restart();
  await world.clock.advance(60_000);
  expect(world.status().slots.map(({ state }) => state)).toContain("outdated");
  const told = tell(history).filter(({ slot }) => slot === null);
  expect(told.map(({ type }) => type)).toEqual(["converged"]);
});
