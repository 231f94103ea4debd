import { expect, test } from "vitest";
import { createLatestWriter } from "./latest-writer.ts";

/** A write that ends when the test says so. */
interface Pending {
  readonly value: string;
  readonly end: (error?: Error) => void;
}

function recorder(): {
  readonly pending: Pending[];
  readonly write: (key: string, value: string) => Promise<void>;
} {
  const pending: Pending[] = [];
  const write = (key: string, value: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const end = (error?: Error): void => (error === undefined ? resolve() : reject(error));
      pending.push({ value: `${key}=${value}`, end });
    });
  return { pending, write };
}

const values = (pending: readonly Pending[]): readonly string[] => pending.map(({ value }) => value);

test("write() writes only the newest when values arrive during a write", async () => {
  const { pending, write } = recorder();
  const writer = createLatestWriter(write);
  const settled: number[] = [];
  const writes = ["1", "2", "3", "4"].map((value, index) =>
    writer.write("a", value).then(() => settled.push(index)),
  );

  pending[0]?.end();
  await writes[0];
  expect(settled).toEqual([0]);
  expect(values(pending)).toEqual(["a=1", "a=4"]);
  pending[1]?.end();
  await Promise.all(writes);
  expect(new Set(settled)).toEqual(new Set([0, 1, 2, 3]));
});

test("write() does not wait when another key is being written", () => {
  const { pending, write } = recorder();
  const writer = createLatestWriter(write);
  void writer.write("a", "1");
  void writer.write("b", "1");
  expect(values(pending)).toEqual(["a=1", "b=1"]);
});

test("write() rejects only those that waited for it when a write fails", async () => {
  const { pending, write } = recorder();
  const writer = createLatestWriter(write);
  const first = writer.write("a", "1");
  const second = writer.write("a", "2");
  const third = writer.write("a", "3");
  pending[0]?.end(new Error("full"));
  await expect(first).rejects.toThrow("full");
  pending[1]?.end(new Error("still full"));
  await expect(second).rejects.toThrow("still full");
  await expect(third).rejects.toThrow("still full");
  const fourth = writer.write("a", "4");
  pending[2]?.end();
  await fourth;
  expect(values(pending)).toEqual(["a=1", "a=3", "a=4"]);
});

test("whenIdle() resolves when the last write of every key ended, however it ended", async () => {
  const { pending, write } = recorder();
  const writer = createLatestWriter(write);
  const first = writer.write("a", "1");
  const second = writer.write("a", "2");
  let isIdle = false;
  const idle = writer.whenIdle().then(() => (isIdle = true));
  pending[0]?.end();
  await first;
  await expect.poll(() => pending.length).toBe(2);
  expect(isIdle).toBe(false);
  pending[1]?.end(new Error("full"));
  await expect(second).rejects.toThrow("full");
  await idle;
  await writer.whenIdle();
});
