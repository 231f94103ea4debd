/** Reads something until its signal is aborted. */
type Read<T> = (signal: AbortSignal) => AsyncGenerator<T, void, void>;

/**
 * The same reading, but that `return()` ends it at once, also while `next()` waits: a generator would do that after the
 * next value, which may never come, and its reader would stay for as long.
 */
export function endingAtOnce<T>(read: Read<T>, signal?: AbortSignal): AsyncIterableIterator<T, void, void> {
  const stop = new AbortController();
  const reading = stoppedBy(stop, read, signal);
  return {
    next: () => reading.next(),
    return() {
      stop.abort();
      return reading.return();
    },
    throw(error: unknown) {
      stop.abort();
      return reading.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** A signal that lives longer than the reading is left alone at its end. */
async function* stoppedBy<T>(
  stop: AbortController,
  read: Read<T>,
  signal?: AbortSignal,
): AsyncGenerator<T, void, void> {
  const abort = (): void => stop.abort();
  if (signal?.aborted === true) abort();
  signal?.addEventListener("abort", abort);
  try {
    yield* read(stop.signal);
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}
