import type { Health, InstanceDescription } from "@infrakit/spi/data";
import { ManualClock } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { attention, instancesOf } from "../test/asked-instances.ts";
import { HealthRounds } from "./health-rounds.ts";
import type { HealthAnswer } from "./observe.ts";
import { QuestionLots } from "./question-lots.ts";

interface Question {
  readonly instance: InstanceDescription;
  readonly at: number;
  readonly signal: AbortSignal;
  readonly answer: (health: Health) => void;
}

/** Rounds of which each question is kept, and answered at once where `health` is given. */
function createAsked({ lots = new QuestionLots(), clock = new ManualClock() } = {}): {
  readonly clock: ManualClock;
  readonly rounds: HealthRounds;
  readonly asked: Question[];
  readonly ids: () => readonly string[];
  readonly flavor: { health: Health | undefined; takesMs: number };
  readonly calls: { count: number };
} {
  const start = clock.now();
  const asked: Question[] = [];
  const flavor: { health: Health | undefined; takesMs: number } = { health: undefined, takesMs: 0 };
  const calls = { count: 0 };
  const rounds = new HealthRounds({
    clock: {
      now: () => clock.now(),
      callSoon: (callback) => clock.callSoon(callback),
      callAt: (time, callback) => {
        calls.count++;
        return clock.callAt(time, callback);
      },
    },
    phase: 0,
    lots,
    logger: { warn: () => undefined },
    ask: (instance, { signal = new AbortController().signal }) =>
      new Promise<HealthAnswer>((resolve) => {
        const answer = (health: Health): void => resolve({ health, error: null });
        asked.push({ instance, at: clock.now() - start, signal, answer });
        const { health, takesMs } = flavor;
        if (health === undefined) return;
        if (takesMs === 0) answer(health);
        else clock.callAt(clock.now() + takesMs, () => answer(health));
      }),
    onAnswers: () => undefined,
  });
  return { clock, rounds, asked, ids: () => asked.map(({ instance }) => instance.id), flavor, calls };
}

/** How many were asked in each second of a time. */
function perSecond(asked: readonly Question[], from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, n) => {
    const second = asked.filter(({ at }) => at >= (from + n) * 1000 && at < (from + n + 1) * 1000);
    return second.length;
  });
}

