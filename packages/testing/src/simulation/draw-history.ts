import { configHashTag, groupTag, slotTag } from "@infrakit/spi/data";
import { Dice } from "./dice.ts";
import { drawSetting } from "./draw-setting.ts";
import type { Act, CallFault, History, Setting, SimulatedCall } from "./history.ts";
import { seededRandom } from "../seeded-random.ts";
import { mostGroups } from "./wanted.ts";

/** Whether plugins fail honestly, or lie too. */
export type Honesty = "honest" | "lies";

/** Faults and doings of operators come within this time, in milliseconds. */
export const troubleMs = 60_000;

const mostActs = 24;

/** The most that becomes of each group but the first. */
const mostGroupActs = 10;

/** Draws a history: one seed, one history. */
export function drawHistory(seed: number, honesty: Honesty): History {
  const dice = new Dice(seededRandom(Math.imul(seed + 1, 0x9e3779b1)));
  const count = dice.below(mostActs);
  const acts = Array.from({ length: count }, () => drawAct(dice, honesty));
  const usual = drawSetting(dice);
  const groups = dice.pick([1, 1, 1, 2, mostGroups]);
  const listsOfAll = dice.pick<Setting["listsOfAll"]>(["right", "wrong"]);
  for (let group = 1; group < groups; group++) acts.push(...drawGroupActs(dice, group));
  if (dice.chance(0.3)) acts.push(...drawBadUpdate(dice));
  // Plugins in its process are stopped with a controller: what they have under way is not over.
  if (!usual.sharesFate && dice.chance(0.3)) acts.push(drawPause(dice));
  const isSized = usual.logicalIds.length === 0;
  const self = isSized && dice.chance(0.3) ? "me" : usual.self;
  const hasOwnNames = isSized && dice.chance(0.2);
  const setting: Setting = { ...usual, groups, listsOfAll, self, hasOwnNames };
  return { seed, setting, acts: acts.sort((a, b) => a.at - b.at) };
}

const words = ["pause", "pause", "resume", "abort", "promote", "rollback"] as const;

function drawAct(dice: Dice, honesty: Honesty): Act {
  const at = dice.below(troubleMs);
  if (honesty === "lies" && dice.chance(0.3)) return { at, ...drawLie(dice) };
  return { at, ...(dice.chance(0.7) ? drawFault(dice) : drawDoing(dice)) };
}

/** An update to a version of which nothing good is made at first, and a question how it goes. */
function drawBadUpdate(dice: Dice): readonly Act[] {
  const [at, version] = [5000 + dice.below(troubleMs / 2), dice.pick(["v2", "v3"])];
  // Long enough for some tries, and short enough that there are some after it.
  const [ms, livesMs] = [2000 + dice.below(8000), dice.below(800)];
  return [
    { at, kind: "version is broken", version, ms, livesMs },
    { at, kind: "commit", version, size: 2 + dice.below(4) },
    { at: at + dice.below(troubleMs / 3), kind: "describe" },
  ];
}

function drawPause(dice: Dice): Act {
  const [at, crossings, downMs] = [dice.below(troubleMs), dice.below(40), dice.below(5000)];
  const [ms, awakeMs] = [dice.below(40_000), dice.below(20_000)];
  return { at, kind: "controller is paused", crossings, downMs, ms, awakeMs };
}

/** What becomes of one more group, and of the lists that it shares with others. */
function drawGroupActs(dice: Dice, group: number): readonly Act[] {
  const first: Act = { at: dice.below(5000), group, kind: "commit", version: "v1", size: dice.below(6) };
  const others = Array.from({ length: dice.below(mostGroupActs) }, (): Act => {
    const at = dice.below(troubleMs);
    return { at, group, ...(dice.chance(0.3) ? drawListFault(dice) : drawGroupAct(dice)) };
  });
  return [first, ...others];
}

function drawGroupAct(dice: Dice): Undated {
  return dice.chance(0.7) ? drawDoing(dice) : { kind: "instance dies", nth: dice.below(100) };
}

/** A list of everybody fails, or tells less than there is, or what there was. */
function drawListFault(dice: Dice): Undated {
  const fault = dice.pick(listFaults);
  const ms = fault === "leaves some out" ? 1 + dice.below(4) : dice.below(fault === "is slow" ? 20_000 : 1);
  return { kind: "call fails", call: "describe all", fault, ms };
}

const listFaults = [
  "is refused",
  "gets no answer",
  "loses its answer",
  "is slow",
  "hangs",
  "leaves some out",
  "answers an old list",
] as const;

/** An act without its time; distributes over the union. */
type Undated<T extends Act = Act> = T extends Act ? Omit<T, "at"> : never;

function drawFault(dice: Dice): Undated {
  switch (dice.below(11)) {
    case 0:
    case 1:
      return { kind: "controller is killed", crossings: dice.below(40), downMs: dice.below(5000) };
    case 2:
      return { kind: "instance dies", nth: dice.below(100) };
    case 3:
      return dice.chance(0.5) ? { kind: "plugins restart", downMs: dice.below(10_000) } : drawSickness(dice);
    case 4:
      return dice.chance(0.5)
        ? { kind: "clock jumps", ms: dice.below(dice.pick([1000, 60_000, 900_000])) }
        : drawRefusal(dice);
    case 5:
      return drawBrokenVersion(dice);
    default:
      return drawCallFault(dice);
  }
}

