import { ManualClock } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { createTickingClock } from "./ticking-clock.ts";

describe("createTickingClock()", () => {
  test.for([
    { name: "between two ticks", at: 1_000_001, calledAt: 1_000_100 },
    { name: "at a tick", at: 1_000_200, calledAt: 1_000_200 },
  ])("calls back at the next tick what is due $name", async ({ at, calledAt }) => {
    const clock = new ManualClock(1_000_000);
    const calls: number[] = [];
    createTickingClock(clock, 100).callAt(at, () => calls.push(clock.now()));
    await clock.advance(1000);
    expect(calls).toEqual([calledAt]);
  });

  test("sets one timer for all who are due by the same tick, and none for those who do not wait any more", async () => {
    const clock = new ManualClock(1_000_000);
    const ticking = createTickingClock(clock, 100);
    const calls: string[] = [];
    const note = (): unknown => calls.push("called");
    const timers = [1_000_010, 1_000_020, 1_000_020].map((at) => ticking.callAt(at, note));
    expect(clock.timers).toBe(1);
    timers[0]?.cancel();
    await clock.advance(100);
    expect(calls).toEqual(["called", "called"]);
    const other = ticking.callAt(1_000_500, note);
    other.cancel();
    other.cancel();
    expect(clock.timers).toBe(0);
  });

  test("calls nobody back who is cancelled by another at the same tick", async () => {
    const clock = new ManualClock(1_000_000);
    const ticking = createTickingClock(clock, 100);
    const calls: string[] = [];
    ticking.callAt(1_000_010, () => {
      calls.push("first");
      second.cancel();
    });
    const second = ticking.callAt(1_000_010, () => calls.push("second"));
    await clock.advance(100);
    expect(calls).toEqual(["first"]);
  });
});
