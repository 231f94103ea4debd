import { configHashTag } from "@infrakit/spi/data";
import { type KeptHistory, usual } from "./simulation-kept.ts";

/** Histories of lies in which the controller, or the simulated world itself, once did wrong. They stay. */
export const liesHistories: readonly KeptHistory[] = [
  {
    name: "what was created is not listed for a minute",
    honesty: "lies",
    history: {
      seed: 199,
      setting: {
        ...usual,
        minHealthyMs: 5000,
        finale: "resize",
      },
      acts: [
        { at: 1966, kind: "creations are not listed", ms: 49545 },
        { at: 10282, kind: "set size", size: 6 },
      ],
    },
  },
  {
    name: "the list that an operator is given shows what the group has not seen, as its own list hangs",
    honesty: "lies",
    history: {
      seed: 113777,
      setting: {
        ...usual,
        canary: 1,
        keepFailed: 2,
        maxInstances: 8,
        size: 2,
        hints: "some",
        minHealthyMs: 5000,
        protectsEvery: 7,
        slowestStartMs: 4000,
        slowestCallMs: 200,
        finale: "resize",
      },
      acts: [
        { at: 38_312, kind: "instance dies", nth: 96 },
        { at: 47_554, kind: "call fails", call: "describe", fault: "hangs", ms: 0 },
        { at: 56_474, kind: "instance loses a tag", nth: 2, tag: configHashTag },
      ],
    },
  },
];
