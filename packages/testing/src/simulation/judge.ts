import type { Happening, WorldView } from "./happening.ts";
import type { RollbackWatch } from "./rollback-watch.ts";
import type { Rule } from "./rules.ts";

/** A group that is judged. */
type Judged = WorldView & { readonly id: string; readonly rollbacks: RollbackWatch };

/** Finds which rules a group breaks. */
export class Judge {
  readonly #rules: readonly Rule[];
  readonly #group: Judged;
  readonly #violations: Set<string>;

  constructor(rules: readonly Rule[], group: Judged, violations: Set<string>) {
    this.#rules = rules;
    this.#group = group;
    this.#violations = violations;
  }

  /** No rule may be broken by what happens. */
  judge(happening: Happening): void {
    for (const { name, check } of this.#rules) {
      const why = check(happening, this.#group);
      if (why !== null) this.#group.rollbacks.doubt(`${name}: ${this.#named(why)}`);
    }
  }

  violate(name: string, why: string): void {
    this.#violations.add(`${name}: ${this.#named(why)}`);
  }

  #named(why: string): string {
    const { id, setting } = this.#group;
    return setting.groups > 1 ? `${why}, in group "${id}"` : why;
  }
}
