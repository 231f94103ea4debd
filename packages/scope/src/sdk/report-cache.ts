import type { Report } from "../report/index.ts";

/** How reports are kept. */
export interface CacheOptions {
  /** Makes a report. The signal is aborted when nobody waits for it any more. */
  readonly collect: (before: Report | undefined, signal: AbortSignal) => Promise<Report>;
  /** What is answered as long as the first report is being made. */
  readonly silent: Report;
  /** How old a report may be, and how long making one may take. */
  readonly maxAgeMs: number;
  /** Told why no report could be made; the same reason once in a row. */
  readonly onWarning: (error: Error) => void;
}

/** How long a report counts as new: several hosts that ask at once share one. */
const freshMs = 500;

/** How long a request waits for a new report before it takes the last one. Hosts hang up after 500 ms. */
const patienceMs = 100;

/** How many that did not end in time may still run before no other is begun. */
const maxAbandoned = 8;

interface Kept {
  readonly report: Report;
  readonly atMs: number;
}

/**
 * Keeps the last report, and has a new one made when somebody asks: nobody waits for longer than {@link patienceMs}
 * however slow that is.
 */
export class ReportCache {
  readonly #options: CacheOptions;
  #closing = new AbortController();
  #last: Kept | undefined;
  #underWay: Promise<void> | undefined;
  #failure: Error | undefined;
  #abandoned = 0;

  constructor(options: CacheOptions) {
    this.#options = options;
  }

  /** The last good report, whatever its age. */
  get last(): Report | undefined {
    return this.#last?.report;
  }

  /**
   * A report of now if it can be had at once, else the last one; a silent one while the first is being made.
   * @throws Error if there is none that is young enough, with the reason.
   */
  async current(): Promise<Report> {
    if (this.#ageMs() < freshMs) return this.#get();
    await Promise.race([this.#collect(), pause(patienceMs)]);
    return this.#get();
  }

  /** A report that was begun after this call. Rejects if none could be made. */
  async renew(): Promise<Report> {
    await this.#underWay;
    const before = this.#last;
    await this.#collect();
    if (this.#last === before || this.#last === undefined) throw this.#failure ?? new Error("it was closed");
    return this.#last.report;
  }

  /** Lets go of what is being made. Whoever asks then has another one made. */
  close(): void {
    this.#closing.abort();
    this.#closing = new AbortController();
  }

  #ageMs(): number {
    return this.#last === undefined ? Infinity : performance.now() - this.#last.atMs;
  }

  #get(): Report {
    const { silent, maxAgeMs } = this.#options;
    if (this.#last !== undefined && this.#ageMs() <= maxAgeMs) return this.#last.report;
    if (this.#last === undefined && this.#failure === undefined) return silent;
    throw this.#failure ?? new Error(`the last report is more than ${maxAgeMs} ms old`);
  }

  /** One at a time. Never rejects. */
  #collect(): Promise<void> {
    if (this.#abandoned >= maxAbandoned) return Promise.resolve();
    this.#underWay ??= this.#collectOnce().finally(() => (this.#underWay = undefined));
    return this.#underWay;
  }

  async #collectOnce(): Promise<void> {
    const { signal } = this.#closing;
    try {
      const report = await this.#limit(signal);
      this.#last = { report, atMs: performance.now() };
      this.#failure = undefined;
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)), signal.aborted);
    }
  }

  async #limit(closing: AbortSignal): Promise<Report> {
    const { collect, maxAgeMs } = this.#options;
    const stop = new AbortController();
    const late = new Promise<never>((_, reject) => {
      const give = (why: string) => (): void => {
        reject(new Error(why));
        stop.abort();
      };
      const timer = setTimeout(give(`no report was made within ${maxAgeMs} ms`), maxAgeMs).unref();
      stop.signal.addEventListener("abort", () => clearTimeout(timer));
      closing.addEventListener("abort", give("the plugin was closed"), { signal: stop.signal });
    });
    let isEnded = false;
    const report = collect(this.#last?.report, stop.signal).finally(() => {
      isEnded = true;
    });
    try {
      return await Promise.race([report, late]);
    } finally {
      stop.abort();
      if (!isEnded) this.#abandon(report);
    }
  }

  #abandon(report: Promise<unknown>): void {
    this.#abandoned++;
    const end = (): number => this.#abandoned--;
    // Whatever came of it: nobody waits for it any more, and why was told.
    report.then(end, end);
  }

  #fail(error: Error, isClosed: boolean): void {
    const isKnown = this.#failure?.message === error.message;
    this.#failure = error;
    if (!isKnown && !isClosed) this.#options.onWarning(error);
  }
}

/** Holds up nobody's end. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
