import { ManualClock } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { Pace } from "./pace.ts";

/** Something that takes its time whenever it is done, by a clock of whole milliseconds. */
function createPace(takesMs: number | readonly number[]): {
  readonly clock: ManualClock;
  readonly pace: Pace;
  readonly runs: number[];
} {
  const clock = new ManualClock();
  const start = clock.now();
  const runs: number[] = [];
  let spent = 0;
  const busy = {
    now: () => clock.now() + Math.floor(spent),
    callAt: (time: number, callback: () => void) => clock.callAt(time - spent, callback),
    callSoon: (callback: () => void) => clock.callSoon(callback),
  };
  const pace = new Pace({
    clock: busy,
    run: () => {
      const taken = Array.isArray(takesMs) ? (takesMs[runs.length] ?? 0) : takesMs;
      runs.push(busy.now() - start);
      spent += taken;
    },
    restsFor: () => 2,
  });
  return { clock, pace, runs };
}

describe("Pace.ask()", () => {
  test("runs once when it is asked twice", async () => {
    const { clock, pace, runs } = createPace(0);
    pace.ask();
    pace.ask();
    await clock.settle();
    expect(runs).toEqual([0]);
  });

  test("runs at once again and again when it takes no time", async () => {
    const { clock, pace, runs } = createPace(0);
    for (let turn = 0; turn < 3; turn++) {
      pace.ask();
      await clock.settle();
    }
    expect(runs).toEqual([0, 0, 0]);
  });

  test("runs at once again and again when the clock says 1 ms of one run in four", async () => {
    const { clock, pace, runs } = createPace(0.25);
    for (let turn = 0; turn < 9; turn++) {
      pace.ask();
      await clock.settle();
    }
    expect(runs).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2]);
  });

  test("rests when the clock says 1 ms of run after run", async () => {
    const { clock, pace, runs } = createPace(1);
    for (let turn = 0; turn < 9; turn++) {
      pace.ask();
      await clock.settle();
    }
    expect(runs.length).toBeLessThan(9);
  });

  test("rests for twice the time that the last run took when the one before took long, too", async () => {
    const { clock, pace, runs } = createPace(5);
    pace.ask();
    await clock.settle();
    pace.ask();
    await clock.settle();
    pace.ask();
    await clock.advance(100);
    expect(runs).toEqual([0, 5, 20]);
  });

  test("does not rest after one run that alone took long", async () => {
    const { clock, pace, runs } = createPace([0, 40, 0, 0]);
    for (let turn = 0; turn < 4; turn++) {
      pace.ask();
      await clock.settle();
    }
    expect(runs).toEqual([0, 0, 40, 40]);
  });
});

describe("Pace.askLater()", () => {
  test("runs once, a little later, when it is asked twice", async () => {
    const { clock, pace, runs } = createPace(0);
    pace.askLater();
    await clock.advance(5);
    pace.askLater();
    await clock.advance(100);
    expect(runs).toEqual([10]);
  });

  test("runs at once and not again when it is asked to run soon meanwhile", async () => {
    const { clock, pace, runs } = createPace(0);
    pace.askLater();
    await clock.advance(5);
    pace.ask();
    await clock.advance(100);
    expect(runs).toEqual([5]);
  });

  test("runs when it was asked to run soon before", async () => {
    const { clock, pace, runs } = createPace(0);
    pace.ask();
    pace.askLater();
    await clock.advance(100);
    expect(runs).toEqual([0]);
  });
});

test("Pace.cancel() forgets what was asked for", async () => {
  const { clock, pace, runs } = createPace(5);
  pace.ask();
  pace.cancel();
  pace.askLater();
  pace.cancel();
  await clock.advance(100);
  expect(runs).toEqual([]);
});
