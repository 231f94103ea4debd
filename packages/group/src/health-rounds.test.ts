import type { Health } from "@infrakit/spi/data";
import { ManualClock } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { attention, instancesOf } from "../test/asked-instances.ts";
import { HealthRounds } from "./health-rounds.ts";
import type { HealthAnswer } from "./observe.ts";
import { QuestionLots } from "./question-lots.ts";

/** Rounds whose questions the test answers. */
function createRounds(): {
  readonly clock: ManualClock;
  readonly rounds: HealthRounds;
  readonly asked: string[];
  readonly told: string[];
  readonly answer: (id: string, health?: Health, error?: string) => void;
} {
  const clock = new ManualClock();
  const asked: string[] = [];
  const told: string[] = [];
  const waiting = new Map<string, (answer: HealthAnswer) => void>();
  const rounds = new HealthRounds({
    clock,
    phase: 0,
    lots: new QuestionLots(),
    logger: { warn: () => undefined },
    ask: ({ id }) => {
      asked.push(id);
      return new Promise((resolve) => waiting.set(id, resolve));
    },
    onAnswers: (answers) => void told.push([...answers.keys()].join()),
  });
  const answer = (id: string, health: Health = "healthy", error: string | null = null): void =>
    waiting.get(id)?.({ health, error });
  return { clock, rounds, asked, told, answer };
}

/** Rounds in which everybody answers the same at once; what is counted is when each was asked. */
function createAnswered(health: Health): {
  readonly clock: ManualClock;
  readonly rounds: HealthRounds;
  readonly asked: number[];
} {
  const clock = new ManualClock();
  const start = clock.now();
  const asked: number[] = [];
  const rounds = new HealthRounds({
    clock,
    phase: 0,
    lots: new QuestionLots(),
    logger: { warn: () => undefined },
    ask: () => {
      asked.push(clock.now() - start);
      return Promise.resolve({ health, error: null });
    },
    onAnswers: () => undefined,
  });
  return { clock, rounds, asked };
}

function countBetween(times: readonly number[], from: number, to: number): number {
  return times.filter((time) => time >= from && time < to).length;
}

describe("HealthRounds.follow()", () => {
  test("asks sixteen at once", () => {
    const { rounds, asked } = createRounds();
    rounds.follow(instancesOf(20), attention);
    expect(asked).toHaveLength(16);
  });

  test("asks those that were not reached first when it is called again", async () => {
    const { clock, rounds, asked, answer } = createRounds();
    rounds.follow(instancesOf(20), attention);
    rounds.follow(instancesOf(20), attention);
    for (const id of ["i-1", "i-2", "i-3", "i-4"]) answer(id);
    await clock.settle();
    expect(asked.slice(16)).toEqual(["i-17", "i-18", "i-19", "i-20"]);
  });

  test("asks the others again and again while one never answers", async () => {
    const { clock, rounds, asked, answer } = createRounds();
    rounds.follow(instancesOf(3), attention);
    for (let round = 0; round < 3; round++) {
      for (const id of ["i-2", "i-3"]) answer(id, "unknown");
      await clock.settle();
      await clock.advance(1000);
    }
    expect(asked).toEqual(["i-1", "i-2", "i-3", "i-2", "i-3", "i-2", "i-3", "i-2", "i-3"]);
  });

  test("does not ask those that are not listed any more", async () => {
    const { clock, rounds, asked, answer } = createRounds();
    rounds.follow(instancesOf(20), attention);
    rounds.follow(instancesOf(17), attention);
    for (const id of ["i-1", "i-2", "i-3"]) answer(id);
    await clock.settle();
    expect(asked.slice(16, 17)).toEqual(["i-17"]);
    expect(asked).not.toContain("i-18");
  });

  test("tells answers together when they come together", async () => {
    const { clock, rounds, told, answer } = createRounds();
    rounds.follow(instancesOf(3), attention);
    answer("i-1");
    answer("i-2");
    await clock.settle();
    answer("i-3");
    await clock.settle();
    expect(told).toEqual(["i-1,i-2", "i-3"]);
  });

  test("does not tell the answer of one that is not listed any more", async () => {
    const { clock, rounds, told, answer } = createRounds();
    rounds.follow(instancesOf(2), attention);
    rounds.follow(instancesOf(1), attention);
    answer("i-1");
    answer("i-2");
    await clock.settle();
    expect(told).toEqual(["i-1"]);
  });

  test("asks healthy ones once in an interval, evenly spread over it", async () => {
    const { clock, rounds, asked } = createAnswered("healthy");
    rounds.follow(instancesOf(100), attention);
    await clock.advance(40_000);
    const seconds = Array.from({ length: 20 }, (_, n) =>
      countBetween(asked, (20 + n) * 1000, (21 + n) * 1000),
    );
    expect(countBetween(asked, 20_000, 40_000)).toBe(200);
    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(8);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(12);
  });

  test("asks no more often when it is called more often", async () => {
    const { clock, rounds, asked } = createAnswered("healthy");
    for (let call = 0; call < 1000; call++) {
      rounds.follow(instancesOf(1), attention);
      await clock.advance(10);
    }
    // At first, at its moment in this interval, and no more before the next.
    expect(asked).toHaveLength(2);
  });

  test.for([
    { health: "unhealthy", count: 10, perSecond: 10 },
    { health: "unknown", count: 10, perSecond: 10 },
    { health: "unhealthy", count: 160, perSecond: 16 },
  ] as const)(
    "asks $count that are $health, $perSecond of them a second",
    async ({ health, count, perSecond }) => {
      const { clock, rounds, asked } = createAnswered(health);
      rounds.follow(instancesOf(count), attention);
      await clock.advance(30_500);
      expect(countBetween(asked, 500, 30_500) / 30).toBeCloseTo(perSecond, 0);
    },
  );

  test("asks one every second for as long as its health has to last", async () => {
    const { clock, rounds, asked } = createAnswered("healthy");
    rounds.follow(instancesOf(1), { ...attention, watchMs: 5000 });
    await clock.advance(5000);
    expect(asked).toEqual([0, 1000, 2000, 3000, 4000, 5000]);
  });
});

