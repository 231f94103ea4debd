import { describe, expect, test } from "vitest";
import { formatSimulation, type Honesty, replay, rulesUnder, simulate } from "@infrakit/testing/simulation";
import { openSimulated } from "../test/simulation-open.ts";
import { liesHistories } from "../test/simulation-seeds-lies.ts";
import { honestHistories } from "../test/simulation-seeds.ts";

/** A history takes some 10 ms of one core: 25 s in the usual run, half an hour and more in the nightly one. */
const isNightly = process.env["INFRAKIT_NIGHTLY"] === "1";
const histories: readonly { readonly honesty: Honesty; readonly count: number }[] = [
  { honesty: "honest", count: isNightly ? 120_000 : 1200 },
  { honesty: "lies", count: isNightly ? 80_000 : 800 },
];
const timeout = isNightly ? 14_400_000 : 300_000;

describe("openGroupController() in a simulated world", () => {
  test.for(histories)(
    "breaks no rule when plugins are $honesty, in $count histories",
    { timeout },
    async ({ honesty, count }) => {
      const simulation = await simulate({ open: openSimulated, honesty, firstSeed: 0, count });
      const told = formatSimulation(simulation);
      process.stdout.write(`${honesty}: ${told}\n`);
      expect(simulation.failures, told).toEqual([]);
      expect(simulation.histories).toBe(count);
      // Where nothing is made and ended, nothing can go wrong.
      expect(simulation.calls.get("provision")).toBeGreaterThan(2 * count);
      expect(simulation.calls.get("destroy")).toBeGreaterThan(count);
    },
  );

  test.for([...honestHistories, ...liesHistories])(
    "breaks no rule any more when $name",
    async ({ honesty, history }) => {
      const { violations } = await replay(history, openSimulated, rulesUnder(honesty));
      expect(violations).toEqual([]);
    },
  );
});
