import { DecodeError, LocalError, messageOf, PluginError } from "@infrakit/infrakit/operator";
import { type ExitCode, exitCode } from "./exit-code.ts";

/** Why a command failed, for people and for programs. */
export interface Failure {
  /** A word that programs can compare: a code of `docs/reference/errors.md`, or one of the command's own. */
  readonly code: string;
  readonly message: string;
  /** What to do about it; empty where we do not know. */
  readonly hint: string;
  readonly exitCode: ExitCode;
}

/** An error that the command itself has found. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly failure: Omit<Failure, "message">;

  constructor(message: string, failure: Partial<Omit<Failure, "message">> = {}, options?: ErrorOptions) {
    super(message, options);
    this.failure = { code: "failed", hint: "", exitCode: exitCode.failed, ...failure };
  }
}

/** An error in what the caller wrote: arguments, a spec, a setting. */
export function badInput(message: string, options?: ErrorOptions & { readonly hint?: string }): CommandError {
  const hint = options?.hint ?? "";
  return new CommandError(message, { code: "bad_input", exitCode: exitCode.usage, hint }, options);
}

/** Sorts whatever was thrown. */
export function failureOf(error: unknown): Failure {
  const message = messageOf(error);
  if (error instanceof CommandError) return { ...error.failure, message };
  if (error instanceof LocalError) {
    return { code: error.code, message, hint: hints[error.code] ?? "", exitCode: exitCodeOf(error.code) };
  }
  if (error instanceof DecodeError) return { ...failureOf(badInput(message)) };
  if (isGroupUnknown(message)) {
    const hint = "infrakit group ls lists the groups that are watched";
    return { code: "group_not_found", message, hint, exitCode: exitCode.notFound };
  }
  if (message.includes("plugin not found:")) {
    const hint = hints.plugin_not_found ?? "";
    return { code: "plugin_not_found", message, hint, exitCode: exitCode.notFound };
  }
  if (isPluginAway(message)) {
    const hint = hints.plugin_unreachable ?? "";
    return { code: "plugin_unreachable", message, hint, exitCode: exitCode.notFound };
  }
  const code = error instanceof PluginError ? "plugin_error" : "failed";
  return { code, message, hint: "", exitCode: exitCode.failed };
}

/** The sentences in which group plugins say that they do not keep a group. */
function isGroupUnknown(message: string): boolean {
  return /^Group '?[^']*'? is not being watched$|^group not found |^group .* not found$/.test(message);
}

/** The sentences in which a group plugin of ours says that another plugin is away; the word does not cross the socket. */
function isPluginAway(message: string): boolean {
  return /^Cannot call ".+; is the plugin running\?$/.test(message);
}

function exitCodeOf(code: LocalError["code"]): ExitCode {
  if (code === "plugin_not_found" || code === "plugin_unreachable") return exitCode.notFound;
  return code === "bad_name" || code === "path_too_long" ? exitCode.usage : exitCode.failed;
}

const hints: Partial<Record<LocalError["code"], string>> = {
  plugin_not_found:
    "infrakit plugin ls shows what is served; start a plugin with infrakit plugin start, or a group with infrakit up",
  plugin_unreachable: "infrakit plugin ls shows who answers; start the plugin again",
  state_locked:
    "infrakit group changes and destroys the groups of the one that runs, infrakit plugin stop group stops it",
  interface_mismatch:
    "infrakit plugin ls shows what plugins speak; those of infrakit take all of its commands",
  deadline_exceeded: "a longer INFRAKIT_CLIENT_TIMEOUT may help",
  connection_lost: "infrakit plugin ls shows who answers; look before you ask for a change again",
};
