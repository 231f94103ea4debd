import { expect, test } from "vitest";
import { settle } from "../../test/manual-clock.ts";
import { PollGate } from "./poll-gate.ts";

test("run() lets so many work at a time, in the order in which they came", async () => {
  const gate = new PollGate(2);
  const log: string[] = [];
  const ends: (() => void)[] = [];
  const runs = ["a", "b", "c", "d"].map((name) =>
    gate.run(async () => {
      log.push(name);
      await new Promise<void>((end) => void ends.push(end));
    }),
  );
  await settle();
  expect(log).toEqual(["a", "b"]);
  ends[1]?.();
  await settle();
  expect(log).toEqual(["a", "b", "c"]);
  ends[0]?.();
  ends[2]?.();
  await settle();
  ends[3]?.();
  await Promise.all(runs);
  expect(log).toEqual(["a", "b", "c", "d"]);
});

test("run() gives the place on when the work fails", async () => {
  const gate = new PollGate(1);
  await expect(gate.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await gate.run(() => Promise.resolve(1))).toBe(1);
});
