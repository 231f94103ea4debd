/** One behaviour of the original that ours shares, or does not share on purpose. */
export interface Requirement {
  /** Where it can be seen: a file of `docker/infrakit` at a commit or tag, or a line in `compat/wire`. */
  readonly source: string;
  /** The behaviour, in a sentence. */
  readonly behaviour: string;
  /** Why ours differs; absent where it does not. */
  readonly differs?: string;
}

/** Requirements by id. Tests cite an id in square brackets. */
export type Requirements = Readonly<Record<string, Requirement>>;

/** Tests of one file of the original, and what ours has in their place. */
export interface Cases {
  /** A file of `docker/infrakit` at its last commit. */
  readonly file: string;
  /** The names of the tests, with blanks between them. */
  readonly tests: string;
  /** Requirements that ask for the same; empty where the source of a requirement names each of the tests. */
  readonly heldBy: readonly string[];
  /** Why nothing of ours can be held to it; absent where something is. */
  readonly elsewhere?: string;
}
