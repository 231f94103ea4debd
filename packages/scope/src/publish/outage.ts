/** Tells of failures once for as long as they are the same, and when they are over. */
export class Outage {
  readonly #what: string;
  readonly #tell: (message: string) => void;
  #told = "";

  /** `what` cannot be done: `publish to "http://localhost:4040"`. */
  constructor(what: string, tell: (message: string) => void) {
    this.#what = what;
    this.#tell = tell;
  }

  begin(error: unknown): void {
    const why = reasonOf(error);
    if (this.#told === why) return;
    this.#told = why;
    this.#tell(`Cannot ${this.#what}: ${why}; it is tried again`);
  }

  end(): void {
    if (this.#told === "") return;
    this.#told = "";
    this.#tell(`It works again to ${this.#what}`);
  }
}

/** Of several addresses that were tried, Node says what each said, and nothing of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join("; ");
  if (error instanceof DOMException && error.name === "TimeoutError") return "it does not answer in time";
  return error instanceof Error ? error.message : String(error);
}
