/** Most reasons of one outage that are told: an app that makes up new ones is not worth a line each. */
const maxReasons = 16;

/**
 * Tells of failures, each reason once for as long as they go on, and when they are over: when nothing has failed for a
 * while. What works for a moment now and then is not told again and again.
 */
export class Outage {
  readonly #what: string;
  readonly #tell: (message: string) => void;
  readonly #steadyMs: number;
  readonly #told = new Set<string>();
  #steady: NodeJS.Timeout | undefined;

  /** `what` cannot be done: `publish to "http://localhost:4040"`. After `steadyMs` without a failure it can again. */
  constructor(what: string, steadyMs: number, tell: (message: string) => void) {
    this.#what = what;
    this.#steadyMs = steadyMs;
    this.#tell = tell;
  }

  /** It has failed. */
  begin(error: unknown): void {
    this.close();
    const why = reasonOf(error);
    if (this.#told.has(why) || this.#told.size === maxReasons) return;
    this.#told.add(why);
    this.#tell(`Cannot ${this.#what}: ${why}; it is tried again`);
  }

  /** It has worked, as far as one can see. */
  end(): void {
    if (this.#told.size > 0) this.#steady ??= setTimeout(() => this.#over(), this.#steadyMs).unref();
  }

  /** Tells no more that it is over. */
  close(): void {
    clearTimeout(this.#steady);
    this.#steady = undefined;
  }

  #over(): void {
    this.close();
    this.#told.clear();
    this.#tell(`It works again to ${this.#what}`);
  }
}

/** Of several addresses that were tried, Node says what each said, and nothing of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join("; ");
  if (!(error instanceof Error)) return String(error);
  return error.name.endsWith("TimeoutError") ? "it does not answer in time" : error.message;
}
