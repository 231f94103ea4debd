import { expect, test } from "vitest";
import { HintQueue, maxWaitingHints } from "./hint-queue.ts";

async function readAll(queue: HintQueue): Promise<(string | undefined)[]> {
  const read: (string | undefined)[] = [];
  for await (const hint of queue.read()) read.push(hint);
  return read;
}

test("read() gives the hints in their order when they come before and after the reader", async () => {
  const queue = new HintQueue();
  queue.push("a");
  const all = readAll(queue);
  queue.push("b");
  await Promise.resolve();
  queue.push("c");
  queue.end();
  expect(await all).toEqual(["a", "b", "c"]);
});

test("read() says that hints were lost when the reader is too slow", async () => {
  const queue = new HintQueue();
  for (let hint = 0; hint <= maxWaitingHints; hint++) queue.push(String(hint));
  queue.push("last");
  queue.end();
  expect(await readAll(queue)).toEqual([undefined, "last"]);
});

test("read() throws after what waits when the giver failed", async () => {
  const queue = new HintQueue();
  queue.push("a");
  queue.end(new Error("no more"));
  const reader = queue.read();
  expect(await reader.next()).toEqual({ value: "a", done: false });
  await expect(reader.next()).rejects.toThrow("no more");
});
