import { createInterface } from "node:readline/promises";
import type { Context } from "../context.ts";
import { CommandError, badInput } from "../failure.ts";

/** Asks whoever sits at the terminal whether real things may be made. @throws CommandError if not, or if nobody can be asked. */
export async function askConsent(context: Context, name: string, signal: AbortSignal): Promise<void> {
  const { stdin, stderr, isJson } = context;
  const what = `the check makes and destroys real instances with plugin "${name}"`;
  if (isJson || !stdin.isTTY || !stderr.isTTY) {
    const hint = "if that is what you want, say so with --yes";
    throw badInput(`Cannot check plugin "${name}": ${what}, and nobody can be asked`, { hint });
  }
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    const given = await terminal.question(`${what.replace(/^t/, "T")}. Go on? [y/N] `, { signal });
    if (/^y(?:es)?$/i.test(given.trim())) return;
  } finally {
    terminal.close();
  }
  throw new CommandError(`Cannot check plugin "${name}": it was not allowed`);
}
