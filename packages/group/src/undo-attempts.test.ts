import { ManualClock } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { UndoAttempts } from "./undo-attempts.ts";

interface Attempted {
  readonly clock: ManualClock;
  readonly attempts: UndoAttempts;
  /** Ends the attempt that is under way. */
  readonly end: (error?: Error) => Promise<void>;
  readonly counts: { undone: number; failed: number; retried: number };
}

function attempt(): Attempted {
  const clock = new ManualClock();
  const counts = { undone: 0, failed: 0, retried: 0 };
  let end: Attempted["end"] = () => Promise.resolve();
  const attempts = new UndoAttempts({
    clock,
    undo: () => {
      counts.undone++;
      return new Promise((resolve, reject) => {
        end = (error) => {
          if (error === undefined) resolve();
          else reject(error);
          return clock.settle();
        };
      });
    },
    onError: () => void counts.failed++,
    onRetry: () => void counts.retried++,
  });
  return { clock, attempts, end: (error) => end(error), counts };
}

describe("UndoAttempts", () => {
  test("ask() undoes nothing twice while it is under way", async () => {
    const { attempts, end, counts } = attempt();
    attempts.ask();
    attempts.ask();
    expect(counts.undone).toBe(1);
    await end();
    attempts.ask();
    expect(counts.undone).toBe(2);
  });

  test("ask() waits for a second after an attempt that failed", async () => {
    const { clock, attempts, end, counts } = attempt();
    attempts.ask();
    await end(new Error("input/output error"));
    attempts.ask();
    expect(counts).toEqual({ undone: 1, failed: 1, retried: 0 });
    await clock.advance(1000);
    attempts.ask();
    expect(counts).toEqual({ undone: 2, failed: 1, retried: 1 });
  });

  test.for([
    { name: "waits for another attempt", endsBefore: true },
    { name: "is under way", endsBefore: false },
  ])("close() leaves no timer when it $name", async ({ endsBefore }) => {
    const { clock, attempts, end } = attempt();
    attempts.ask();
    if (endsBefore) await end(new Error("input/output error"));
    attempts.close();
    if (!endsBefore) await end(new Error("input/output error"));
    expect(clock.timers).toBe(0);
  });
});
