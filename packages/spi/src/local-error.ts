/**
 * What can go wrong on this side of a socket. These words never cross it.
 *
 * - `plugin_not_found`: no plugin of that name in the plugin directory
 * - `plugin_unreachable`: nobody listens on its socket; the call was not made
 * - `peer_too_old`, `interface_mismatch`: the plugin speaks another version, or not this interface
 * - `deadline_exceeded`: no answer in time; what was asked may have happened
 * - `connection_lost`: the plugin went away during the call; what was asked may have happened
 * - `bad_answer`: the answer is not the protocol's; what was asked may have happened
 * - `aborted`: the caller gave up; what was asked may have happened
 * - `answer_too_large`: the answer is over the limit
 * - `address_in_use`: another process listens on the socket
 * - `path_too_long`: the path of a socket is longer than the system takes
 * - `unsafe_directory`: others may write to the plugin or state directory
 * - `bad_name`: a plugin name that would leave the plugin directory
 * - `state_unreadable`, `state_unwritable`, `state_locked`: the state directory
 */
export type LocalErrorCode =
  | "plugin_not_found"
  | "plugin_unreachable"
  | "peer_too_old"
  | "interface_mismatch"
  | "deadline_exceeded"
  | "connection_lost"
  | "bad_answer"
  | "aborted"
  | "answer_too_large"
  | "address_in_use"
  | "path_too_long"
  | "unsafe_directory"
  | "bad_name"
  | "state_unreadable"
  | "state_unwritable"
  | "state_locked";

/** An error on this side of a socket, with a word that programs can compare. */
export class LocalError extends Error {
  override readonly name = "LocalError";
  readonly code: LocalErrorCode;

  constructor(code: LocalErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What is known of a call that failed: the plugin said no (`refused`), or it may have been done (`unknown`). */
export type FailedOutcome = "refused" | "unknown";

const unknownCodes: ReadonlySet<LocalErrorCode> = new Set([
  "deadline_exceeded",
  "connection_lost",
  "bad_answer",
  "aborted",
  "answer_too_large",
]);

/** Sorts the error of a call: may the plugin have done what was asked? */
export function outcomeOf(error: unknown): FailedOutcome {
  return error instanceof LocalError && unknownCodes.has(error.code) ? "unknown" : "refused";
}

/** The text of whatever was thrown, which may be anything: it never throws itself. */
export function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    // An object that cannot say what it is, such as one without a prototype. Its kind is all that there is to tell.
    return Object.prototype.toString.call(error);
  }
}
