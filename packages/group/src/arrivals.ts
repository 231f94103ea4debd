import type { Expectation } from "./plan/index.ts";

/**
 * What was asked for by groups that were freed since, and may still come. Whoever commits such a group again waits for it,
 * as long as anybody would.
 */
export class Arrivals {
  readonly #byGroup = new Map<string, readonly Expectation[]>();

  /** What may still come of a group. */
  of(group: string): readonly Expectation[] {
    return this.#byGroup.get(group) ?? [];
  }

  /** Takes note of what a group that is freed had asked for, and forgets what nobody would wait for any more. */
  note(group: string, expectations: readonly Expectation[], now: number): void {
    if (expectations.length > 0) this.#byGroup.set(group, expectations);
    for (const [each, open] of this.#byGroup)
      if (open.every(({ deadline }) => deadline <= now)) this.#byGroup.delete(each);
  }

  /** The group waits for it itself. */
  forget(group: string): void {
    this.#byGroup.delete(group);
  }
}
