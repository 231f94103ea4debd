import { ManualClock } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { withDeadline } from "./deadline.ts";

describe("withDeadline()", () => {
  test("leaves no timer when the call throws before it returns", async () => {
    const clock = new ManualClock();
    const waited = withDeadline({ clock, afterMs: 600_000, what: "Drain" }, () => {
      throw new Error("not a promise");
    });
    await expect(waited).rejects.toThrow("not a promise");
    await clock.settle();
    expect(clock.timers).toBe(0);
  });

  test("rejects when the call does not answer in time, and tells the call", async () => {
    const clock = new ManualClock();
    let given: AbortSignal | undefined;
    const waited = withDeadline({ clock, afterMs: 5000, what: "Drain" }, (options) => {
      given = options.signal;
      return new Promise(() => undefined);
    });
    const rejected = expect(waited).rejects.toMatchObject({
      code: "deadline_exceeded",
      message: "Drain did not answer within 5 s",
    });
    await clock.advance(5000);
    await rejected;
    expect(given?.aborted).toBe(true);
  });

  test("makes no call when its owner has given up already", async () => {
    const clock = new ManualClock();
    const signal = AbortSignal.abort();
    let calls = 0;
    const waited = withDeadline({ clock, afterMs: 5000, what: "Drain", signal }, () => {
      calls++;
      return new Promise(() => undefined);
    });
    await expect(waited).rejects.toMatchObject({ code: "aborted" });
    expect(calls).toBe(0);
    expect(clock.timers).toBe(0);
  });

  test("rejects, and tells the call, when its owner gives up", async () => {
    const clock = new ManualClock();
    const owner = new AbortController();
    let given: AbortSignal | undefined;
    const waited = withDeadline({ clock, afterMs: 5000, what: "Drain", signal: owner.signal }, (options) => {
      given = options.signal;
      return new Promise(() => undefined);
    });
    const rejected = expect(waited).rejects.toMatchObject({ code: "aborted" });
    await clock.settle();
    owner.abort();
    await rejected;
    expect(given?.aborted).toBe(true);
    expect(clock.timers).toBe(0);
  });
});
