import type { Happening, WorldView } from "./happening.ts";
import type { RollbackWatch } from "./rollback-watch.ts";
import type { Rule } from "./rules.ts";

/** Finds which rules a group breaks. */
export class Judge {
  readonly #rules: readonly Rule[];
  readonly #world: WorldView;
  readonly #rollbacks: RollbackWatch;
  readonly #violations: Set<string>;
  readonly #where: string;

  /** @param where What a violation says of the group. */
  constructor(
    rules: readonly Rule[],
    world: WorldView,
    rollbacks: RollbackWatch,
    violations: Set<string>,
    where: string,
  ) {
    this.#rules = rules;
    this.#world = world;
    this.#rollbacks = rollbacks;
    this.#violations = violations;
    this.#where = where;
  }

  /** No rule may be broken by what happens. */
  judge(happening: Happening): void {
    for (const { name, check } of this.#rules) {
      const why = check(happening, this.#world);
      if (why !== null) this.#rollbacks.doubt(`${name}: ${why}${this.#where}`);
    }
  }

  violate(name: string, why: string): void {
    this.#violations.add(`${name}: ${why}${this.#where}`);
  }
}
