import type { LogFields, Logger } from "./logger.ts";

/** How long changes of a plugin's state are counted together. */
const flutterMs = 60_000;

/** Changes of so long a time that are told one by one: one that starts may fail at first. */
const maxToldChanges = 4;

/** Whose state it is, and who is told. */
export interface StateLogOptions {
  readonly id: string;
  readonly path: string;
  readonly logger: Logger;
}

/**
 * Says how a plugin does, each change once. Of one that flutters, between good and bad or between errors, it says once a
 * minute how often it changed and how it is now, until it has kept its state for a minute.
 */
export class StateLog {
  readonly #id: string;
  readonly #about: LogFields;
  readonly #logger: Logger;
  /** What it was told last; null before the first time. */
  #error: string | undefined | null = null;
  #changes = 0;
  #countedFrom = -Infinity;
  /** Changes that may still be told one by one, until a count begins anew. */
  #freeChanges = maxToldChanges;

  constructor({ id, path, logger }: StateLogOptions) {
    this.#id = id;
    this.#about = { plugin: id, path };
    this.#logger = logger;
  }

  /** Takes how the plugin does now: why it cannot be shown, if so. To be called at every poll. */
  take(error: string | undefined, elapsed: number): void {
    const isChange = error !== this.#error;
    this.#error = error;
    if (elapsed >= this.#countedFrom + flutterMs) this.#beginCount(elapsed);
    if (!isChange) return;
    this.#changes++;
    if (this.#changes <= this.#freeChanges) this.#tellState();
  }

  #beginCount(elapsed: number): void {
    const hasFluttered = this.#changes > this.#freeChanges;
    if (hasFluttered) this.#tellFlutter();
    this.#freeChanges = hasFluttered ? 0 : maxToldChanges;
    this.#changes = 0;
    this.#countedFrom = elapsed;
  }

  #tellState(): void {
    const error = this.#error;
    if (typeof error === "string")
      this.#logger.warn(this.#about, `Cannot show the report of plugin "${this.#id}": ${error}`);
    else this.#logger.info(this.#about, `Plugin "${this.#id}" reports`);
  }

  #tellFlutter(): void {
    const changes = this.#changes;
    const often = changes === 1 ? "once" : `${changes} times`;
    const seconds = flutterMs / 1000;
    const state = typeof this.#error === "string" ? `it cannot be shown: ${this.#error}` : "it reports";
    const message = `Plugin "${this.#id}" changed ${often} in ${seconds} s between good and bad or what is wrong; now ${state}`;
    this.#logger.warn({ ...this.#about, changes }, message);
  }
}
