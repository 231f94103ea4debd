import type { History, Honesty } from "@infrakit/testing/simulation";

/** A history that once went wrong, as small as it can be made. */
export interface KeptHistory {
  readonly name: string;
  readonly honesty: Honesty;
  readonly history: History;
}

/** What is not drawn in these histories. */
const patience = {
  canary: 0,
  onFailure: "pause",
  progressDeadlineMs: null,
  healAfterMs: 30_000,
  keepFailed: 0,
  maxInstances: null,
} as const;

/** Histories in which the controller, or the simulated world itself, once did wrong. They stay. */
export const keptHistories: readonly KeptHistory[] = [
  {
    name: "a group is freed while it is being destroyed",
    honesty: "honest",
    history: {
      seed: 110,
      setting: {
        ...patience,
        logicalIds: [],
        self: null,
        size: 3,
        sharesFate: false,
        hints: "none",
        maxSurge: 0,
        maxUnavailable: 1,
        minHealthyMs: 1000,
        protectsEvery: 0,
        slowestStartMs: 1000,
        slowestCallMs: 2000,
        finale: "nothing new",
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
        ...patience,
        logicalIds: [],
        self: null,
        size: 4,
        sharesFate: false,
        hints: "none",
        maxSurge: 0,
        maxUnavailable: 1,
        minHealthyMs: 0,
        protectsEvery: 7,
        slowestStartMs: 1000,
        slowestCallMs: 10,
        finale: "nothing new",
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
        ...patience,
        logicalIds: [],
        self: null,
        size: 5,
        sharesFate: false,
        hints: "some",
        maxSurge: 0,
        maxUnavailable: 1,
        minHealthyMs: 1000,
        protectsEvery: 0,
        slowestStartMs: 0,
        slowestCallMs: 200,
        finale: "nothing new",
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
        ...patience,
        logicalIds: [],
        self: null,
        size: 4,
        sharesFate: false,
        hints: "some",
        maxSurge: 0,
        maxUnavailable: 1,
        minHealthyMs: 0,
        protectsEvery: 7,
        slowestStartMs: 0,
        slowestCallMs: 2000,
        finale: "nothing new",
      },
      acts: [
        { at: 5663, kind: "call fails", call: "describe", fault: "hangs", ms: 0 },
        { at: 25134, kind: "instance dies", nth: 28 },
        { at: 49354, kind: "set size", size: 0 },
      ],
    },
  },
  {
    name: "what was created is not listed for a minute",
    honesty: "lies",
    history: {
      seed: 199,
      setting: {
        ...patience,
        logicalIds: [],
        self: null,
        size: 3,
        sharesFate: false,
        hints: "none",
        maxSurge: 0,
        maxUnavailable: 1,
        minHealthyMs: 5000,
        protectsEvery: 0,
        slowestStartMs: 0,
        slowestCallMs: 2000,
        finale: "resize",
      },
      acts: [
        { at: 1966, kind: "creations are not listed", ms: 49545 },
        { at: 10282, kind: "set size", size: 6 },
      ],
    },
  },
  {
    name: "the drain of the instance that the controller runs on cannot be sent while its group is forgotten",
    honesty: "honest",
    history: {
      seed: 82399,
      setting: {
        ...patience,
        logicalIds: ["a", "b", "c"],
        self: "b",
        size: 3,
        sharesFate: true,
        hints: "all",
        maxSurge: 0,
        maxUnavailable: 2,
        minHealthyMs: 0,
        protectsEvery: 7,
        slowestStartMs: 1000,
        slowestCallMs: 2000,
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
];
