import { expect, test } from "vitest";
import { OpenCalls } from "./open-calls.ts";

const names = ["a", "b", "c", "d"];

test.for([
  ["in their order", ["a", "b", "c", "d"]],
  ["the last one first", ["d", "c", "b", "a"]],
  ["in another order", ["b", "d", "a", "c"]],
] as const)("OpenCalls holds those that have not ended when they end %s", ([, order]) => {
  const open = new OpenCalls();
  const held = names.map((about) =>
    open.hold({ plugin: "sim", method: "Instance.Destroy", about, startedAt: 0 }),
  );
  const left = new Set(names);
  for (const name of order) {
    for (const each of held) if (each.call.about === name) open.letGo(each);
    left.delete(name);
    expect([...open].map(({ about }) => about).toSorted()).toEqual([...left]);
  }
});

test("OpenCalls lets go of nobody else when one is let go twice", () => {
  const open = new OpenCalls();
  const [first] = names.map((about) =>
    open.hold({ plugin: "sim", method: "Instance.Destroy", about, startedAt: 0 }),
  );
  for (let time = 0; time < 2; time++) if (first !== undefined) open.letGo(first);
  expect([...open].map(({ about }) => about).toSorted()).toEqual(["b", "c", "d"]);
});
