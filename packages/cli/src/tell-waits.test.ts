import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { tellWaits } from "./tell-waits.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("tellWaits() says what is waited for after 2 s and then every 10 s, until it has ended", async () => {
  const said: string[] = [];
  let resolve: (value: string) => void = () => undefined;
  const promise = new Promise<string>((settle) => (resolve = settle));
  let now = "";
  const waited = tellWaits({ say: (line) => void said.push(line), words: () => now }, promise);
  vi.advanceTimersByTime(1999);
  now = "for sim";
  expect(said).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(said).toEqual(["for sim"]);
  vi.advanceTimersByTime(10_000);
  expect(said).toEqual(["for sim", "for sim"]);
  now = "";
  vi.advanceTimersByTime(10_000);
  resolve("done");
  expect(await waited).toBe("done");
  now = "for nobody";
  vi.advanceTimersByTime(60_000);
  expect(said).toEqual(["for sim", "for sim"]);
});

test("tellWaits() passes on what went wrong", async () => {
  const failed = tellWaits({ say: () => undefined, words: () => "" }, Promise.reject(new Error("no")));
  await expect(failed).rejects.toThrow("no");
});
