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
