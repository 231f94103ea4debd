import { LocalError, type LocalErrorCode } from "@infrakit/spi";
import { reasonOf } from "./error-code.ts";

/** A state directory, and what messages call it. */
export interface StateLocation {
  readonly directory: string;
  /** What keeps its state there: `journal` becomes `the journal's state directory "/…"`. */
  readonly purpose: string;
}

/** An error for a state directory that cannot be used, read or written; `cause` is the system's error. */
export function stateUnwritable(act: string, location: StateLocation, cause: unknown): LocalError {
  const message = `Cannot ${act} ${nameOf(location)}: ${reasonOf(cause)}`;
  return new LocalError("state_unwritable", message, { cause });
}

/** An error for a state directory that we refuse to open. */
export function stateRefused(code: LocalErrorCode, location: StateLocation, why: string): LocalError {
  return new LocalError(code, `Cannot open ${nameOf(location)}: ${why}`);
}

function nameOf({ directory, purpose }: StateLocation): string {
  return `the ${purpose}'s state directory "${directory}"`;
}
