import { CommandError, failureOf } from "../failure.ts";

/** What a group may be told to become. */
export interface GroupChange {
  readonly id: string;
  readonly verb: "commit" | "scale";
}

/** Failures that come before a change: a group plugin asks the others first whether they agree. */
const early: ReadonlySet<string> = new Set(["plugin_not_found", "plugin_unreachable"]);

/** A question that changes nothing, whether or not it was heard. */
const question = /Cannot call "(?:Flavor|Instance)\.Validate"/;

/**
 * Changes a group. @throws CommandError that names it and says that it was not changed, if a plugin is away, or has not
 * said whether it agrees.
 */
export async function changeGroup<T>({ id, verb }: GroupChange, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { message, ...failure } = failureOf(error);
    if (!early.has(failure.code) && !question.test(message)) throw error;
    const told = `Cannot ${verb} group "${id}", which was not changed: ${message}`;
    const hint = failure.hint === "" ? "infrakit plugin ls shows who answers" : failure.hint;
    throw new CommandError(told, { ...failure, hint }, { cause: error });
  }
}
