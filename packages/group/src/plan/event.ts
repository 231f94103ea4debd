import type { Health } from "@infrakit/spi/data";
import type { Member } from "./observed.ts";
import type { Expectation, Flawed, Losses, Tombstone, UpdateFailure, UpdateWord } from "./progress.ts";
import type { Step } from "./step.ts";

/** How a step ended: done, refused by the plugin, nobody can tell, or it was never sent. */
export type StepOutcome =
  | { readonly kind: "done"; readonly id: string | null }
  /** `isPermanent`: to ask again would be refused again. */
  | { readonly kind: "refused"; readonly reason: string; readonly isPermanent?: boolean }
  | { readonly kind: "unknown"; readonly reason: string }
  | { readonly kind: "unsent"; readonly reason: string };

/** What can happen to a group. `at` is when, in milliseconds since 1970. */
export type Event =
  /** The controller came back: what its predecessor had under way, and whether that can still go on. */
  | {
      readonly kind: "started";
      readonly at: number;
      readonly expectations: readonly Expectation[];
      readonly tombstones: readonly Tombstone[];
      readonly leaving: readonly string[];
      readonly unlisted: readonly string[];
      readonly refusal: string | null;
      readonly flawed: Flawed | null;
      readonly kept: readonly string[];
      readonly losses: readonly Losses[];
      readonly replacing: readonly string[];
      readonly word: UpdateWord;
      readonly isPromoted: boolean;
      readonly isRollback: boolean;
      readonly takenBack: UpdateFailure | null;
      readonly updateFailure: UpdateFailure | null;
      readonly extent: number | null;
      readonly isUpdating: boolean;
      readonly isSelfDrained: boolean;
      readonly isOver: boolean;
      /** Whether the first list shows what is over. */
      readonly listsAtOnce: boolean;
    }
  /** The group was freed and is committed anew: what was asked for before may still come. */
  | { readonly kind: "taken-up"; readonly at: number; readonly expectations: readonly Expectation[] }
  /** `isSameVersion`: instances that were made before are still current. */
  | {
      readonly kind: "committed";
      readonly at: number;
      readonly isSameVersion: boolean;
      readonly isRollback: boolean;
    }
  /** What the operator said of the update. */
  | { readonly kind: "told"; readonly at: number; readonly command: "pause" | "resume" | "abort" | "promote" }
  | { readonly kind: "told-to-replace"; readonly at: number; readonly ids: readonly string[] }
  /** For so many milliseconds nothing could be seen nor done: the controller itself was stopped. */
  | { readonly kind: "overslept"; readonly at: number; readonly forMs: number }
  /** The planner gave the update up. */
  | { readonly kind: "update-failed"; readonly at: number; readonly failure: UpdateFailure }
  /** The planner waits for nothing but a promotion. */
  | { readonly kind: "proven"; readonly at: number }
  /** The planner lets an update that was stopped have so many instances of its version. */
  | { readonly kind: "held"; readonly at: number; readonly extent: number }
  /** The planner has nothing left to do. */
  | { readonly kind: "converged"; readonly at: number }
  | { readonly kind: "told-to-destroy"; readonly at: number }
  | { readonly kind: "told-to-go"; readonly at: number; readonly ids: readonly string[] }
  | {
      readonly kind: "described";
      readonly at: number;
      readonly sentAt: number;
      readonly members: readonly Member[];
      /** A random number from 0 to 1 that spreads retries. */
      readonly jitter: number;
    }
  /** The plugin says that an instance has ended, and why. */
  | { readonly kind: "ended"; readonly at: number; readonly id: string; readonly reason: string }
  | { readonly kind: "describe-failed"; readonly at: number; readonly reason: string }
  | {
      readonly kind: "health-answered";
      readonly at: number;
      readonly answers: ReadonlyMap<string, Health>;
      /** Why the flavor could not be asked, by instance id; nobody is in it if it could. */
      readonly errors?: ReadonlyMap<string, string>;
    }
  | {
      readonly kind: "step-sent";
      readonly at: number;
      readonly step: Step;
      /** Of a creation. */
      readonly token: string | null;
    }
  | {
      readonly kind: "step-ended";
      readonly at: number;
      readonly step: Step;
      /** Of a creation. */
      readonly token: string | null;
      readonly outcome: StepOutcome;
      /** A random number from 0 to 1 that spreads retries. */
      readonly jitter: number;
    };

/** The event that ends a step. */
export type StepEnded = Extract<Event, { kind: "step-ended" }>;

/** The event that brings a list of instances. */
export type Described = Extract<Event, { kind: "described" }>;
