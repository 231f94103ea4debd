import type { CallOptions } from "./call-options.ts";
import type { PathChange, ProposedChange } from "./data/index.ts";
import type { Path, RawJson } from "./document/index.ts";

/** A document that can be read by path. */
export interface MetadataPlugin {
  /** Names below a path, in order; elements of a list are `[0]`, `[1]`, …; none if there is nothing there. */
  keys(path: Path, options?: CallOptions): Promise<readonly string[]>;

  /** What stands at a path; `null` if there is nothing. */
  get(path: Path, options?: CallOptions): Promise<RawJson | null>;
}

/** A document that can be read and changed. */
export interface UpdatablePlugin extends MetadataPlugin {
  /** What the document would be with these changes. Nothing is changed yet. */
  changes(changes: readonly PathChange[], options?: CallOptions): Promise<ProposedChange>;

  /**
   * Makes a document that {@link changes} proposed the current one.
   * @throws with `cas mismatch` if the document has changed since, with `readonly` if it cannot be changed.
   */
  commit(proposed: RawJson | null, cas: string, options?: CallOptions): Promise<void>;
}
