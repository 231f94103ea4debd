import { watchOutput } from "./broken-output.ts";
import type { Context } from "./context.ts";
import { type Failure, failureOf } from "./failure.ts";
import { exitCode } from "./exit-code.ts";
import { createProgram, usageErrorOf } from "./program.ts";

/** Runs a command line and returns how it ended. Whatever goes wrong is told on stderr. */
export async function run(argv: readonly string[], version: string): Promise<number> {
  const { env, stdin, stdout, stderr } = process;
  const output = watchOutput(process, (error) => {
    process.exit(error === null ? exitCode.ok : tell(context, error));
  });
  const context: Context = { env, stdin, stdout, stderr, output, isJson: wantsJson(argv) };
  try {
    await createProgram(context, version).parseAsync([...argv], { from: "user" });
    return Number(process.exitCode ?? exitCode.ok);
  } catch (error) {
    return tell(context, usageErrorOf(error) ?? error);
  }
}

/** Known before the arguments are parsed: an error in them is told in the same form. */
function wantsJson(argv: readonly string[]): boolean {
  return argv.some(
    (argument, at) =>
      /^(?:-o=?|--output=)json$/.test(argument) ||
      (/^(?:-o|--output)$/.test(argument) && argv[at + 1] === "json"),
  );
}

function tell(context: Context, error: unknown): number {
  const failure = failureOf(error);
  // Help was shown, which was all that was asked.
  if (failure.exitCode === exitCode.ok) return exitCode.ok;
  context.stderr.write(`${context.isJson ? formatJson(failure) : formatText(failure)}\n`);
  const debug = context.env["INFRAKIT_DEBUG"];
  if (debug !== undefined && debug !== "" && error instanceof Error)
    context.stderr.write(`${stackOf(error)}\n`);
  return failure.exitCode;
}

function formatJson({ code, message, hint }: Failure): string {
  return JSON.stringify({ Error: { Code: code, Message: message, ...(hint !== "" && { Hint: hint }) } });
}

function formatText({ message, hint }: Failure): string {
  return `infrakit: ${message}${hint === "" ? "" : `\nhint: ${hint}`}`;
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by ${stackOf(error.cause)}` : own;
}
