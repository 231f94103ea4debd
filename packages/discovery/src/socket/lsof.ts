import { execFile } from "node:child_process";
import { isBoundFor } from "./bound-path.ts";

/** How long `lsof` and `ps` may take. */
const timeoutMs = 5000;

/** Asks `lsof` whether a process has a socket open that was put at a path. False if there is no `lsof`. */
export async function holdsSocketByLsof(pid: number, path: string): Promise<boolean> {
  const output = await outputOf("lsof", ["-nP", "-a", "-U", "-p", String(pid), "-F", "n"]);
  const bound = await Promise.all(parseLsofNames(output).map((name) => isBoundFor(name, path)));
  return bound.includes(true);
}

/** Asks `lsof` whether a process listens on a TCP port. False if there is no `lsof`. */
export async function holdsPortByLsof(pid: number, port: number): Promise<boolean> {
  const which = [`-iTCP:${port}`, "-sTCP:LISTEN", "-p", String(pid)];
  const output = await outputOf("lsof", ["-nP", "-a", ...which, "-F", "n"]);
  return output.split("\n").some((line) => line.startsWith("n") && line.endsWith(`:${port}`));
}

/** Asks `ps` for the command line of a process; empty if it does not know. */
export async function commandByPs(pid: number): Promise<string> {
  return (await outputOf("ps", ["-o", "command=", "-p", String(pid)])).trim();
}

/** The paths in what `lsof -F n` prints: lines that begin with `n`; on Linux ` type=STREAM (LISTEN)` follows. */
export function parseLsofNames(output: string): readonly string[] {
  return output
    .split("\n")
    .filter((line) => line.startsWith("n/"))
    .map((line) => line.slice(1).replace(/ type=[A-Z]+( \([A-Z]+\))?$/, ""));
}

/** What a program prints; empty if it fails or is not there: it proves nothing then. */
function outputOf(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: timeoutMs }, (error, stdout) => resolve(error === null ? stdout : ""));
  });
}
