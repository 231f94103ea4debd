import { expect, test } from "vitest";
import { replay, rules, simulate } from "@infrakit/testing/simulation";
import { impatientControllers } from "../test/simulation-wrong-patience.ts";
import { wrongControllers } from "../test/simulation-wrong.ts";

const controllers = [...wrongControllers, ...impatientControllers];

test("rules each have a controller that breaks them", () => {
  const broken = new Set(controllers.map(({ breaks }) => breaks));
  expect(rules.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
});

test.for(controllers)(
  "simulate() catches a controller that $name: $breaks",
  { timeout: 180_000 },
  async ({ open, honesty, breaks }) => {
    const one = rules.filter(({ name }) => name === breaks);
    const { failures } = await simulate({
      open,
      honesty,
      firstSeed: 0,
      count: 3000,
      rules: one,
      only: breaks,
    });
    const [failure] = failures;
    expect(failure?.violations.join("\n")).toContain(`${breaks}: `);
    const replayed = failure === undefined ? null : await replay(failure.history, open, one);
    expect(replayed?.violations).toEqual(failure?.violations);
  },
);
