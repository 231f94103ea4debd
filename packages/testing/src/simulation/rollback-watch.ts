import type { SimulatedController } from "./seams.ts";
import { parseSpec, type Wanted } from "./wanted.ts";

type Kept = Extract<Wanted, { kind: "kept" }>;

/**
 * Notices that a controller has gone back to another version by itself. What it did at that moment it may have done for
 * what it has gone back to: whatever seems to be broken is in doubt until then.
 */
export class RollbackWatch {
  /** Whether an update was undone, and no operator has said more since. */
  isRolledBack = false;
  readonly #violations: Set<string>;
  readonly #mayGoBack: boolean;
  readonly #doubtful = new Set<string>();

  constructor(violations: Set<string>, mayGoBack: boolean) {
    this.#violations = violations;
    this.#mayGoBack = mayGoBack;
  }

  /** A rule is broken, for all that is known now. */
  doubt(violation: string): void {
    (this.#mayGoBack ? this.#doubtful : this.#violations).add(violation);
  }

  /** The version that a controller has gone back to; `null` if it has not, or nobody can tell. */
  async notice(
    group: string,
    controller: SimulatedController | undefined,
    wanted: readonly Wanted[],
  ): Promise<string | null> {
    if (!this.#mayGoBack) return null;
    const [before, ...others] = wanted;
    const isClear = controller !== undefined && before?.kind === "kept" && others.length === 0;
    const specs = isClear ? await controller.inspectGroups() : [];
    const spec = specs.find(({ id }) => id === group);
    const version = spec === undefined ? null : parseSpec(spec).version;
    if (!isClear || version === null || version === before.version) {
      this.believe();
      return null;
    }
    this.#doubtful.clear();
    return version;
  }

  /** A controller says after a restart what it keeps. */
  remember(kept: Kept, wanted: readonly Wanted[]): void {
    const isKnown = wanted.some((each) => each.kind === "kept" && each.version === kept.version);
    if (!isKnown) this.isRolledBack = true;
  }

  /** What seemed to be broken is. */
  believe(): void {
    for (const violation of this.#doubtful) this.#violations.add(violation);
    this.#doubtful.clear();
  }
}
