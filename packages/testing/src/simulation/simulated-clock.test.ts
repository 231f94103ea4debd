import { expect, test } from "vitest";
import { SimulatedClock } from "./simulated-clock.ts";

function clockWith(times: readonly number[]): { clock: SimulatedClock; log: string[] } {
  const clock = new SimulatedClock(0);
  const log: string[] = [];
  for (const time of times) clock.callAt(time, () => void log.push(`${time} at ${clock.now()}`));
  return { clock, log };
}

test("step() makes happen what is due next, in order of time and then of asking", async () => {
  const { clock, log } = clockWith([20, 10, 30]);
  clock.callAt(10, () => void log.push("second"));
  while (await clock.step(25));
  expect(log).toEqual(["10 at 10", "second", "20 at 20"]);
  expect(clock.now()).toBe(25);
});

test("step() lets promises settle before it goes on", async () => {
  const { clock, log } = clockWith([10]);
  clock.callAt(5, () => {
    clock.callSoon(() => void Promise.resolve().then(() => log.push("soon")));
  });
  while (await clock.step(10));
  expect(log).toEqual(["soon", "10 at 10"]);
});

test("jump() lets what was due come late, in its order", async () => {
  const { clock, log } = clockWith([20, 10]);
  clock.jump(100);
  while (await clock.step(100));
  expect(log).toEqual(["10 at 100", "20 at 100"]);
});

test("cancel() lets nothing happen", async () => {
  const { clock, log } = clockWith([10]);
  clock.callAt(5, () => void log.push("cancelled")).cancel();
  while (await clock.step(10));
  expect(log).toEqual(["10 at 10"]);
});

test("settle() throws when a moment never ends", async () => {
  const clock = new SimulatedClock(0);
  const again = (): void => clock.callSoon(again);
  again();
  await expect(clock.settle()).rejects.toThrow("Cannot settle the simulated clock");
});

test("callAt() keeps to whole milliseconds, and is never early", async () => {
  const { clock, log } = clockWith([10.4]);
  while (await clock.step(20));
  expect(log).toEqual(["10.4 at 11"]);
});
