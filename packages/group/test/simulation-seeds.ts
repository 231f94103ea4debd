import { type KeptHistory, usual } from "./simulation-kept.ts";

/** Histories of honest faults in which the controller, or the simulated world itself, once did wrong. They stay. */
export const honestHistories: readonly KeptHistory[] = [
  {
    name: "a group is freed while it is being destroyed",
    honesty: "honest",
    history: {
      seed: 110,
      setting: {
        ...usual,
        minHealthyMs: 1000,
        slowestStartMs: 1000,
      },
      acts: [
        { at: 10465, kind: "instance dies", nth: 93 },
        { at: 30507, kind: "destroy" },
        { at: 31946, kind: "free" },
      ],
    },
  },
  {
    name: "a drain without an answer ends after the group was freed",
    honesty: "honest",
    history: {
      seed: 218,
      setting: {
        ...usual,
        size: 4,
        protectsEvery: 7,
        slowestStartMs: 1000,
        slowestCallMs: 10,
      },
      acts: [
        { at: 15645, kind: "call fails", call: "drain", fault: "gets no answer", ms: 0 },
        { at: 18104, kind: "commit", version: "v1", size: 5 },
        { at: 42368, kind: "call fails", call: "remove", fault: "is slow", ms: 16171 },
        { at: 53409, kind: "destroy" },
        { at: 57128, kind: "free" },
      ],
    },
  },
  {
    name: "a group is committed while its record is being removed",
    honesty: "honest",
    history: {
      seed: 4345,
      setting: {
        ...usual,
        size: 5,
        hints: "some",
        minHealthyMs: 1000,
        slowestCallMs: 200,
      },
      acts: [
        { at: 33738, kind: "call fails", call: "remove", fault: "is slow", ms: 19517 },
        { at: 42996, kind: "destroy" },
        { at: 58890, kind: "commit", version: "v1", size: 5 },
      ],
    },
  },
  {
    name: "a resize is told newer things than the look that hangs",
    honesty: "honest",
    history: {
      seed: 2417,
      setting: {
        ...usual,
        size: 4,
        hints: "some",
        protectsEvery: 7,
      },
      acts: [
        { at: 5663, kind: "call fails", call: "describe", fault: "hangs", ms: 0 },
        { at: 25134, kind: "instance dies", nth: 28 },
        { at: 49354, kind: "set size", size: 0 },
      ],
    },
  },
  {
    name: "the drain of the instance that the controller runs on cannot be sent while its group is forgotten",
    honesty: "honest",
    history: {
      seed: 82399,
      setting: {
        ...usual,
        logicalIds: ["a", "b", "c"],
        self: "b",
        sharesFate: true,
        hints: "all",
        maxUnavailable: 2,
        protectsEvery: 7,
        slowestStartMs: 1000,
        finale: "resize",
      },
      acts: [
        { at: 3088, kind: "call fails", call: "drain", fault: "gets no answer", ms: 0 },
        { at: 5948, kind: "destroy instances", nth: 14, count: 2 },
        { at: 7901, kind: "call fails", call: "remove", fault: "is slow", ms: 19_395 },
        { at: 19_053, kind: "destroy" },
        { at: 19_810, kind: "commit", version: "v1", size: 2 },
        { at: 22_532, kind: "commit", version: "v2", size: 2 },
        { at: 22_607, kind: "pretend", version: "v3" },
        { at: 24_227, kind: "call fails", call: "lookup", fault: "is slow", ms: 1721 },
        { at: 24_396, kind: "set size", size: 1 },
        { at: 38_313, kind: "free" },
        { at: 41_590, kind: "describe" },
        { at: 45_172, kind: "instance dies", nth: 21 },
        { at: 45_590, kind: "call fails", call: "provision", fault: "happens late", ms: 13_959 },
        { at: 52_500, kind: "commit", version: "v1", size: 0 },
      ],
    },
  },
  {
    name: "a list that an operator asked for is older than what the group has become",
    honesty: "honest",
    history: {
      seed: 115530,
      setting: {
        ...usual,
        onFailure: "continue",
        keepFailed: 1,
        maxInstances: 8,
        size: 4,
        sharesFate: true,
        hints: "all",
        maxUnavailable: 2,
        finale: "plan and commit",
      },
      acts: [
        { at: 1911, kind: "call fails", call: "remove", fault: "is slow", ms: 10_111 },
        { at: 6594, kind: "set size", size: 2 },
        { at: 7831, kind: "describe" },
      ],
    },
  },
  {
    name: "a successor tells those again to go whom its predecessor had decided on",
    honesty: "honest",
    history: {
      seed: 204132,
      setting: {
        ...usual,
        onFailure: "rollback",
        healAfterMs: 10_000,
        maxInstances: 8,
        size: 5,
        sharesFate: true,
        hints: "some",
      },
      acts: [
        { at: 4152, kind: "instance is sick", nth: 1, ms: 27_567 },
        { at: 8331, kind: "commit", version: "v2", size: 1 },
        { at: 8788, kind: "controller is killed", crossings: 6, downMs: 3517 },
      ],
    },
  },
  {
    name: "a group is kept although its first commit was refused, as its save lost its answer",
    honesty: "honest",
    history: {
      seed: 1009,
      setting: {
        ...usual,
        groups: 2,
        listsOfAll: "wrong",
        canary: 1,
        healsAtOnce: 2,
        stalledAfter: 3,
        logicalIds: ["a", "b", "c"],
        self: "b",
        protectsEvery: 7,
      },
      acts: [
        { at: 40_634, kind: "controller is killed", crossings: 3, downMs: 2198 },
        { at: 41_763, kind: "call fails", call: "save", fault: "loses its answer", ms: 0 },
        { at: 47_294, group: 1, kind: "commit", version: "v2", size: 1 },
        { at: 57_454, kind: "commit", version: "v1", size: 4 },
      ],
    },
  },
  {
    name: "an update fails as its drain is given up when the clock jumps",
    honesty: "honest",
    history: {
      seed: 118928,
      setting: {
        ...usual,
        size: 4,
        onFailure: "rollback",
        keepFailed: 2,
        pollIntervalMs: 4000,
        maxParallel: 2,
        freezeAbove: 1,
        createDeadlineMs: 90_000,
        groups: 3,
      },
      acts: [
        { at: 267, group: 1, kind: "commit", version: "v1", size: 4 },
        { at: 3142, kind: "controller is killed", crossings: 26, downMs: 3280 },
        { at: 4366, group: 2, kind: "commit", version: "v1", size: 3 },
        { at: 4640, kind: "call fails", call: "describe", fault: "gets no answer", ms: 0 },
        { at: 20_416, group: 1, kind: "commit", version: "v3", size: 3 },
        { at: 23_477, kind: "clock jumps", ms: 890_215 },
      ],
    },
  },
];
