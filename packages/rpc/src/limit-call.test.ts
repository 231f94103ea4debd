import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { limitCall, type LimitedCall } from "./limit-call.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const forever = (): Promise<never> => new Promise(() => undefined);

test("limitCall() gives what the call gives when it is in time", async () => {
  expect(await limitCall({ timeoutMs: 1000 }, async () => "done")).toBe("done");
  expect(vi.getTimerCount()).toBe(0);
});

test("limitCall() throws what the call throws when it is in time", async () => {
  const call = limitCall({ timeoutMs: 1000 }, () => Promise.reject(new Error("no")));
  await expect(call).rejects.toThrow("no");
  expect(vi.getTimerCount()).toBe(0);
});

test("limitCall() gives up the call when its time is over", async () => {
  let open: LimitedCall | undefined;
  const given: unknown[] = [];
  const call = limitCall({ timeoutMs: 15_000 }, (started) => {
    open = started;
    started.onGiveUp = (reason) => given.push(reason);
    return forever();
  });
  const caught = expect(call).rejects.toThrow(
    expect.objectContaining({ code: "deadline_exceeded", message: "no answer within 15s" }),
  );
  vi.advanceTimersByTime(14_999);
  expect(given).toEqual([]);
  vi.advanceTimersByTime(1);
  await caught;
  expect(given).toEqual([open?.reason]);
  expect(() => open?.check()).toThrow(expect.objectContaining({ code: "deadline_exceeded" }));
});

test("limitCall() gives up the call when its caller does", async () => {
  const caller = new AbortController();
  const call = limitCall({ timeoutMs: 1000, signal: caller.signal }, forever);
  const cause = new Error("enough");
  caller.abort(cause);
  await expect(call).rejects.toThrow(expect.objectContaining({ code: "aborted", cause }));
  expect(vi.getTimerCount()).toBe(0);
});

test("limitCall() does not begin when its caller has given up already", async () => {
  const run = vi.fn(forever);
  const call = limitCall({ timeoutMs: 1000, signal: AbortSignal.abort() }, run);
  await expect(call).rejects.toThrow(expect.objectContaining({ code: "aborted" }));
  expect(run).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

test("limitCall() counts its time anew when the call has waited for something else", async () => {
  const call = limitCall({ timeoutMs: 1000 }, async (open) => {
    await open.after(new Promise((resolve) => setTimeout(resolve, 5000)));
    return forever();
  });
  const caught = expect(call).rejects.toThrow(expect.objectContaining({ code: "deadline_exceeded" }));
  await vi.advanceTimersByTimeAsync(5999);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  await caught;
  expect(vi.getTimerCount()).toBe(0);
});

test("limitCall() ends at once when its caller gives up while it waits for something else", async () => {
  const caller = new AbortController();
  let end = (): void => undefined;
  const call = limitCall({ timeoutMs: 1000, signal: caller.signal }, async (open) => {
    await open.after(new Promise<void>((resolve) => (end = resolve)));
    return forever();
  });
  caller.abort();
  await expect(call).rejects.toThrow(expect.objectContaining({ code: "aborted" }));
  end();
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount()).toBe(0);
});
