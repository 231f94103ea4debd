import type { Path, RawJson } from "../document/index.ts";

/** A value to be put at a path of a document. */
export interface PathChange {
  readonly path: Path;
  readonly value: RawJson | null;
}

/** What a document is and what it would be. */
export interface ProposedChange {
  readonly original: RawJson | null;
  readonly proposed: RawJson | null;
  /** Handed back with a commit, which is refused if the document has changed since. */
  readonly cas: string;
}
