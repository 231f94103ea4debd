import { PassThrough } from "node:stream";
import { text as readText } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { heartbeatMs, silentMs, startHeartbeat, untilSilent } from "./event-heartbeat.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("startHeartbeat() sends a comment that Go's client passes over when the time has come, until it is stopped [differs.events.heartbeat]", () => {
  const stream = new PassThrough();
  const stop = startHeartbeat(stream);
  vi.advanceTimersByTime(heartbeatMs - 1);
  expect(stream.read()).toBeNull();
  vi.advanceTimersByTime(heartbeatMs + 1);
  expect(String(stream.read())).toBe(":\n\n:\n\n");
  stop();
  vi.advanceTimersByTime(heartbeatMs);
  expect(stream.read()).toBeNull();
});

test("startHeartbeat() sends nothing when the client has not read what was sent", async () => {
  const stream = new PassThrough({ highWaterMark: 4 });
  stream.write("data");
  const stop = startHeartbeat(stream);
  vi.advanceTimersByTime(10 * heartbeatMs);
  stop();
  stream.end();
  expect(await readText(stream)).toBe("data");
});

/** A stream that gives some chunks and then nothing, until it is told to end. */
async function* hang(signal: AbortSignal, ...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
  await new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("destroyed")));
  });
}

async function readAll(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of chunks);
}

test("untilSilent() throws when a stream that had a heartbeat is silent for too long", async () => {
  const silence = new AbortController();
  const all = readAll(untilSilent(hang(silence.signal, "data: {}\n\n", ":\n\n"), silence));
  const outcome = expect(all).rejects.toThrow(
    expect.objectContaining({ code: "connection_lost", message: "the plugin has said nothing for 45 s" }),
  );
  await vi.advanceTimersByTimeAsync(silentMs - 1);
  expect(silence.signal.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await outcome;
});

test.for<readonly [name: string, texts: readonly string[]]>([
  ["it never had a heartbeat, as those of Go", ["data: {}\n\n"]],
  ["a line came in pieces and one begins with a colon", ['data: {"a"', ":1}\n\n"]],
])("untilSilent() waits for as long as it takes when %s", async ([, texts]) => {
  const silence = new AbortController();
  const all = readAll(untilSilent(hang(silence.signal, ...texts), silence));
  await vi.advanceTimersByTimeAsync(100 * silentMs);
  expect(silence.signal.aborted).toBe(false);
  silence.abort(new Error("enough"));
  await expect(all).rejects.toThrow("enough");
});

test("untilSilent() does not count the time that its reader takes", async () => {
  const silence = new AbortController();
  const chunks = untilSilent(hang(silence.signal, ":\n\n", ":\n\n"), silence);
  await chunks.next();
  await vi.advanceTimersByTimeAsync(2 * silentMs);
  expect((await chunks.next()).done).toBe(false);
  expect(silence.signal.aborted).toBe(false);
});