const sicknesses = ["all are sick", "most are sick", "instance is sick", "instance is sick"] as const;

function drawSickness(dice: Dice): Undated {
  const [nth, ms] = [dice.below(100), dice.below(60_000)];
  const kind = dice.pick(sicknesses);
  return kind === "instance is sick" ? { kind, nth, ms } : { kind, ms };
}

function drawBrokenVersion(dice: Dice): Undated {
  const [version, ms] = [dice.pick(versions), dice.below(60_000)];
  return { kind: "version is broken", version, ms, livesMs: dice.chance(0.3) ? null : dice.below(3000) };
}

function drawRefusal(dice: Dice): Undated {
  const ms = dice.below(60_000);
  const kind = dice.chance(0.3) ? "creations are refused for good" : "creations are refused";
  return { kind, ms };
}

/** The calls that fail in a way, the frequent ones more often, and how long it lasts at most. */
const callFaults: readonly [CallFaults, ...CallFaults[]] = [
  {
    fault: "is refused",
    calls: [
      "provision",
      "provision",
      "destroy",
      "describe",
      "describe",
      "save",
      "prepare",
      "drain",
      "healthy",
    ],
    mostMs: 1,
  },
  { fault: "is refused", calls: ["label", "validate", "lookup", "remove", "load"], mostMs: 1 },
  { fault: "gets no answer", calls: ["provision", "destroy", "describe", "prepare", "drain"], mostMs: 1 },
  { fault: "loses its answer", calls: ["provision", "provision", "destroy", "describe", "save"], mostMs: 1 },
  { fault: "loses its answer", calls: ["drain", "remove", "label"], mostMs: 1 },
  { fault: "happens late", calls: ["provision", "destroy"], mostMs: 20_000 },
  {
    fault: "is slow",
    calls: ["provision", "destroy", "describe", "save", "drain", "prepare"],
    mostMs: 20_000,
  },
  { fault: "is slow", calls: ["lookup", "healthy", "validate", "remove", "load"], mostMs: 20_000 },
  { fault: "hangs", calls: ["provision", "destroy", "describe", "drain", "prepare", "healthy"], mostMs: 1 },
  { fault: "is repeated", calls: ["destroy", "label", "drain", "save", "describe"], mostMs: 1 },
  { fault: "is listed late", calls: ["provision", "destroy"], mostMs: 9000 },
];

interface CallFaults {
  readonly fault: CallFault;
  readonly calls: readonly [SimulatedCall, ...SimulatedCall[]];
  readonly mostMs: number;
}

function drawCallFault(dice: Dice): Undated {
  const { fault, calls, mostMs } = dice.pick(callFaults);
  return { kind: "call fails", call: dice.pick(calls), fault, ms: dice.below(mostMs) };
}

function drawLie(dice: Dice): Undated {
  const nth = dice.below(100);
  switch (dice.below(6)) {
    case 0: {
      const tag = dice.pick([groupTag, slotTag, configHashTag]);
      return dice.chance(0.3)
        ? { kind: "creation loses a tag", tag }
        : { kind: "instance loses a tag", nth, tag };
    }
    case 1:
      return { kind: "health is misjudged", nth, ms: dice.below(60_000) };
    case 2:
      return { kind: "stranger comes", isTagged: dice.chance(0.5) };
    case 3:
      return dice.chance(0.3)
        ? { kind: "creations are not listed", ms: dice.below(60_000) }
        : { kind: "call fails", call: "provision", fault: "is never listed", ms: 0 };
    case 4:
      return { kind: "call fails", call: "describe", fault: "answers an old list", ms: 0 };
    default:
      return { kind: "call fails", call: "describe", fault: "leaves some out", ms: 1 + dice.below(4) };
  }
}

const versions = ["v1", "v2", "v3"] as const;

function drawDoing(dice: Dice): Undated {
  const version = dice.pick(versions);
  switch (dice.below(15)) {
    case 0:
    case 1:
    case 2:
      return { kind: "commit", version, size: dice.below(7) };
    case 3:
    case 4:
      return { kind: "set size", size: dice.below(7) };
    case 5:
      return { kind: "destroy instances", nth: dice.below(100), count: 1 + dice.below(2) };
    case 6:
      return { kind: "commit again" };
    case 7:
      return { kind: "pretend", version };
    case 8:
      return { kind: "destroy" };
    case 12:
    case 13:
      return { kind: "tell", word: dice.pick(words) };
    case 14:
      return { kind: "replace", nth: dice.below(100) };
    case 9:
      return dice.chance(0.5) ? { kind: "free" } : { kind: "commit", version, size: dice.below(7) };
    case 10:
      return dice.chance(0.5)
        ? { kind: "tell", word: dice.pick(["abort", "promote"]) }
        : { kind: "describe" };
    default:
      return { kind: "describe" };
  }
}
