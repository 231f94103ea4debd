import type { Happening, WorldView } from "./happening.ts";

/** Whom an update to another version has taken away since nobody has said more of it. */
export class CanaryWatch {
  readonly #world: Pick<WorldView, "alive">;
  /** The version that the update leads to; `null` if there is none to be watched. */
  #version: string | null = null;
  /** How many of another version there are beyond the size; less than none if some are missing. */
  #surplus = 0;
  readonly #replaced = new Set<string>();
  /** Those whose destroy has no answer yet. */
  readonly #ending = new Set<string>();

  constructor(world: Pick<WorldView, "alive">) {
    this.#world = world;
  }

  /** How many are gone, or on their way, once another one goes too; 0 if they need not be counted. */
  countWith(id: string): number {
    if (this.#version === null) return 0;
    const gone = [...this.#replaced].filter((each) => this.#ending.has(each) || !this.#world.alive.has(each));
    return new Set([...gone, id]).size - Math.max(0, this.#surplus);
  }

  /** An update to another version begins in a group with so many beyond its size, or fewer: those may go as well. */
  begin(version: string, surplus: number): void {
    this.stop();
    this.#surplus = surplus;
    this.#version = version;
  }

  /** The update may go on behind its canaries, or others go for other reasons. */
  stop(): void {
    this.#version = null;
    this.#replaced.clear();
    this.#ending.clear();
  }

  /** Something was judged. */
  after(happening: Happening): void {
    if (happening.kind === "instance is born" && this.#isOutdated(happening.instance.version))
      this.#surplus++;
    if (happening.kind !== "destroys" || happening.reason !== "rolling_update") return;
    // Who is gone already is not taken away.
    if (!this.#world.alive.has(happening.id)) return;
    this.#replaced.add(happening.id);
    this.#ending.add(happening.id);
  }

  /** The controller hears how a destroy ended, or that nobody can tell. */
  hearEnd(id: string): void {
    this.#ending.delete(id);
  }

  /** Whether it was asked for before the update began: it may go, too. */
  #isOutdated(version: string): boolean {
    return this.#version !== null && this.#version !== version;
  }

  /** What was under way ended with the life. */
  beginAnew(): void {
    this.#ending.clear();
  }
}
