import { expect, test } from "vitest";
import { createRefresher } from "./refresher.ts";

/** A refresher whose fetches and pauses end when the test says so. */
function setUp(): {
  readonly ask: (isUrgent: boolean) => void;
  readonly runs: { end: () => void; fail: (error: Error) => void }[];
  readonly pauses: (() => void)[];
  readonly errors: unknown[];
} {
  const runs: { end: () => void; fail: (error: Error) => void }[] = [];
  const pauses: (() => void)[] = [];
  const errors: unknown[] = [];
  const refresher = createRefresher({
    run: () => new Promise<void>((end, fail) => runs.push({ end, fail })),
    pause: () => new Promise<void>((resolve) => pauses.push(resolve)),
    onError: (error) => errors.push(error),
  });
  return { ask: (isUrgent) => refresher.ask(isUrgent), runs, pauses, errors };
}

/** Lets everything that is settled go on. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test("ask() fetches once more, after a pause, when it is asked often during a fetch", async () => {
  const { ask, runs, pauses } = setUp();
  for (let time = 0; time < 5; time += 1) ask(false);
  expect(runs).toHaveLength(1);
  runs[0]?.end();
  await settle();
  expect(runs).toHaveLength(1);
  pauses[0]?.();
  await settle();
  expect(runs).toHaveLength(2);
  runs[1]?.end();
  await settle();
  pauses[1]?.();
  await settle();
  expect(runs).toHaveLength(2);
});

test("ask() fetches at once when it is urgent during a pause", async () => {
  const { ask, runs } = setUp();
  ask(false);
  runs[0]?.end();
  await settle();
  ask(false);
  expect(runs).toHaveLength(1);
  ask(true);
  expect(runs).toHaveLength(2);
});

test("ask() fetches again at once when an urgent one came during a fetch", async () => {
  const { ask, runs } = setUp();
  ask(false);
  ask(true);
  runs[0]?.end();
  await settle();
  expect(runs).toHaveLength(2);
});

test("ask() tells of the error and can be asked again when a fetch fails", async () => {
  const { ask, runs, errors } = setUp();
  ask(false);
  runs[0]?.fail(new Error("gone"));
  await settle();
  expect(errors).toEqual([new Error("gone")]);
  ask(false);
  expect(runs).toHaveLength(2);
});
