import { LocalError } from "@infrakit/spi";
import { describe, expect, test } from "vitest";
import { type QuestionLot, QuestionLots } from "./question-lots.ts";

const tooLate = new LocalError("deadline_exceeded", "too late");

/** The lots of questions that were asked at these times. */
function lotsAt(...times: readonly number[]): readonly QuestionLot[] {
  const lots = new QuestionLots();
  return times.map((time) => lots.join(time));
}

describe("QuestionLots.join()", () => {
  test("puts ten questions of one moment into a lot", () => {
    const lots = lotsAt(...Array.from({ length: 16 }, (_, n) => n));
    expect(lots.map((lot) => lots.indexOf(lot))).toEqual([
      ...Array.from({ length: 10 }, () => 0),
      ...Array.from({ length: 6 }, () => 10),
    ]);
  });

  test("begins another lot a tenth of a second later", () => {
    const [first, second, third] = lotsAt(0, 99, 100);
    expect([second, third].map((lot) => lot === first)).toEqual([true, false]);
  });

  test("joins no lot of which somebody was given up", () => {
    const lots = new QuestionLots();
    const first = lots.join(0);
    first.giveUp(tooLate);
    const second = lots.join(0);
    expect([first, second].map(({ options }) => options.signal.aborted)).toEqual([true, false]);
  });
});

describe("QuestionLot.giveUp()", () => {
  test("tells those who were given up when nobody waits for an answer of the lot any more", () => {
    const [lot] = lotsAt(0, 0, 0);
    const { signal } = lot?.options ?? {};
    lot?.giveUp(tooLate);
    lot?.answered();
    expect(signal?.aborted).toBe(false);
    lot?.answered();
    expect(signal?.reason).toBe(tooLate);
  });

  test("tells nobody where all were answered", () => {
    const [lot] = lotsAt(0);
    lot?.answered();
    expect(lot?.options.signal.aborted).toBe(false);
  });
});

test("QuestionLot.options let each question be listened for by several, without a warning", async () => {
  const warnings: string[] = [];
  const note = ({ message }: Error): void => void warnings.push(message);
  process.on("warning", note);
  const { signal } = lotsAt(0)[0]?.options ?? {};
  for (let n = 0; n < 20; n++) signal?.addEventListener("abort", () => undefined);
  await new Promise((resolve) => void setImmediate(resolve));
  process.off("warning", note);
  expect(warnings).toEqual([]);
});
