import type { PublishLimits } from "./publish-limits.ts";

/** How long to wait after so many failures in a row, of which the first is 1. */
export function backoffMs(
  failures: number,
  { retryMs, maxRetryMs }: Pick<PublishLimits, "retryMs" | "maxRetryMs">,
): number {
  return Math.min(retryMs * 2 ** (failures - 1), maxRetryMs);
}

/** Waits, but no longer than until one of the signals is aborted. Never fails. */
export async function pause(ms: number, ...signals: readonly AbortSignal[]): Promise<void> {
  if (ms <= 0 || signals.some(({ aborted }) => aborted)) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    for (const signal of signals) signal.addEventListener("abort", end);
  });
}
