import type { Health, InstanceDescription } from "@infrakit/spi/data";
import type { Clock } from "./seams.ts";

/** How many instances a flavor is asked about at once. */
const maxAsked = 16;

/** Whom to ask, and who wants to know. */
export interface HealthRoundsOptions {
  readonly clock: Clock;
  readonly ask: (instance: InstanceDescription) => Promise<Health>;
  readonly onAnswers: (answers: ReadonlyMap<string, Health>) => void;
}

/**
 * Asks for the health of instances, a few at a time. One that does not answer holds up one place and nothing
 * else: it is not asked again before it has answered. Answers that come together are told together.
 */
export class HealthRounds {
  readonly #options: HealthRoundsOptions;
  readonly #asked = new Set<string>();
  #waiting: InstanceDescription[] = [];
  #answers = new Map<string, Health>();

  constructor(options: HealthRoundsOptions) {
    this.#options = options;
  }

  /**
   * Asks for these instances. Those of an earlier round that were not reached yet come first: however often a
   * round begins, all are asked in turn. Those that are not listed any more are not asked.
   */
  begin(instances: readonly InstanceDescription[]): void {
    const listed = new Map(instances.map((instance) => [instance.id, instance]));
    const first = this.#waiting.flatMap(({ id }) => listed.get(id) ?? []);
    for (const { id } of first) listed.delete(id);
    this.#waiting = [...[...listed.values()].reverse(), ...first];
    this.#askNext();
  }

  /** Asks for nothing more. */
  close(): void {
    this.#waiting = [];
  }

  #askNext(): void {
    while (this.#asked.size < maxAsked) {
      const next = this.#waiting.pop();
      if (next === undefined) return;
      if (this.#asked.has(next.id)) continue;
      this.#asked.add(next.id);
      void this.#ask(next);
    }
  }

  async #ask(instance: InstanceDescription): Promise<void> {
    const health = await this.#options.ask(instance);
    this.#asked.delete(instance.id);
    if (this.#answers.size === 0) this.#options.clock.callSoon(() => this.#tell());
    this.#answers.set(instance.id, health);
    this.#askNext();
  }

  #tell(): void {
    const answers = this.#answers;
    this.#answers = new Map();
    this.#options.onAnswers(answers);
  }
}