describe("HealthRounds.follow()", () => {
  test.for([100, 2500])("asks %i healthy ones evenly, ten times a second at most", async (count) => {
    const { clock, rounds, asked, flavor } = createAsked();
    flavor.health = "healthy";
    rounds.follow(instancesOf(count), attention);
    await clock.advance(40_000);
    const seconds = perSecond(asked, 20, 40);
    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(count / 10 - 3);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(count / 10 + 3);
    const moments = new Set(asked.map(({ at }) => at).filter((at) => at >= 20_000));
    expect(moments.size).toBeLessThanOrEqual(201);
  });

  test.for([
    { who: "have answered", listed: 17 },
    { who: "are gone", listed: 1 },
  ])("asks whoever is due next when those who took all places $who", async ({ listed }) => {
    const { clock, rounds, asked, flavor } = createAsked();
    flavor.health = "unhealthy";
    rounds.follow(instancesOf(1), attention);
    await clock.advance(200);
    Object.assign(flavor, { health: "healthy", takesMs: 300 });
    rounds.follow(instancesOf(17), { ...attention, intervalMs: 300_000 });
    rounds.follow(instancesOf(listed), { ...attention, intervalMs: 300_000 });
    await clock.advance(1000);
    expect(asked.slice(17).map(({ instance, at }) => [instance.id, at])).toEqual([["i-1", 1000]]);
  });

  test("asks as often as it was told last", async () => {
    const { clock, rounds, asked, flavor } = createAsked();
    flavor.health = "healthy";
    rounds.follow(instancesOf(1), attention);
    rounds.follow(instancesOf(1), { intervalMs: 2000, watchMs: 3000 });
    await clock.advance(20_000);
    const times = asked.map(({ at }) => at);
    expect(times.slice(-3).map((at, n) => at - (times.at(n - 4) ?? 0))).toEqual([2000, 2000, 2000]);
  });

  test("shows an instance as it was listed last", async () => {
    const { clock, rounds, asked, flavor } = createAsked();
    flavor.health = "unhealthy";
    rounds.follow(instancesOf(1), attention);
    rounds.follow(
      instancesOf(1).map((instance) => ({ ...instance, tags: { a: "b" } })),
      attention,
    );
    await clock.advance(1000);
    expect(asked.map(({ instance }) => instance.tags)).toEqual([{}, { a: "b" }]);
  });

  test("asks new ones before those that are due, and the others in the order in which they are", async () => {
    const { clock, rounds, asked, ids } = createAsked();
    rounds.follow(instancesOf(17), attention);
    asked[0]?.answer("unhealthy");
    asked[1]?.answer("unhealthy");
    await clock.settle();
    asked[16]?.answer("unhealthy");
    rounds.follow(instancesOf(18), attention);
    await clock.settle();
    rounds.follow(instancesOf(20), attention);
    await clock.advance(2000);
    rounds.follow(instancesOf(21), attention);
    for (const question of asked.slice(2, 7)) question.answer("healthy");
    await clock.settle();
    expect(ids().slice(16)).toEqual(["i-17", "i-18", "i-19", "i-20", "i-21", "i-1", "i-2", "i-17"]);
  });

  test("asks new ones in the order in which they were listed first", async () => {
    const { clock, rounds, asked, ids } = createAsked();
    rounds.follow(instancesOf(17), attention);
    rounds.follow(instancesOf(18), attention);
    for (const question of asked.slice(0, 2)) question.answer("healthy");
    await clock.settle();
    expect(ids().slice(16)).toEqual(["i-17", "i-18"]);
  });

  test("asks one that is listed again as a new one", async () => {
    const { clock, rounds, ids, flavor } = createAsked();
    flavor.health = "healthy";
    rounds.follow(instancesOf(2), attention);
    await clock.settle();
    rounds.follow(instancesOf(1), attention);
    rounds.follow(instancesOf(2), attention);
    expect(ids()).toEqual(["i-1", "i-2", "i-2"]);
  });

  test("needs one timer, and none for nobody, or after close()", async () => {
    const { clock, rounds, flavor } = createAsked();
    flavor.health = "unhealthy";
    rounds.follow(instancesOf(20), attention);
    await clock.advance(5000);
    flavor.health = "healthy";
    rounds.follow(instancesOf(30), attention);
    await clock.advance(5000);
    expect(clock.timers).toBe(1);
    rounds.follow([], attention);
    expect(clock.timers).toBe(0);
    rounds.follow(instancesOf(1), attention);
    await clock.advance(1000);
    expect(clock.timers).toBe(1);
    rounds.close();
    expect(clock.timers).toBe(0);
  });

  test("does not wake up for one that finds no place", async () => {
    const { clock, rounds, calls } = createAsked();
    rounds.follow(instancesOf(17), attention);
    await clock.advance(29_900);
    expect(calls.count).toBe(1);
  });

  test("asks a healthy one at its own moment, however long the flavor thinks", async () => {
    const { clock, rounds, asked, flavor } = createAsked();
    Object.assign(flavor, { health: "healthy", takesMs: 600 });
    rounds.follow(instancesOf(1), attention);
    await clock.advance(40_000);
    const times = asked.map(({ at }) => at);
    expect(times.slice(2).map((at, n) => at - (times[n + 1] ?? 0))).toEqual([10_000, 10_000, 10_000]);
  });

  test("makes up for no question that was not asked in time", async () => {
    const { clock, rounds, asked, flavor } = createAsked();
    flavor.health = "healthy";
    rounds.follow(instancesOf(1), attention);
    await clock.advance(10_000);
    clock.jump(100_000);
    await clock.advance(4900);
    expect(asked.filter(({ at }) => at >= 110_000)).toHaveLength(1);
  });

  test.for([
    { who: "have turned healthy together", healths: ["healthy", "unhealthy"], watchMs: 0 },
    { who: "were watched together", healths: ["healthy"], watchMs: 5000 },
  ] as const)("asks those evenly who $who", async ({ healths, watchMs }) => {
    const { clock, rounds, asked, flavor } = createAsked();
    for (const health of healths) {
      flavor.health = health;
      rounds.follow(instancesOf(100), { ...attention, watchMs });
      await clock.advance(30_000);
    }
    flavor.health = "healthy";
    await clock.advance(60_000);
    const end = 30 * (healths.length + 2);
    const seconds = perSecond(asked, end - 20, end);
    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(4);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(15);
  });

  test.for([
    { health: "healthy", watchMs: 60_000 },
    { health: "unhealthy", watchMs: 0 },
  ] as const)("asks one that is $health once in an interval at least", async ({ health, watchMs }) => {
    const { clock, rounds, asked, flavor } = createAsked();
    flavor.health = health;
    rounds.follow(instancesOf(1), { intervalMs: 500, watchMs });
    await clock.advance(2000);
    expect(asked.map(({ at }) => at)).toEqual([0, 500, 1000, 1500, 2000]);
  });
});

test("HealthRounds tells whom it gives up on, though others who were asked with it have answered", async () => {
  const { clock, rounds, asked } = createAsked();
  rounds.follow(instancesOf(2), { ...attention, intervalMs: 300_000 });
  asked[0]?.answer("healthy");
  await clock.advance(30_000);
  expect(asked[1]?.signal.aborted).toBe(true);
});

test("HealthRounds.close() tells all who are asked", () => {
  const { rounds, asked } = createAsked();
  rounds.follow(instancesOf(16), attention);
  rounds.close();
  expect(asked.map(({ signal }) => signal.aborted)).toEqual(Array.from({ length: 16 }, () => true));
});

test("HealthRounds.close() takes nobody's question from another group, though its own is answered later", async () => {
  const lots = new QuestionLots();
  const clock = new ManualClock();
  const [one, other] = [createAsked({ lots, clock }), createAsked({ lots, clock })];
  one.rounds.follow(instancesOf(1), attention);
  other.rounds.follow(instancesOf(2), attention);
  one.rounds.close();
  one.asked[0]?.answer("healthy");
  other.asked[0]?.answer("healthy");
  await clock.settle();
  expect(other.asked[1]?.signal.aborted).toBe(false);
  other.rounds.close();
  expect(other.asked[1]?.signal.aborted).toBe(true);
});
