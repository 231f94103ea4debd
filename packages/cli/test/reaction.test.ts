import { expect } from "vitest";
import { type Home, killIfThere, sleepers, test } from "./home.ts";

const pidsOf = (home: Home): readonly number[] => home.instances().map(({ pid }) => pid);

/**
 * The victims are taken in turn, the one that has lived the longest first, so that each slot loses its member as often
 * as the others: of one slot the third loss in a row is meant to wait.
 */
test("infrakit up brings a killed process back within a second (median of 10)", async ({ home }) => {
  await home.up(await home.write("web.json", sleepers("web", 3)), 3);
  let inTurn = pidsOf(home);
  const times: number[] = [];
  for (let round = 0; round < 10; round++) {
    const [victim = 0, ...others] = inTurn;
    const killedAt = performance.now();
    killIfThere(victim);
    const successors = (): readonly number[] =>
      pidsOf(home).filter((pid) => pid !== victim && !others.includes(pid));
    await expect.poll(() => successors().length, { timeout: 20_000, interval: 5 }).toBe(1);
    times.push(performance.now() - killedAt);
    inTurn = [...others, ...successors()];
  }
  expect(times.toSorted((a, b) => a - b)[4]).toBeLessThan(1000);
});
