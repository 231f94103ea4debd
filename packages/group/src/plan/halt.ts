import { compareIds } from "./compare-ids.ts";
import type { Observed } from "./observed.ts";
import type { PlanInput } from "./plan-input.ts";
import type { Progress } from "./progress.ts";
import type { Blocked } from "./step.ts";

/** Why nothing is decided: nothing was observed, or a list was suddenly empty; `null` if there is enough to decide on. */
export function unclearBecause(observed: Observed, progress: Progress): Blocked | null {
  if (observed.kind === "unknown") return { kind: "unobserved", reason: observed.reason };
  return progress.emptySince === null ? null : { kind: "confirming" };
}

/** Why nothing may be made, and nothing replaced, whatever is missing; `null` if it may. */
export function haltOf({ desired, progress: { unlisted, refusal } }: PlanInput): Blocked | null {
  if (desired.destroying) return null;
  if (unlisted.size > 0) return { kind: "unlisted", ids: [...unlisted].sort(compareIds) };
  return refusal === null ? null : { kind: "refused", reason: refusal };
}
