import type { DestroyReason } from "@infrakit/spi/data";

/** What happens before an instance is destroyed. A `required` drain that fails keeps the instance. */
export type DrainRule = "required" | "attempted" | "skipped";

/** What an instance is made from: what is committed, or what the group was before its update. */
export type Version = "committed" | "former";

/** Makes an instance in a slot. */
export interface CreateStep {
  readonly kind: "create";
  readonly version: Version;
  readonly slot: string;
  readonly number: number;
  readonly logicalId: string | null;
  readonly because: string;
}

/** Drains an instance and destroys it. */
export interface DestroyStep {
  readonly kind: "destroy";
  readonly slot: string;
  readonly id: string;
  readonly reason: DestroyReason;
  readonly drain: DrainRule;
  readonly because: string;
  /** Whether it goes because it is unhealthy. */
  readonly isHealing: boolean;
}

/** Drains the instance that we run on, which an update never destroys. */
export interface DrainSelfStep {
  readonly kind: "drain-self";
  readonly slot: string;
  readonly id: string;
  readonly because: string;
}

/** Sets an instance that failed aside: it is no member any more, and stays as evidence. */
export interface KeepStep {
  readonly kind: "keep";
  readonly slot: string;
  readonly id: string;
  readonly because: string;
}

/** Labels an instance that was made before the group as one of its own. */
export interface AdoptStep {
  readonly kind: "adopt";
  readonly slot: string;
  readonly id: string;
  readonly because: string;
}

/** One thing to do. It says everything that there is to decide. */
export type Step = CreateStep | DestroyStep | DrainSelfStep | KeepStep | AdoptStep;

/** Why nothing more is done now, as data. Times are milliseconds since 1970. */
export type Blocked =
  | { readonly kind: "unobserved"; readonly reason: string }
  | { readonly kind: "confirming" }
  | { readonly kind: "unlisted"; readonly ids: readonly string[] }
  | { readonly kind: "refused"; readonly reason: string }
  | {
      readonly kind: "in-flight";
      readonly creating: number;
      readonly terminating: number;
      /** How many of these no list shows any more: their end is still to be confirmed. */
      readonly unlisted: number;
      readonly adopting: number;
      readonly isDrainingSelf: boolean;
    }
  | { readonly kind: "health"; readonly slot: string; readonly id: string; readonly until: number | null }
  | {
      readonly kind: "backoff";
      readonly slot: string;
      readonly until: number;
      readonly failures: number;
      readonly reason: string;
    }
  | { readonly kind: "update-failed"; readonly id: string | null; readonly reason: string }
  | { readonly kind: "paused" }
  | { readonly kind: "aborted" }
  | { readonly kind: "canary"; readonly made: number; readonly left: number }
  | { readonly kind: "unhealthy"; readonly slot: string; readonly id: string; readonly until: number }
  /** So many are not known to be healthy, or were not until just now, as `recovered` of them. */
  | { readonly kind: "healing-frozen"; readonly suspects: number; readonly recovered: number }
  | { readonly kind: "health-unknown"; readonly count: number; readonly reason: string }
  | { readonly kind: "protected"; readonly id: string }
  /** So many are to be replaced, and nothing that is under way, or will come with time, makes room for it. */
  | { readonly kind: "no-room"; readonly outdated: number }
  | { readonly kind: "full"; readonly count: number; readonly most: number };

/** Why an update stands still. */
export type Stop = Extract<Blocked, { kind: "update-failed" | "paused" | "aborted" | "canary" }>;

/** Whether no list of the instances can be relied on. */
export function isUnclear({ kind }: Blocked): boolean {
  return kind === "unobserved" || kind === "confirming";
}

/** Whether it stops the whole group, or its whole update, and not one slot. */
export function isStop({ kind }: Blocked): boolean {
  return kind === "update-failed" || kind === "refused" || kind === "unlisted";
}
