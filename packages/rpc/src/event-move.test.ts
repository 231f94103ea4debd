import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { untilMoved } from "./event-move.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const chunk = Buffer.from("data: {}\n");

/** A stream that gives one chunk and then nothing until it is aborted. */
async function* quiet(signal: AbortSignal): AsyncGenerator<Uint8Array> {
  yield chunk;
  await new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });
}

test("untilMoved() ends a stream within a second when another process took the place of its plugin", async () => {
  const silence = new AbortController();
  let hasMoved = false;
  const chunks = untilMoved(quiet(silence.signal), { hasMoved: () => hasMoved, silence });
  expect(await chunks.next()).toEqual({ value: chunk, done: false });
  const ended = expect(chunks.next()).rejects.toMatchObject({ code: "connection_lost" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(silence.signal.aborted).toBe(false);
  hasMoved = true;
  await vi.advanceTimersByTimeAsync(1000);
  await ended;
  expect(vi.getTimerCount()).toBe(0);
});

test("untilMoved() looks no more when the stream has ended or its reader has left", async () => {
  const silence = new AbortController();
  const chunks = untilMoved(quiet(silence.signal), { hasMoved: () => false, silence });
  await chunks.next();
  await chunks.return(undefined);
  expect(vi.getTimerCount()).toBe(0);
});
