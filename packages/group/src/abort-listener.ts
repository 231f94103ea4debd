/** Who listens to a signal, by signal. */
const listenersBySignal = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when a signal is aborted. Returns what forgets that again. A thousand may wait for one signal: it is
 * listened to once for all of them, because what it takes to add a listener grows with their number.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const listeners = listenersBySignal.get(signal) ?? listenTo(signal);
  listeners.add(callback);
  return () => void listeners.delete(callback);
}

function listenTo(signal: AbortSignal): Set<() => void> {
  const listeners = new Set<() => void>();
  listenersBySignal.set(signal, listeners);
  const tellAll = (): void => {
    for (const listener of listeners) listener();
  };
  signal.addEventListener("abort", tellAll, { once: true });
  return listeners;
}
