import { getEventListeners, once } from "node:events";
import { expect, test } from "vitest";
import { endingAtOnce } from "./ending-at-once.ts";

const done = { done: true, value: undefined };

/** Numbers up to two, and then none until it ends; `isOpen` tells whether it reads. */
function openNumbers(signal?: AbortSignal) {
  const state = { isOpen: false };
  const numbers = endingAtOnce(async function* (stop) {
    state.isOpen = true;
    try {
      yield 1;
      yield 2;
      if (!stop.aborted) await once(stop, "abort");
    } finally {
      state.isOpen = false;
    }
  }, signal);
  return { state, numbers };
}

test("endingAtOnce() gives what is read, and ends with break", async () => {
  const { state, numbers } = openNumbers();
  const read: number[] = [];
  for await (const number of numbers) if (read.push(number) === 2) break;
  expect(read).toEqual([1, 2]);
  expect(state.isOpen).toBe(false);
});

test("endingAtOnce() ends at once, and whoever waits with it, when it is closed while next() waits", async () => {
  const stop = new AbortController();
  const { state, numbers } = openNumbers(stop.signal);
  await numbers.next();
  await numbers.next();
  const waiting = numbers.next();
  expect(await numbers.return?.()).toEqual(done);
  expect(await waiting).toEqual(done);
  expect(state.isOpen).toBe(false);
  expect(getEventListeners(stop.signal, "abort")).toEqual([]);
});

test("endingAtOnce() ends at once and passes the error on when one is thrown into it while next() waits", async () => {
  const { state, numbers } = openNumbers();
  await numbers.next();
  await numbers.next();
  const waiting = numbers.next();
  await expect(numbers.throw?.(new Error("gone"))).rejects.toThrow("gone");
  expect(await waiting).toEqual(done);
  expect(state.isOpen).toBe(false);
});

test("endingAtOnce() ends when its signal is aborted", async () => {
  const stop = new AbortController();
  const { numbers } = openNumbers(stop.signal);
  await numbers.next();
  await numbers.next();
  const waiting = numbers.next();
  stop.abort();
  expect(await waiting).toEqual(done);
});

test("endingAtOnce() has begun nothing when it is closed before it is read", async () => {
  const { state, numbers } = openNumbers();
  expect(await numbers.return?.()).toEqual(done);
  expect(await numbers.next()).toEqual(done);
  expect(state.isOpen).toBe(false);
});