test("HealthRounds.tellAgain() tells what was answered, and nothing of those who have not answered", async () => {
  const { clock, rounds, told, answer } = createRounds();
  rounds.follow(instancesOf(3), attention);
  answer("i-1");
  answer("i-3");
  await clock.settle();
  rounds.tellAgain();
  await clock.settle();
  expect(told).toEqual(["i-1,i-3", "i-1,i-3"]);
});

test("HealthRounds tells an answer that repeats the one before no more", async () => {
  const { clock, rounds, asked, told, answer } = createRounds();
  rounds.follow(instancesOf(1), attention);
  for (const health of ["unhealthy", "unhealthy", "healthy", "healthy"] as const) {
    answer("i-1", health);
    await clock.advance(20_000);
  }
  expect(asked).toHaveLength(5);
  expect(told).toEqual(["i-1", "i-1"]);
});

test.for<
  readonly [why: string, answers: readonly (readonly [health: Health, error?: string])[], told: number]
>([
  ["the flavor that was away does not know", [["unknown", "away"], ["unknown"]], 2],
  ["the flavor that does not know is away", [["unknown"], ["unknown", "away"]], 2],
  [
    "the flavor is away for another reason",
    [
      ["unknown", "away"],
      ["unknown", "too slow"],
    ],
    2,
  ],
  [
    "the flavor is still away",
    [
      ["unknown", "away"],
      ["unknown", "away"],
    ],
    1,
  ],
  ["the flavor still does not know", [["unknown"], ["unknown"]], 1],
])("HealthRounds tells what is new when %s", async ([, answers, count]) => {
  const { clock, rounds, told, answer } = createRounds();
  rounds.follow(instancesOf(1), attention);
  for (const [health, error] of answers) {
    answer("i-1", health, error);
    await clock.advance(20_000);
  }
  expect(told).toHaveLength(count);
});

test("HealthRounds.close() asks nothing more, and leaves no timer", async () => {
  const { clock, rounds, asked, answer } = createRounds();
  rounds.follow(instancesOf(20), attention);
  rounds.close();
  expect(clock.timers).toBe(0);
  answer("i-1");
  await clock.advance(60_000);
  expect(asked).toHaveLength(16);
});

/** Rounds of a flavor that never answers, with what it is told of each call. */
function createSilent(): {
  readonly clock: ManualClock;
  readonly rounds: HealthRounds;
  readonly signals: AbortSignal[];
  readonly told: HealthAnswer[];
  readonly log: string[];
} {
  const clock = new ManualClock();
  const signals: AbortSignal[] = [];
  const told: HealthAnswer[] = [];
  const log: string[] = [];
  const rounds = new HealthRounds({
    clock,
    phase: 0,
    lots: new QuestionLots(),
    logger: { warn: (fields, message) => void log.push(`${message} ${JSON.stringify(fields)}`) },
    ask: (_, { signal }) => {
      if (signal !== undefined) signals.push(signal);
      return new Promise(() => undefined);
    },
    onAnswers: (answers) => void told.push(...answers.values()),
  });
  return { clock, rounds, signals, told, log };
}

test("HealthRounds gives a question up when it is not answered within 30 s, and asks the next", async () => {
  const { clock, rounds, signals, told, log } = createSilent();
  rounds.follow(instancesOf(17), attention);
  await clock.advance(29_999);
  expect({ asked: signals.length, told }).toEqual({ asked: 16, told: [] });
  await clock.advance(1);
  const unanswered = { health: "unknown", error: "Healthy did not answer within 30 s" };
  expect(told).toEqual(Array.from({ length: 16 }, () => unanswered));
  expect(log[0]).toBe(`health is unknown {"instance":"i-1","error":"${unanswered.error}"}`);
  expect(signals.map(({ aborted }) => aborted)).toEqual([...Array.from({ length: 16 }, () => true), false]);
  await clock.advance(1100);
  expect(signals).toHaveLength(32);
});

test("HealthRounds takes no answer that comes after the question was given up", async () => {
  const clock = new ManualClock();
  const told: HealthAnswer[] = [];
  const answers: ((answer: HealthAnswer) => void)[] = [];
  const rounds = new HealthRounds({
    clock,
    phase: 0,
    lots: new QuestionLots(),
    logger: { warn: () => undefined },
    ask: () => new Promise((resolve) => answers.push(resolve)),
    onAnswers: (news) => void told.push(...news.values()),
  });
  rounds.follow(instancesOf(1), attention);
  await clock.advance(31_000);
  const [first, second] = answers;
  first?.({ health: "unhealthy", error: null });
  await clock.settle();
  expect(told.map(({ health }) => health)).toEqual(["unknown"]);
  second?.({ health: "healthy", error: null });
  await clock.settle();
  expect(told.map(({ health }) => health)).toEqual(["unknown", "healthy"]);
});

test("HealthRounds.close() tells those who are asked that nobody waits for them", () => {
  const { rounds, signals } = createSilent();
  rounds.follow(instancesOf(1), attention);
  rounds.close();
  expect(signals.map(({ reason }) => String(reason))).toEqual([
    "LocalError: Healthy is not waited for any more",
  ]);
});
