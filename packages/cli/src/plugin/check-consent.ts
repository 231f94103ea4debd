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
  // The terminal edits the line itself, so that Ctrl-C is a signal here as everywhere else.
  const terminal = createInterface({ input: stdin, output: stderr, terminal: false });
  const left = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  try {
    const asked = terminal.question(`${what.replace(/^t/, "T")}. Go on? [y/N] `, { signal });
    const given = await Promise.race([asked.catch(noAnswer), left]);
    if (/^y(?:es)?$/i.test(given.trim())) return;
  } finally {
    terminal.close();
  }
  throw new CommandError(`Cannot check plugin "${name}": it was not allowed`);
}

/** Whoever presses Ctrl-C has answered. */
function noAnswer(): string {
  return "";
}
