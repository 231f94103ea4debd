import { ManualClock } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { SaveQueue } from "./save-queue.ts";

/** Writes that the test ends. */
function createQueue(): {
  readonly clock: ManualClock;
  readonly queue: SaveQueue;
  readonly writes: ((error?: Error) => void)[];
  readonly failures: string[];
} {
  const clock = new ManualClock();
  const writes: ((error?: Error) => void)[] = [];
  const failures: string[] = [];
  const queue = new SaveQueue({
    clock,
    write: () =>
      new Promise((resolve, reject) => {
        writes.push((error) => (error === undefined ? resolve() : reject(error)));
      }),
    onError: (error) => void failures.push(String(error)),
  });
  return { clock, queue, writes, failures };
}

describe("SaveQueue.save()", () => {
  test("writes once for all who ask while another write runs", async () => {
    const { clock, queue, writes } = createQueue();
    const saves = [queue.save()];
    await clock.settle();
    saves.push(queue.save(), queue.save());
    writes[0]?.();
    await clock.settle();
    writes[1]?.();
    await Promise.all(saves);
    expect(writes).toHaveLength(2);
  });

  test("tells a failure to those who asked for that write, and to nobody else", async () => {
    const { clock, queue, writes, failures } = createQueue();
    const first = queue.save();
    await clock.settle();
    const second = queue.save();
    writes[0]?.(new Error("disk full"));
    await expect(first).rejects.toThrow("disk full");
    await clock.settle();
    writes[1]?.();
    await second;
    expect(failures).toEqual([]);
  });
});

describe("SaveQueue.saveLater()", () => {
  test("writes after 100 ms, once for all who asked", async () => {
    const { clock, queue, writes } = createQueue();
    queue.saveLater();
    await clock.advance(60);
    queue.saveLater();
    expect(writes).toHaveLength(0);
    await clock.advance(40);
    expect(writes).toHaveLength(1);
    writes[0]?.();
    await clock.advance(1000);
    expect(writes).toHaveLength(1);
  });

  test("writes nothing of its own when something is saved meanwhile", async () => {
    const { clock, queue, writes } = createQueue();
    queue.saveLater();
    void queue.save();
    await clock.settle();
    writes[0]?.();
    await clock.advance(1000);
    expect(writes).toHaveLength(1);
  });

  test("tells a failure to the owner", async () => {
    const { clock, queue, writes, failures } = createQueue();
    queue.saveLater();
    await clock.advance(100);
    writes[0]?.(new Error("disk full"));
    await clock.settle();
    expect(failures).toEqual(["Error: disk full"]);
  });
});

describe("a write that fails", () => {
  test("is followed by another one every 10 s until one succeeds", async () => {
    const { clock, queue, writes, failures } = createQueue();
    const refused = expect(queue.save()).rejects.toThrow("disk full");
    await clock.settle();
    writes[0]?.(new Error("disk full"));
    await refused;
    await clock.advance(9999);
    expect(writes).toHaveLength(1);
    await clock.advance(1);
    expect(writes).toHaveLength(2);
    writes[1]?.(new Error("still full"));
    await clock.advance(10_000);
    expect(writes).toHaveLength(3);
    writes[2]?.();
    await clock.advance(60_000);
    expect(writes).toHaveLength(3);
    expect(failures).toEqual(["Error: still full"]);
  });

  test("is followed by another one though it failed at once", async () => {
    const clock = new ManualClock();
    let count = 0;
    const write = (): Promise<void> => {
      if (++count === 1) throw new Error("cannot be written");
      return Promise.resolve();
    };
    const queue = new SaveQueue({ clock, write, onError: () => undefined });
    await expect(queue.save()).rejects.toThrow("cannot be written");
    await clock.advance(10_000);
    expect(count).toBe(2);
  });

  test("does not keep a later save waiting", async () => {
    const { clock, queue, writes } = createQueue();
    const refused = expect(queue.save()).rejects.toThrow("disk full");
    await clock.settle();
    writes[0]?.(new Error("disk full"));
    await refused;
    queue.saveLater();
    await clock.advance(100);
    expect(writes).toHaveLength(2);
    writes[1]?.();
    await clock.advance(60_000);
    expect(writes).toHaveLength(2);
  });
});

describe("SaveQueue.close()", () => {
  test("writes at once what was put off, and then refuses", async () => {
    const { clock, queue, writes } = createQueue();
    queue.saveLater();
    const closed = queue.close();
    await clock.settle();
    expect(writes).toHaveLength(1);
    writes[0]?.();
    await closed;
    await clock.advance(60_000);
    expect(writes).toHaveLength(1);
    await expect(queue.save()).rejects.toThrow("the group is being forgotten");
  });

  test("writes nothing when nothing was put off", async () => {
    const { clock, queue, writes } = createQueue();
    await queue.close();
    await clock.advance(60_000);
    expect(writes).toHaveLength(0);
  });

  test("writes once more when the write that runs fails, and then gives up", async () => {
    const { clock, queue, writes, failures } = createQueue();
    const refused = expect(queue.save()).rejects.toThrow("disk full");
    await clock.settle();
    const closed = queue.close();
    writes[0]?.(new Error("disk full"));
    await refused;
    await clock.settle();
    expect(writes).toHaveLength(2);
    writes[1]?.(new Error("still full"));
    await closed;
    await clock.advance(60_000);
    expect(writes).toHaveLength(2);
    expect(failures).toEqual(["Error: still full"]);
  });

  test("lets nobody take saves again", async () => {
    const { clock, queue, writes } = createQueue();
    await queue.close();
    queue.restart();
    await clock.advance(60_000);
    expect(writes).toHaveLength(0);
  });
});

describe("SaveQueue.stop()", () => {
  test("drops what was put off, and then refuses", async () => {
    const { clock, queue, writes } = createQueue();
    queue.saveLater();
    await queue.stop();
    await clock.advance(60_000);
    expect(writes).toHaveLength(0);
    await expect(queue.save()).rejects.toThrow("the group is being forgotten");
  });

  test("is followed by no write when the last one failed", async () => {
    const { clock, queue, writes } = createQueue();
    const refused = expect(queue.save()).rejects.toThrow("disk full");
    await clock.settle();
    const stopped = queue.stop();
    writes[0]?.(new Error("disk full"));
    await refused;
    await stopped;
    await clock.advance(60_000);
    expect(writes).toHaveLength(1);
  });

  test("waits for the write that runs", async () => {
    const { clock, queue, writes } = createQueue();
    void queue.save();
    await clock.settle();
    let isStopped = false;
    const stopped = queue.stop().then(() => (isStopped = true));
    await clock.settle();
    expect(isStopped).toBe(false);
    writes[0]?.();
    await stopped;
  });
});

describe("SaveQueue.restart()", () => {
  test("makes up for what was dropped or done in vain", async () => {
    const { clock, queue, writes } = createQueue();
    await queue.stop();
    queue.restart();
    await clock.advance(100);
    expect(writes).toHaveLength(1);
  });
});
