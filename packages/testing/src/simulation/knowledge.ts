import type { InstanceDescription } from "@infrakit/spi/data";

/** A list that a controller was given, or was not. */
export interface Told {
  readonly sentAt: number;
  readonly at: number;
  /** Instances of the group; `null` if the describe failed. */
  readonly members: readonly InstanceDescription[] | null;
  /** Whether it may have been asked for on behalf of an operator. */
  readonly isShared: boolean;
}

/**
 * What one life of a controller can know from the lists that it was given. Steps are judged by what was known
 * when they were decided on: at the last moment at which none was on its way.
 */
export class Knowledge {
  #state: "unknown" | "suddenly empty" | "known" = "unknown";
  /** When an empty list came after one that was not; a second one must have been asked for later. */
  #emptySince: number | null = null;
  #hadMembers = false;
  #listed: readonly string[] = [];
  #isFrozen = true;
  readonly #mayTouch = new Set<string>();
  /** Members that it cannot but know of. */
  #sure: ReadonlySet<string> = new Set();
  #wereSure: ReadonlySet<string> = new Set();

  /** Whether nothing may be made or ended: nothing is known, or everything is suddenly gone. */
  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  /** The members that were listed last. */
  get listed(): readonly string[] {
    return this.#listed;
  }

  /** Members that were listed ever since steps under way may have been decided on. */
  get sure(): ReadonlySet<string> {
    return this.#wereSure;
  }

  /** How many members were listed at most when steps under way may have been decided on. */
  get mostListed(): number {
    return this.#mayTouch.size;
  }

  /** Whether an instance was listed as one of the group. */
  mayTouch(id: string): boolean {
    return this.#mayTouch.has(id);
  }

  hear({ sentAt, at, members, isShared }: Told): void {
    if (members === null) {
      if (!isShared) this.#state = "unknown";
      return;
    }
    for (const { id } of members) this.#mayTouch.add(id);
    const ids = members.map(({ id }) => id);
    // A list that was not the controller's own may leave it with the one that it had.
    this.#listed = isShared ? [...new Set([...this.#listed, ...ids])] : ids;
    this.#sure = isShared ? common(this.#sure, ids) : new Set(ids);
    this.#wereSure = common(this.#wereSure, ids);
    const isSudden = members.length === 0 && this.#hadMembers && !isShared;
    if (isSudden && (this.#emptySince === null || sentAt < this.#emptySince)) {
      this.#emptySince ??= at;
      this.#state = "suddenly empty";
      return;
    }
    this.#state = "known";
    this.#emptySince = null;
    this.#isFrozen = false;
    this.#hadMembers = members.length > 0 && !isShared;
  }

  /** No step is on its way: from now on, what is decided is decided on what is known now. */
  quiet(): void {
    this.#isFrozen = this.#state !== "known";
    this.#wereSure = this.#sure;
    this.#mayTouch.clear();
    for (const id of this.#listed) this.#mayTouch.add(id);
  }
}

function common(known: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  return new Set(ids.filter((id) => known.has(id)));
}
