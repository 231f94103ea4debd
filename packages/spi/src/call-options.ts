/** What every call to a plugin takes beside its arguments. */
export interface CallOptions {
  /** Gives up the call. What it has begun may or may not have happened. */
  readonly signal?: AbortSignal;
}
