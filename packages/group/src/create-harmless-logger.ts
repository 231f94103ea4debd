import type { Logger } from "./seams.ts";

/**
 * The same logger, but that no group suffers from what it throws: a full disk behind a log must not stop what is being
 * logged. There is nobody left to tell. One that answers with a promise keeps what that rejects with to itself.
 */
export function createHarmlessLogger(logger: Logger | undefined): Logger {
  return {
    info: (fields, message) => tell(() => logger?.info(fields, message)),
    warn: (fields, message) => tell(() => logger?.warn(fields, message)),
  };
}

function tell(write: () => void): void {
  try {
    write();
  } catch {
    // It is the logger's own fault to tell.
  }
}
