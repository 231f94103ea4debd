import { LocalError } from "@infrakit/spi";

/** Who waits, and who is told if what was given up fails later. */
export interface WaitOptions {
  readonly signal: AbortSignal | undefined;
  readonly onError: (error: unknown) => void;
}

/** Waits for work that goes on even if the wait is given up. @throws LocalError `aborted` in that case. */
export async function untilAborted(work: Promise<void>, { signal, onError }: WaitOptions): Promise<void> {
  if (signal === undefined) return work;
  let stop: (() => void) | undefined;
  const given = new Promise<"given up">((resolve) => {
    stop = (): void => resolve("given up");
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    if ((await Promise.race([work, given])) !== "given up") return;
  } finally {
    if (stop !== undefined) signal.removeEventListener("abort", stop);
  }
  work.catch(onError);
  throw new LocalError("aborted", "Cannot wait any longer: the caller gave up", { cause: signal.reason });
}
