import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * Tells whether a program is on the `PATH`, for `test.skipIf(!requireProgram("git"))`. Where it is absent the
 * tests that need it are skipped and a line on stderr says so; under `INFRAKIT_CI=1` nothing may be skipped.
 * @throws Error under `INFRAKIT_CI=1` if the program is absent.
 */
export function requireProgram(name: string): boolean {
  const directories = (process.env["PATH"] ?? "").split(delimiter);
  const isThere = directories.some((directory) => isExecutable(join(directory, name)));
  if (isThere) return true;
  if (process.env["INFRAKIT_CI"] === "1")
    throw new Error(`Cannot run all tests: program "${name}" is absent; add its package to .ci/run`);
  sayThatSkipped(`program "${name}" is absent`);
  return false;
}

/** Says on stderr why tests are skipped. */
export function sayThatSkipped(why: string): void {
  process.stderr.write(`SKIPPED TESTS: ${why}\n`);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not in this directory: the next one may have it.
    return false;
  }
}
