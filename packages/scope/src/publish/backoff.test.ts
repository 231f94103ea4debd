import { expect, test } from "vitest";
import { backoffMs, pause } from "./backoff.ts";

test.for([
  { failures: 1, ms: 1000 },
  { failures: 2, ms: 2000 },
  { failures: 5, ms: 16_000 },
  { failures: 6, ms: 30_000 },
  { failures: 5000, ms: 30_000 },
])("backoffMs() is $ms ms after $failures failures", ({ failures, ms }) => {
  expect(backoffMs(failures, { retryMs: 1000, maxRetryMs: 30_000 })).toBe(ms);
});

test.for([
  { name: "is aborted already", signals: [AbortSignal.abort()] },
  { name: "is one of several", signals: [new AbortController().signal, AbortSignal.abort()] },
])("pause() ends at once when a signal $name", async ({ signals }) => {
  await expect(pause(3_600_000, ...signals)).resolves.toBeUndefined();
});

test("pause() ends when a signal is aborted later", async () => {
  const stop = new AbortController();
  const paused = pause(3_600_000, stop.signal);
  stop.abort();
  await expect(paused).resolves.toBeUndefined();
});
