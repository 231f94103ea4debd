import type { Health, InstanceDescription } from "@infrakit/spi/data";
import { ManualClock } from "@infrakit/testing";
import { describe, expect, test } from "vitest";
import { HealthRounds } from "./health-rounds.ts";

function instancesOf(count: number): readonly InstanceDescription[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `i-${n + 1}`,
    logicalId: null,
    tags: {},
    properties: null,
  }));
}

/** Rounds whose questions the test answers. */
function createRounds(): {
  readonly clock: ManualClock;
  readonly rounds: HealthRounds;
  readonly asked: string[];
  readonly told: string[];
  readonly answer: (id: string) => void;
} {
  const clock = new ManualClock();
  const asked: string[] = [];
  const told: string[] = [];
  const waiting = new Map<string, (health: Health) => void>();
  const rounds = new HealthRounds({
    clock,
    ask: ({ id }) => {
      asked.push(id);
      return new Promise((resolve) => waiting.set(id, resolve));
    },
    onAnswers: (answers) => void told.push([...answers.keys()].join()),
  });
  return { clock, rounds, asked, told, answer: (id) => waiting.get(id)?.("healthy") };
}

describe("HealthRounds.begin()", () => {
  test("asks sixteen at once", () => {
    const { rounds, asked } = createRounds();
    rounds.begin(instancesOf(20));
    expect(asked).toHaveLength(16);
  });

  test("asks those that were not reached first when another round begins", async () => {
    const { clock, rounds, asked, answer } = createRounds();
    rounds.begin(instancesOf(20));
    rounds.begin(instancesOf(20));
    for (const id of ["i-1", "i-2", "i-3", "i-4"]) answer(id);
    await clock.settle();
    expect(asked.slice(16)).toEqual(["i-17", "i-18", "i-19", "i-20"]);
  });

  test("asks the others again and again while one never answers", async () => {
    const { clock, rounds, asked, answer } = createRounds();
    rounds.begin(instancesOf(3));
    answer("i-2");
    answer("i-3");
    await clock.settle();
    rounds.begin(instancesOf(3));
    expect(asked).toEqual(["i-1", "i-2", "i-3", "i-2", "i-3"]);
  });

  test("does not ask those that are not listed any more", async () => {
    const { clock, rounds, asked, answer } = createRounds();
    rounds.begin(instancesOf(20));
    rounds.begin(instancesOf(17));
    for (const id of ["i-1", "i-2", "i-3"]) answer(id);
    await clock.settle();
    expect(asked.slice(16, 17)).toEqual(["i-17"]);
    expect(asked).not.toContain("i-18");
  });

  test("tells answers together when they come together", async () => {
    const { clock, rounds, told, answer } = createRounds();
    rounds.begin(instancesOf(3));
    answer("i-1");
    answer("i-2");
    await clock.settle();
    answer("i-3");
    await clock.settle();
    expect(told).toEqual(["i-1,i-2", "i-3"]);
  });
});

test("HealthRounds.close() asks nothing more", async () => {
  const { clock, rounds, asked, answer } = createRounds();
  rounds.begin(instancesOf(20));
  rounds.close();
  answer("i-1");
  await clock.settle();
  expect(asked).toHaveLength(16);
});
