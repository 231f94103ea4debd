import type { Clock } from "./clock.ts";

/** How long something may take, and who may end it before. */
export interface DeadlineOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The time is up. In the words of Scope's probe, for controls and polls alike. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";

  constructor() {
    super("context deadline exceeded");
  }
}

/** Does work that honours its signal. It is aborted with a DeadlineError when the time is up. */
export async function withDeadline<T>(
  clock: Clock,
  { timeoutMs, signal }: DeadlineOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const end = (): void => ending.abort(signal.reason);
  const timer = clock.callAfter(timeoutMs, () => ending.abort(new DeadlineError()));
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  try {
    return await work(ending.signal);
  } finally {
    timer.cancel();
    signal.removeEventListener("abort", end);
  }
}
