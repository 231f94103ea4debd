import { expect, test } from "vitest";
import { drawHistory, type Honesty } from "./draw-history.ts";

const seeds = Array.from({ length: 2000 }, (_, seed) => seed);

function kindsOf(honesty: Honesty): readonly string[] {
  const acts = seeds.flatMap((seed) => drawHistory(seed, honesty).acts);
  const kinds = acts.map((act) => (act.kind === "call fails" ? `call ${act.fault}` : act.kind));
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
  "creations are refused",
  "creations are refused for good",
  "describe",
  "destroy",
  "destroy instances",
  "free",
  "instance dies",
  "instance is sick",
  "plugins restart",
  "pretend",
  "replace",
  "set size",
  "tell",
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

test("drawHistory() draws every honest fault and no lie when plugins are honest", () => {
  expect(kindsOf("honest")).toEqual(honest);
});

test("drawHistory() draws every lie beside the honest faults when plugins lie", () => {
  expect(kindsOf("lies")).toEqual([...honest, ...lies].sort());
});
