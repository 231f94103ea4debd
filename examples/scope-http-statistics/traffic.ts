/** An answer that went through the proxy. */
export interface Answer {
  readonly status: number;
  /** From the request to the end of the answer. */
  readonly ms: number;
}

/** What happened per second, from one look to the next. */
export interface Rates {
  readonly requests: number;
  readonly clientErrors: number;
  readonly serverErrors: number;
  /** How long an answer took, on average; 0 if there was none. */
  readonly answerMs: number;
}

/** Counts answers. */
export class Traffic {
  /** Since the start. */
  readonly countByStatus = new Map<number, number>();
  /** Since the last look: by the first digit of the status. */
  #recent = new Map<number, number>();
  #recentMs = 0;
  #sinceMs: number = performance.now();

  add({ status, ms }: Answer): void {
    increment(this.countByStatus, status);
    increment(this.#recent, Math.floor(status / 100));
    this.#recentMs += ms;
  }

  /** What came since the last look. */
  takeRates(nowMs: number): Rates {
    const seconds = Math.max(0.001, (nowMs - this.#sinceMs) / 1000);
    const recent = this.#recent;
    const all = [...recent.values()].reduce((sum, count) => sum + count, 0);
    const rates = {
      requests: all / seconds,
      clientErrors: (recent.get(4) ?? 0) / seconds,
      serverErrors: (recent.get(5) ?? 0) / seconds,
      answerMs: all === 0 ? 0 : this.#recentMs / all,
    };
    this.#recent = new Map();
    this.#recentMs = 0;
    this.#sinceMs = nowMs;
    return rates;
  }
}

function increment(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
