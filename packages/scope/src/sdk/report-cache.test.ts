import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Report } from "../report/index.ts";
import { type CacheOptions, ReportCache } from "./report-cache.ts";

const silent: Report = { isShortcut: false, plugins: new Map(), topologies: new Map() };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A report of its own, whose number it carries. */
function numbered(windowNs: number): Report {
  return { ...silent, windowNs };
}

/** A report that comes when the test says so. */
function deferred(): { readonly promise: Promise<Report>; readonly resolve: (report: Report) => void } {
  let resolve: (report: Report) => void = () => undefined;
  const promise = new Promise<Report>((give) => (resolve = give));
  return { promise, resolve };
}

function open(collect: CacheOptions["collect"]): {
  readonly cache: ReportCache;
  readonly warnings: string[];
} {
  const warnings: string[] = [];
  const onWarning = (error: Error): void => void warnings.push(error.message);
  return { cache: new ReportCache({ collect, silent, maxAgeMs: 2000, onWarning }), warnings };
}

/** The answer to a request, when the time that it may take has passed. */
async function ask(cache: ReportCache): Promise<Report> {
  const answer = cache.current();
  answer.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(100);
  return await answer;
}

test("current() gives a report that was just made when that is quick", async () => {
  const { cache } = open(async () => numbered(1));
  expect(await cache.current()).toEqual(numbered(1));
});

test("current() gives the same report for half a second when several ask", async () => {
  let made = 0;
  const { cache } = open(async () => numbered(++made));
  expect([await cache.current(), await cache.current()]).toEqual([numbered(1), numbered(1)]);
  await vi.advanceTimersByTimeAsync(500);
  expect(await cache.current()).toEqual(numbered(2));
});

test("current() has one report made at a time when several ask at once", async () => {
  let made = 0;
  const { cache } = open(async () => numbered(++made));
  const asked = [cache.current(), cache.current(), cache.current()];
  expect(await Promise.all(asked)).toEqual([numbered(1), numbered(1), numbered(1)]);
});

test("current() is silent when the first report takes long, and gives the last one when the next does", async () => {
  const { promise, resolve } = deferred();
  const later = deferred();
  const reports = [promise, later.promise];
  const { cache } = open(async () => await (reports.shift() ?? promise));
  expect(await ask(cache)).toBe(silent);
  resolve(numbered(1));
  expect(await ask(cache)).toEqual(numbered(1));
  await vi.advanceTimersByTimeAsync(600);
  expect(await ask(cache)).toEqual(numbered(1));
  later.resolve(numbered(2));
  await vi.advanceTimersByTimeAsync(0);
  expect(cache.last).toEqual(numbered(2));
});

test("current() keeps the last report when making one fails, says so once, and throws when it is too old", async () => {
  let isBroken = false;
  const { cache, warnings } = open(async () => {
    if (isBroken) throw new Error("no such file");
    return numbered(1);
  });
  await cache.current();
  isBroken = true;
  await vi.advanceTimersByTimeAsync(600);
  expect(await cache.current()).toEqual(numbered(1));
  expect(await cache.current()).toEqual(numbered(1));
  expect(warnings).toEqual(["no such file"]);
  await vi.advanceTimersByTimeAsync(2000);
  await expect(cache.current()).rejects.toThrow("no such file");
  isBroken = false;
  expect(await cache.current()).toEqual(numbered(1));
});

test("current() warns of the same failure again when it was gone in between", async () => {
  const ends = [new Error("a"), new Error("a"), numbered(1), new Error("a")];
  const { cache, warnings } = open(async () => {
    const end = ends.shift();
    if (end instanceof Error) throw end;
    return end ?? silent;
  });
  for (let round = 0; round < 4; round++) {
    await cache.current().catch(() => undefined);
    await vi.advanceTimersByTimeAsync(600);
  }
  expect(warnings).toEqual(["a", "a"]);
});

test("current() throws when the first report never comes, and has another one made", async () => {
  const signals: AbortSignal[] = [];
  const { cache, warnings } = open((_, signal) => {
    signals.push(signal);
    return new Promise(() => undefined);
  });
  await ask(cache);
  await vi.advanceTimersByTimeAsync(2000);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  await expect(ask(cache)).rejects.toThrow("no report was made within 2000 ms");
  expect(warnings).toEqual(["no report was made within 2000 ms"]);
  expect(signals).toHaveLength(2);
});

test("current() begins no more when eight have never ended", async () => {
  let begun = 0;
  const { cache } = open(() => {
    begun++;
    return new Promise(() => undefined);
  });
  for (let round = 0; round < 12; round++) {
    await ask(cache).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(2000);
  }
  expect(begun).toBe(8);
});

test("renew() gives a report that was begun after the call when one is under way", async () => {
  const first = deferred();
  const reports = [first.promise, Promise.resolve(numbered(2))];
  const { cache } = open(async () => await (reports.shift() ?? first.promise));
  const asked = cache.current();
  const renewed = cache.renew();
  first.resolve(numbered(1));
  expect([await asked, await renewed]).toEqual([numbered(1), numbered(2)]);
});

test("renew() rejects with the reason when no report can be made", async () => {
  const { cache } = open(() => Promise.reject(new Error("no such file")));
  await expect(cache.renew()).rejects.toThrow("no such file");
});

test("close() lets go of a report that is being made, without a warning", async () => {
  let wasAborted = false;
  const { cache, warnings } = open(
    (_, signal) => new Promise(() => signal.addEventListener("abort", () => void (wasAborted = true))),
  );
  const asked = cache.current();
  cache.close();
  await expect(asked).rejects.toThrow("the plugin was closed");
  expect([wasAborted, warnings]).toEqual([true, []]);
});

test("current() gives a report of now when the cache was closed before", async () => {
  let made = 0;
  const { cache } = open(async () => numbered(++made));
  await cache.current();
  cache.close();
  await vi.advanceTimersByTimeAsync(3000);
  expect(await cache.current()).toEqual(numbered(2));
});
