/** How long a change counts as recent: rates are given per minute. */
export const recentMs = 60_000;

/** How many instances came and went within the last minute. */
export interface ChangeRates {
  readonly createdPerMinute: number;
  readonly endedPerMinute: number;
}

/** Counts the instances of one group that come and go, from one look at it to the next. */
export class RecentChanges {
  #known: ReadonlySet<string> | undefined;
  #created: readonly number[] = [];
  #ended: readonly number[] = [];

  /**
   * Takes in who is there at this moment, or `null` if that cannot be seen: then nobody has come or gone. Whoever is
   * there at the first look has not come.
   */
  look(ids: Iterable<string> | null, now: number): ChangeRates {
    const seen = ids === null ? this.#known : new Set(ids);
    if (seen === undefined) return { createdPerMinute: 0, endedPerMinute: 0 };
    const known = this.#known ?? seen;
    this.#known = seen;
    this.#created = stillRecent(
      [
        ...this.#created,
        ...timesOf(
          now,
          [...seen].filter((id) => !known.has(id)),
        ),
      ],
      now,
    );
    this.#ended = stillRecent(
      [
        ...this.#ended,
        ...timesOf(
          now,
          [...known].filter((id) => !seen.has(id)),
        ),
      ],
      now,
    );
    return { createdPerMinute: this.#created.length, endedPerMinute: this.#ended.length };
  }
}

function timesOf(now: number, ids: readonly string[]): readonly number[] {
  return ids.map(() => now);
}

function stillRecent(times: readonly number[], now: number): readonly number[] {
  return times.filter((time) => now - time < recentMs);
}
