import { expect, test } from "vitest";
import { type Loss, withLateReason, withLoss } from "./losses.ts";
import { noProgress } from "./progress.ts";

const loss: Loss = { slot: "0", instance: "i-1", at: 1000, reason: null };

test("withLoss() counts an instance without a slot of its own in the sum alone", () => {
  const { restarts, losses } = withLoss(noProgress, { ...loss, slot: "i-1" });
  expect(restarts).toBe(1);
  expect([...losses]).toEqual([]);
});

test("withLoss() begins a new row when the slot was in peace for ten minutes", () => {
  const first = withLoss(noProgress, loss);
  const soon = withLoss(first, { ...loss, at: loss.at + 599_999 });
  const late = withLoss(first, { ...loss, at: loss.at + 600_000 });
  expect(soon.losses.get("0")).toMatchObject({ count: 2, inARow: 2 });
  expect(late.losses.get("0")).toMatchObject({ count: 2, inARow: 1 });
});

test.for<readonly [why: string, given: Loss, instance: string, reason: string | null]>([
  ["nobody has said", loss, "i-1", "exited with code 1"],
  ["another was lost", loss, "i-2", null],
  ["it is known", { ...loss, reason: "was ended by SIGKILL" }, "i-1", "was ended by SIGKILL"],
])("withLateReason() tells the reason of a loss when %s", ([, given, instance, reason]) => {
  const lost = withLoss(noProgress, given);
  expect(withLateReason(lost, instance, "exited with code 1").losses.get("0")?.reason).toBe(reason);
});
