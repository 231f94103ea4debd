import type { Desired } from "./desired.ts";
import type { Observed } from "./observed.ts";
import type { Progress } from "./progress.ts";

/** All that a plan is made from. */
export interface PlanInput {
  readonly desired: Desired;
  readonly observed: Observed;
  readonly progress: Progress;
  /** Milliseconds since 1970. */
  readonly now: number;
}
