/**
 * Waits for something until a signal is aborted; what was waited for is left alone then, and its end ignored.
 * @throws the reason of the signal, whatever it did to what was waited for.
 */
export async function untilAborted<T>(signal: AbortSignal, waitedFor: Promise<T>): Promise<T> {
  const listening = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true, signal: listening.signal });
    if (signal.aborted) onAbort();
  });
  try {
    return await Promise.race([aborted, waitedFor]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    listening.abort();
  }
}
