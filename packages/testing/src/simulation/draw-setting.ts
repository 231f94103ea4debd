import type { Dice } from "./dice.ts";
import type { Setting } from "./history.ts";
import { budgetOf } from "./wanted.ts";

/** Draws the part of a world that does not change. */
export function drawSetting(dice: Dice): Omit<Setting, "groups" | "listsOfAll" | "hasOwnNames"> {
  const isNamed = dice.chance(0.3);
  const maxSurge = isNamed ? 0 : dice.pick<Setting["maxSurge"]>([0, 0, 0, 1, 2, "50%"]);
  const usual = {
    logicalIds: isNamed ? ["a", "b", "c"] : [],
    self: isNamed && dice.chance(0.5) ? "b" : null,
    size: isNamed ? 3 : dice.below(6),
    sharesFate: dice.chance(0.3),
    hints: dice.pick<Setting["hints"]>(["none", "all", "some"]),
    maxSurge,
    maxUnavailable: dice.pick<Setting["maxUnavailable"]>(
      maxSurge === 0 ? [1, 1, 2, "50%"] : [0, 1, 2, "50%"],
    ),
    minHealthyMs: dice.pick([0, 0, 1000, 5000]),
    protectsEvery: dice.pick([0, 0, 0, 7]),
    slowestStartMs: dice.pick([0, 1000, 4000]),
    slowestCallMs: dice.pick([10, 200, 2000]),
    finale: dice.pick<Setting["finale"]>(["nothing new", "plan and commit", "resize"]),
    ...drawPatience(dice, isNamed),
  };
  return { ...usual, ...drawLimits(dice, usual) };
}

type Limits = Pick<
  Setting,
  | "onFailure"
  | "maxInstances"
  | "healsAtOnce"
  | "quickFailureMs"
  | "firstBackoffMs"
  | "maxBackoffMs"
  | "stalledAfter"
  | "listsAtOnce"
  | "pollIntervalMs"
  | "maxParallel"
  | "maxFailureRatio"
  | "skipsDrain"
  | "freezeAbove"
  | "createDeadlineMs"
>;

/** What depends on what was drawn before, and what goes with any of it. */
function drawLimits(
  dice: Dice,
  usual: Pick<Setting, keyof Patience | "size" | "maxSurge" | "maxUnavailable">,
): Limits {
  const { onFailure, size } = usual;
  return {
    onFailure: onFailure === "pause" && dice.chance(0.4) ? "rollback" : onFailure,
    maxFailureRatio: onFailure === "continue" ? 0 : dice.pick([0, 0, 0.25, 0.5]),
    // Sometimes no more than what is wanted at first: then an operator who wants more is refused.
    maxInstances: dice.chance(0.15) ? Math.max(3, size + budgetOf(size, usual).surge) : usual.maxInstances,
    healsAtOnce: dice.pick([1, 1, 2]),
    quickFailureMs: dice.pick([10_000, 10_000, 2000, 30_000]),
    firstBackoffMs: dice.pick([1000, 1000, 4000]),
    maxBackoffMs: dice.pick([300_000, 300_000, 20_000]),
    stalledAfter: dice.pick([10, 10, 3]),
    listsAtOnce: dice.chance(0.2),
    pollIntervalMs: dice.pick([10_000, 10_000, 10_000, 4000]),
    maxParallel: dice.pick([0, 0, 0, 1, 2, 3]),
    skipsDrain: dice.chance(0.2),
    freezeAbove: dice.pick<Setting["freezeAbove"]>(["50%", "50%", "75%", 1, 3, null]),
    createDeadlineMs: dice.pick([120_000, 120_000, 90_000]),
  };
}

type Patience = Pick<
  Setting,
  "canary" | "onFailure" | "progressDeadlineMs" | "healAfterMs" | "keepFailed" | "maxInstances"
>;

function drawPatience(dice: Dice, isNamed: boolean): Patience {
  const onFailure = dice.pick<Setting["onFailure"]>(["pause", "pause", "continue"]);
  const deadlineMs = dice.pick([null, null, 20_000]);
  return {
    canary: dice.pick([0, 0, 0, 1, 2]),
    onFailure,
    progressDeadlineMs: onFailure === "continue" ? null : deadlineMs,
    healAfterMs: dice.pick([30_000, 10_000, null]),
    keepFailed: isNamed ? 0 : dice.pick([0, 0, 1, 2]),
    maxInstances: dice.pick([null, null, mostSize + 1]),
  };
}

/** The most instances that an operator asks for at first, with a surge of two. */
const mostSize = 7;
