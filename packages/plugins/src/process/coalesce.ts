/**
 * Makes many calls cost few runs. A call gets the result of a run that began after the call was made: calls
 * that come while one runs share the next.
 */
export function coalesce<T>(run: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const start = (): Promise<T> => {
    const started = run().finally(() => {
      if (current === started) current = undefined;
    });
    current = started;
    return started;
  };
  const startAfter = async (before: Promise<T>): Promise<T> => {
    // Whoever asked for the run before is told of its failure; this one is another.
    await before.catch(() => undefined);
    next = undefined;
    return start();
  };
  return () => {
    if (current === undefined) return start();
    next ??= startAfter(current);
    return next;
  };
}
