import { expect, test } from "vitest";
import { coalesce } from "./coalesce.ts";

/** A run that ends when it is told to. */
function controlledRuns(): { run: () => Promise<number>; end: ((error?: Error) => void)[] } {
  const end: ((error?: Error) => void)[] = [];
  const run = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const number = end.length + 1;
      end.push((error) => (error === undefined ? resolve(number) : reject(error)));
    });
  return { run, end };
}

test("coalesce() lets calls share the run after the one that runs", async () => {
  const { run, end } = controlledRuns();
  const call = coalesce(run);
  const first = call();
  const others = [call(), call(), call()];
  expect(end).toHaveLength(1);
  end[0]?.();
  expect(await first).toBe(1);
  await expect.poll(() => end.length).toBe(2);
  end[1]?.();
  expect(await Promise.all(others)).toEqual([2, 2, 2]);
});

test("coalesce() runs again when the run before has failed", async () => {
  const { run, end } = controlledRuns();
  const call = coalesce(run);
  const first = call();
  const second = call();
  end[0]?.(new Error("no"));
  await expect(first).rejects.toThrow("no");
  await expect.poll(() => end.length).toBe(2);
  end[1]?.();
  expect(await second).toBe(2);
  const third = call();
  expect(end).toHaveLength(3);
  end[2]?.();
  expect(await third).toBe(3);
});
