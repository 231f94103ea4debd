import { expect, test } from "vitest";
import { EventQueue, maxWaitingCharacters, maxWaitingEvents } from "./event-queue.ts";

async function readAll(queue: EventQueue): Promise<(string | number)[]> {
  const read: (string | number)[] = [];
  for await (const next of queue.read()) read.push(next);
  return read;
}

function numbersBelow(end: number): string[] {
  return Array.from({ length: end }, (_, index) => String(index));
}

test("read() gives the events in their order when they come before and after the reader", async () => {
  const queue = new EventQueue();
  queue.push("a");
  const all = readAll(queue);
  queue.push("b");
  await Promise.resolve();
  queue.push("c");
  queue.end();
  expect(await all).toEqual(["a", "b", "c"]);
});

test("read() gives the number of events that were lost in their place when the reader is too slow", async () => {
  const queue = new EventQueue();
  for (const text of numbersBelow(maxWaitingEvents + 2)) queue.push(text);
  const reader = queue.read();
  expect(await reader.next()).toEqual({ value: "0", done: false });
  queue.push("next");
  queue.end();
  const rest: unknown[] = [];
  for await (const next of reader) rest.push(next);
  expect(rest).toEqual([...numbersBelow(maxWaitingEvents).slice(1), 2, "next"]);
});

test("read() tells of what was lost when nothing follows", async () => {
  const queue = new EventQueue();
  for (const text of numbersBelow(maxWaitingEvents + 3)) queue.push(text);
  const reader = queue.read();
  for (const text of numbersBelow(maxWaitingEvents)) expect((await reader.next()).value).toBe(text);
  expect(await reader.next()).toEqual({ value: 3, done: false });
});

test("push() leaves out what is too long to wait, but never the only one that waits", async () => {
  const queue = new EventQueue();
  const long = "x".repeat(maxWaitingCharacters + 1);
  queue.push(long);
  queue.push("a");
  queue.end();
  expect(await readAll(queue)).toEqual([long, 1]);
});

test("end() has room for a last word when the queue is full, and nothing follows it", async () => {
  const queue = new EventQueue();
  for (const text of numbersBelow(maxWaitingEvents + 1)) queue.push(text);
  queue.end("why");
  queue.end("again");
  queue.push("late");
  expect(await readAll(queue)).toEqual([...numbersBelow(maxWaitingEvents), 1, "why"]);
});
