/** What a controller calls: an instance plugin, a flavor, the lookup of both, or its journal. */
export type SimulatedCall =
  | "validate"
  | "provision"
  | "label"
  | "destroy"
  | "describe"
  /** Of everybody, for groups at rest. */
  | "describe all"
  | "prepare"
  | "healthy"
  | "drain"
  | "lookup"
  | "save"
  | "load"
  | "remove";

/**
 * What the next call of a kind meets. Honest ones: it is refused; it has no effect and no answer comes in time;
 * it has its effect and the answer is lost; the same, but the effect comes `ms` later than that; it takes `ms`
 * longer; it never answers; it is delivered twice; what it made or ended is listed `ms` late. Lies, told by a
 * describe as if nothing were wrong: some instances are left out, or it is the list of an earlier describe; and
 * by a provision: what it made is never listed.
 */
export type CallFault =
  | "is refused"
  | "gets no answer"
  | "loses its answer"
  | "happens late"
  | "is slow"
  | "hangs"
  | "is repeated"
  | "is listed late"
  | "leaves some out"
  | "answers an old list"
  | "is never listed";

/** What an operator may say of an update. */
export type OperatorWord = "pause" | "resume" | "abort" | "promote" | "rollback";

/**
 * Something that happens to a world at a time, in milliseconds from its beginning. `group` tells to which of its groups
 * it happens, if it happens to one; the first one if it is absent. `nth` picks an instance among those that there are,
 * whatever their number.
 */
export type Act = { readonly at: number; readonly group?: number } & (
  | {
      readonly kind: "call fails";
      readonly call: SimulatedCall;
      readonly fault: CallFault;
      readonly ms: number;
    }
  /** `crossings`: how many calls and answers of the controller later, so that it dies between any two awaits. */
  | { readonly kind: "controller is killed"; readonly crossings: number; readonly downMs: number }
  /** It is stopped at a crossing; another one is opened, and it wakes `ms` later for a while before it is ended. */
  | {
      readonly kind: "controller is paused";
      readonly crossings: number;
      readonly downMs: number;
      readonly ms: number;
      readonly awakeMs: number;
    }
  | { readonly kind: "plugins restart"; readonly downMs: number }
  | { readonly kind: "creations are refused"; readonly ms: number }
  | { readonly kind: "creations are refused for good"; readonly ms: number }
  | { readonly kind: "creations are not listed"; readonly ms: number }
  /** What is made next is listed without a tag from the beginning. */
  | { readonly kind: "creation loses a tag"; readonly tag: string }
  | { readonly kind: "clock jumps"; readonly ms: number }
  | { readonly kind: "instance dies"; readonly nth: number }
  | { readonly kind: "instance is sick"; readonly nth: number; readonly ms: number }
  | { readonly kind: "all are sick"; readonly ms: number }
  /** All but one of its group. */
  | { readonly kind: "most are sick"; readonly ms: number }
  /** What is made of it meanwhile lives so long, or is sick from the beginning where `livesMs` is `null`. */
  | {
      readonly kind: "version is broken";
      readonly version: string;
      readonly ms: number;
      readonly livesMs: number | null;
    }
  | { readonly kind: "instance loses a tag"; readonly nth: number; readonly tag: string }
  | { readonly kind: "health is misjudged"; readonly nth: number; readonly ms: number }
  | { readonly kind: "stranger comes"; readonly isTagged: boolean }
  | { readonly kind: "commit"; readonly version: string; readonly size: number }
  | { readonly kind: "commit again" }
  | { readonly kind: "pretend"; readonly version: string }
  | { readonly kind: "set size"; readonly size: number }
  | { readonly kind: "destroy instances"; readonly nth: number; readonly count: number }
  | { readonly kind: "tell"; readonly word: OperatorWord }
  | { readonly kind: "replace"; readonly nth: number }
  | { readonly kind: "describe" }
  | { readonly kind: "destroy" }
  | { readonly kind: "free" }
);

/** The part of a world that does not change. */
export interface Setting {
  /** How many groups there are: of the same plugins, and alike but for their sizes. */
  readonly groups: number;
  /** Whether lists of everybody are right, or of all that is wrong with lists whatever comes up. */
  readonly listsOfAll: "right" | "wrong";
  /** Logical ids of the group; empty for a group that has a size. */
  readonly logicalIds: readonly string[];
  /** Logical id of the instance that the controller runs on. */
  readonly self: string | null;
  /** Whether the instance plugin calls whoever was made without a logical id by a name of its own, such as an address. */
  readonly hasOwnNames: boolean;
  /** How many instances are wanted at first. */
  readonly size: number;
  /** Whether the plugins live in the controller's process: what they have under way ends with it. */
  readonly sharesFate: boolean;
  /** Whether the instance plugin says that its lists show at once whatever it has made and ended. */
  readonly listsAtOnce: boolean;
  /** Whether the instance plugin hints at changes: never, always, or now and then and sometimes twice. */
  readonly hints: "none" | "all" | "some";
  /** How often a group is looked at when nothing happens. */
  readonly pollIntervalMs: number;
  /** How many creations and destroys each group may have in flight; 0 for no limit. */
  readonly maxParallel: number;
  /** How many may be surplus in an update, and how many may be missing: numbers, or shares such as `"50%"`. */
  readonly maxSurge: number | string;
  readonly maxUnavailable: number | string;
  /** How long a new instance must be healthy before an update goes on. */
  readonly minHealthyMs: number;
  /** Every so manieth instance is protected until the faults end; 0 for none. */
  readonly protectsEvery: number;
  /** How long a new instance takes to be healthy, at most. */
  readonly slowestStartMs: number;
  /** How long an ordinary call takes, at most. */
  readonly slowestCallMs: number;
  /** After how many replacements an update waits for a promotion; 0 for no wait. */
  readonly canary: number;
  /** What becomes of an update that has failed. */
  readonly onFailure: "pause" | "rollback" | "continue";
  /** How long an update may replace nothing; `null` for no limit. */
  readonly progressDeadlineMs: number | null;
  /** Which share of the slots may fail to start again and again until the update has failed. */
  readonly maxFailureRatio: number;
  /** Whether an update ends members without draining them. */
  readonly skipsDrain: boolean;
  /** How long a member must have been unhealthy until it is replaced; `null` for never. */
  readonly healAfterMs: number | null;
  /** How many members may be away for their health at once. */
  readonly healsAtOnce: number;
  /** If more than so many, or a larger share such as `"50%"`, turn unhealthy at once, none is replaced; `null`: always. */
  readonly freezeAbove: number | string | null;
  /** Below which age a member that goes, or turns unhealthy, has failed to start. */
  readonly quickFailureMs: number;
  /** The pause before the third try in a row, and the longest one. */
  readonly firstBackoffMs: number;
  readonly maxBackoffMs: number;
  /** After how many failures in a row the group is called stalled. */
  readonly stalledAfter: number;
  /** How long a creation is waited for of which nobody can tell what came of it. */
  readonly createDeadlineMs: number;
  /** How many members that failed are kept as evidence. */
  readonly keepFailed: number;
  /** The most instances that the group may have; `null` for no limit. */
  readonly maxInstances: number | null;
  /** What is tried at the end, when all is at rest. */
  readonly finale: "nothing new" | "plan and commit" | "resize";
}

/** All that happens in one world, as data: the same history gives the same run. */
export interface History {
  readonly seed: number;
  readonly setting: Setting;
  readonly acts: readonly Act[];
}
