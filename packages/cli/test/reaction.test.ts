import { expect } from "vitest";
import { killIfThere, sleepers, test } from "./home.ts";

test("infrakit up brings a killed process back within a second (median of 10)", async ({ home }) => {
  await home.up(await home.write("web.json", sleepers("web", 3)), 3);
  const times: number[] = [];
  for (let round = 0; round < 10; round++) {
    const alive = home.instances();
    const victim = alive[Math.floor(Math.random() * alive.length)]?.pid ?? 0;
    const killedAt = performance.now();
    killIfThere(victim);
    await expect
      .poll(() => home.instances().filter(({ pid }) => pid !== victim).length, {
        timeout: 20_000,
        interval: 5,
      })
      .toBe(3);
    times.push(performance.now() - killedAt);
  }
  expect(times.toSorted((a, b) => a - b)[4]).toBeLessThan(1000);
});
