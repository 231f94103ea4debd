import { ManualClock, waits } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { callWithin, withDeadline } from "./deadline.ts";

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

describe("callWithin()", () => {
  test("calls what was found, with a signal of its own", async () => {
    const clock = new ManualClock();
    const answer = callWithin(
      { clock, afterMs: 5000, what: "Drain" },
      () => Promise.resolve("plugin"),
      (plugin, { signal }) => Promise.resolve(`${plugin} ${signal.aborted}`),
    );
    expect(await answer).toBe("plugin false");
    expect(clock.timers).toBe(0);
  });

  test.for([
    { name: "its time is over", giveUp: (clock: ManualClock) => clock.advance(5000) },
    { name: "its owner gives up", giveUp: async (_: ManualClock, owner: AbortController) => owner.abort() },
  ])("makes no call when $name before the plugin is found", async ({ giveUp }) => {
    const clock = new ManualClock();
    const owner = new AbortController();
    const found = waits();
    let calls = 0;
    const answer = callWithin(
      { clock, afterMs: 5000, what: "Drain", signal: owner.signal },
      () => found.fault(() => Promise.resolve("plugin")),
      () => Promise.resolve(calls++),
    );
    const rejected = expect(answer).rejects.toThrow("Drain");
    await clock.settle();
    await giveUp(clock, owner);
    await rejected;
    found.release();
    await clock.settle();
    expect(calls).toBe(0);
  });
});
