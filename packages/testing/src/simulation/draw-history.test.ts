import { expect, test } from "vitest";
import { drawHistory, type Honesty } from "./draw-history.ts";
import type { Setting } from "./history.ts";

const seeds = Array.from({ length: 2000 }, (_, seed) => seed);

function kindsOf(honesty: Honesty): readonly string[] {
  const acts = seeds.flatMap((seed) => drawHistory(seed, honesty).acts);
  const kinds = acts.map((act) => {
    if (act.kind !== "call fails") return act.kind;
    return act.call === "describe all" ? `list of all ${act.fault}` : `call ${act.fault}`;
  });
  return [...new Set(kinds)].sort();
}

const honest = [
  "all are sick",
  "call gets no answer",
  "call hangs",
  "call happens late",
  "call is listed late",
  "call is refused",
  "call is repeated",
  "call is slow",
  "call loses its answer",
  "clock jumps",
  "commit",
  "commit again",
  "controller is killed",
  "controller is paused",
  "creations are refused",
  "creations are refused for good",
  "describe",
  "destroy",
  "destroy instances",
  "free",
  "instance dies",
  "instance is sick",
  "list of all answers an old list",
  "list of all gets no answer",
  "list of all hangs",
  "list of all is refused",
  "list of all is slow",
  "list of all leaves some out",
  "list of all loses its answer",
  "most are sick",
  "plugins restart",
  "pretend",
  "replace",
  "set size",
  "tell",
  "version is broken",
];

const lies = [
  "call answers an old list",
  "call is never listed",
  "call leaves some out",
  "creation loses a tag",
  "creations are not listed",
  "health is misjudged",
  "instance loses a tag",
  "stranger comes",
];

test("drawHistory() draws the same history when the seed is the same", () => {
  expect(drawHistory(7, "lies")).toEqual(drawHistory(7, "lies"));
  expect(drawHistory(7, "lies")).not.toEqual(drawHistory(8, "lies"));
});

test("drawHistory() draws worlds of one group and of several, each with a life of its own, when seeds differ", () => {
  const histories = seeds.map((seed) => drawHistory(seed, "honest"));
  expect(new Set(histories.map(({ setting }) => setting.groups))).toEqual(new Set([1, 2, 3]));
  for (const { setting, acts } of histories) {
    const committed = acts.filter(({ kind }) => kind === "commit").map(({ group = 0 }) => group);
    const others = Array.from({ length: setting.groups - 1 }, (_, group) => group + 1);
    expect(committed).toEqual(expect.arrayContaining(others));
    expect(Math.max(0, ...acts.map(({ group = 0 }) => group))).toBe(setting.groups - 1);
  }
});

test("drawHistory() draws every policy that a group may have when seeds differ", () => {
  const settings = seeds.map((seed) => drawHistory(seed, "honest").setting);
  const drawn = <K extends keyof Setting>(name: K): ReadonlySet<Setting[K]> =>
    new Set(settings.map((setting) => setting[name]));
  expect(drawn("maxParallel")).toEqual(new Set([0, 1, 2, 3]));
  expect(drawn("maxFailureRatio")).toEqual(new Set([0, 0.25, 0.5]));
  expect(drawn("freezeAbove")).toEqual(new Set(["50%", "75%", 1, 3, null]));
  expect(drawn("healAfterMs")).toEqual(new Set([10_000, 30_000, null]));
  expect(drawn("onFailure")).toEqual(new Set(["pause", "rollback", "continue"]));
  // Nothing fails an update that goes on whatever fails.
  const tolerant = settings.filter(({ onFailure }) => onFailure === "continue");
  expect(new Set(tolerant.map(({ maxFailureRatio }) => maxFailureRatio))).toEqual(new Set([0]));
});

test("drawHistory() draws every honest fault and no lie but those of lists of everybody when plugins are honest", () => {
  expect(kindsOf("honest")).toEqual(honest);
});

test("drawHistory() draws every lie beside the honest faults when plugins lie", () => {
  expect(kindsOf("lies")).toEqual([...honest, ...lies].sort());
});
