import { setTimeout as delay } from "node:timers/promises";
import { type CaseContext, type Demand, formatDemand } from "./conformance-case.ts";

/** How often a plugin is asked again, in milliseconds: at first soon, then less and less often. */
const [firstGapMs, longestGapMs] = [5, 500];

/** What a look has shown: what was waited for, or what is in the way. */
export type Seen<T> = { readonly is: T } | { readonly came: string };

/**
 * Looks again and again until what should come has come: plugins may be slow, and still be right.
 * @throws Error with the demand if the time of the case is up before.
 */
export async function until<T>(
  { signal }: Pick<CaseContext<unknown>, "signal">,
  look: () => Promise<Seen<T>>,
  unmet: Omit<Demand, "came">,
): Promise<T> {
  for (let gapMs = firstGapMs; ; gapMs = Math.min(2 * gapMs, longestGapMs)) {
    const seen = await look();
    if ("is" in seen) return seen.is;
    try {
      await delay(gapMs, undefined, { signal });
    } catch (error) {
      throw new Error(formatDemand({ ...unmet, ...seen }), { cause: error });
    }
  }
}
