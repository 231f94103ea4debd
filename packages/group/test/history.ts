import type { Plan, PlanInput } from "../src/plan/index.ts";

/** What a history showed. */
export interface History {
  readonly violations: readonly string[];
  readonly steps: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  /** Why it is not at rest; empty if it is. */
  readonly unrest: string;
}

/** Something that plans: the real planner, or one that is wrong on purpose. */
export type Planner = (input: PlanInput) => Plan;
