import type { DestroyReason, GroupDescription, Tags } from "@infrakit/spi/data";
import type { Knowledge } from "./knowledge.ts";
import type { SimulatedInstance } from "./simulated-instances.ts";
import type { Setting } from "./history.ts";
import type { Wanted } from "./wanted.ts";

/** Something that a controller begins. */
export type Step = Extract<
  Happening,
  { readonly kind: "asks" | "creates" | "destroys" | "drains" | "labels" }
>;

/** Something that a controller does, or that follows from it, of which rules speak. */
export type Happening =
  | { readonly kind: "asks"; readonly call: "describe" }
  | { readonly kind: "creates"; readonly tags: Tags; readonly logicalId: string | null }
  | { readonly kind: "destroys"; readonly id: string; readonly reason: DestroyReason }
  /** `group`: whose flavor is asked for it. */
  | { readonly kind: "drains"; readonly id: string; readonly group: string }
  | { readonly kind: "labels"; readonly id: string }
  /** A controller begins something although another has taken its place. */
  | { readonly kind: "goes on"; readonly step: Step; readonly legacy: Legacy }
  | { readonly kind: "instance is born"; readonly instance: SimulatedInstance }
  /** A controller that came back says what it keeps; `null` if nothing. */
  | { readonly kind: "remembers"; readonly wanted: Wanted | null }
  /** An operator was told where the group stands; nobody changed it meanwhile. */
  | { readonly kind: "says"; readonly description: GroupDescription }
  /** A controller commits by itself what the group was before. */
  | { readonly kind: "goes back"; readonly from: string; readonly to: string }
  /** The record of a group that was destroyed is removed. */
  | { readonly kind: "forgets" };

/** What a controller had of a group when another took its place. */
export interface Legacy {
  /** What it had saved. */
  readonly saved: string;
  /** The instance that it runs on, if an update may drain it: that is saved when it is done. */
  readonly drains: string | null;
}

/** What a rule may know of healing, in the eyes of one life of a controller. */
export interface HealingView {
  /** How many are away for their health, at least. */
  readonly away: number;
  /** Whether it was so dark that the observer is to be suspected, ever since steps under way were decided on. */
  readonly isDark: boolean;
  /** Members that have failed and should be kept, as far as there is room for evidence. */
  readonly failed: ReadonlySet<string>;
  /** Whether the controller may have called it ill for long enough. */
  mayHeal(id: string): boolean;
}

/** What a rule may know of those that an update, or somebody else, has told to go. */
export interface BurdenView {
  /** How many more an update may take away now. */
  readonly mayReplace: number;
  /** Whether an instance was told to go before, and nobody knows whether it has heard. */
  isUnheard(id: string): boolean;
  /** Whether an instance was told to go, by whomever. */
  isToldToGo(id: string): boolean;
}

/** What a rule may know of the steps that a controller has begun and that have not ended. */
export interface FlightView {
  /** How many are under way, but for creations that a list has shown. */
  readonly count: number;
  /** How many creations are under way, those included that a list has shown. */
  readonly creations: number;
  /** Whether something is one of them. */
  isStep(happening: Happening): boolean;
  /** Whether an instance was drained, and was not told to go since. */
  isDrained(id: string): boolean;
}

/** What a rule may know of slots in which nothing lives for long. */
export interface StartsView {
  /** Whether more slots have failed than may, and nothing that was begun before can still come. */
  readonly haveFailed: boolean;
  /** How many slots may have failed, at most. */
  readonly mostFailed: number;
  /** How many must have failed until an update has, at least. */
  readonly leastToFail: number;
}

/** What a rule may know of how far the version of an update has spread. */
export interface SpreadView {
  /** How many there are of it. */
  readonly count: number;
  /** How many there may be. */
  readonly most: number;
  /** Whether it is this version. */
  isOf(version: string): boolean;
}

/** What a rule may look at: one group, with the instances of all. */
export interface WorldView {
  /** The group's id. */
  readonly id: string;
  readonly now: number;
  readonly setting: Setting;
  /** All instances that there are, whoever made them. */
  readonly alive: ReadonlyMap<string, SimulatedInstance>;
  /** Those of them that were made for the group, or say that they were. */
  readonly own: readonly SimulatedInstance[];
  /** What the group may be meant to be: several where an operator got no answer. */
  readonly wanted: readonly Wanted[];
  /** The most instances that were wanted since all was at rest. */
  readonly most: number;
  /** Instances that were lied about, or that came when nobody could know of them any more. */
  readonly excused: number;
  readonly knowledge: Knowledge;
  /** What the journal holds of the group; empty if nothing. */
  readonly savedText: string;
  /** Another group whose record names an instance; `null` if there is none. */
  namedBy(instance: string): string | null;
  /** Creations without fruit within the last minute: refused, never listed, or ended again soon. */
  readonly fruitless: { readonly count: number };
  readonly burden: BurdenView;
  /** Whether the update was told to wait, and nothing that was begun before can still come. */
  readonly pause: { readonly isKept: boolean };
  /** Whether the controller has let go of the group, and nothing that it began before can still come. */
  readonly isForgotten: boolean;
  /** Whether it is clear what is wanted, and nothing that was begun before can still come. */
  readonly isClear: boolean;
  /** What the controller was told of the health of members, and whom it has taken away for it. */
  readonly healing: HealingView;
  readonly canaries: {
    /** How many an update has replaced that is not promoted, once this one goes too; 0 if nobody need count. */
    countWith(id: string): number;
  };
  readonly spread: SpreadView;
  readonly flight: FlightView;
  readonly starts: StartsView;
  readonly rollbacks: {
    /** Whether the controller has undone an update, or was told to, and no operator has said more since. */
    readonly isRolledBack: boolean;
  };
  /** Whether creations were refused for good, and none that was begun before can still come. */
  readonly refusal: { readonly isKept: boolean };
}
