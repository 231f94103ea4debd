import type { Logger } from "./seams.ts";

/**
 * The same logger, but that no group suffers from what it throws: a full disk behind a log must not stop what is being
 * logged. There is nobody left to tell. Nor from what it rejects with, if it answers with promises.
 */
export function createHarmlessLogger(logger: Logger | undefined): Logger {
  return {
    info: (fields, message) => tell(() => logger?.info(fields, message)),
    warn: (fields, message) => tell(() => logger?.warn(fields, message)),
  };
}

function tell(write: () => unknown): void {
  try {
    const written = write();
    if (written instanceof Promise) written.catch(leaveToLogger);
  } catch {
    leaveToLogger();
  }
}

/** It is the logger's own fault to tell. */
function leaveToLogger(): void {}
