import { expect, test } from "vitest";
import { drawHistory } from "./draw-history.ts";
import type { Act, History } from "./history.ts";
import { shrink } from "./shrink.ts";

const describes = Array.from({ length: 20 }, (_, at): Act => ({ at, kind: "describe" }));
const history: History = { ...drawHistory(1, "honest"), acts: describes };

function hasAll({ acts }: History, times: readonly number[]): Promise<boolean> {
  return Promise.resolve(times.every((time) => acts.some(({ at }) => at === time)));
}

test.for([
  { name: "one act is to blame", times: [7] },
  { name: "two acts far from each other are", times: [0, 19] },
  { name: "three acts are", times: [3, 4, 12] },
  { name: "none is", times: [] },
  { name: "all are", times: describes.map(({ at }) => at) },
])("shrink() leaves what it takes when $name", async ({ times }) => {
  const smallest = await shrink(history, (candidate) => hasAll(candidate, times));
  expect(smallest.acts.map(({ at }) => at)).toEqual(times);
});
