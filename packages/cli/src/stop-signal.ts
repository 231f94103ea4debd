/** Signals that ask for an orderly stop. */
const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What a command that runs until it is told to stop listens to. */
export interface StopSignal {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Resolves on the first signal. */
  readonly stopped: Promise<void>;
  /** Listens no more. */
  close(): void;
}

/** Turns the first Ctrl-C or `kill` into an orderly stop; the second one calls `atOnce`, which should exit. */
export function listenForStop(atOnce: () => void): StopSignal {
  const controller = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    controller.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  const onSignal = (): void => {
    if (controller.signal.aborted) atOnce();
    else controller.abort();
  };
  for (const name of stopSignals) process.on(name, onSignal);
  const close = (): void => {
    for (const name of stopSignals) process.off(name, onSignal);
  };
  return { signal: controller.signal, stopped, close };
}
