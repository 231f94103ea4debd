import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ProcessEntry, ProcessTable, TokenEntry } from "./process-table.ts";
import { tokenVariable } from "./properties.ts";

/**
 * Makes a table of processes from the program `ps`, for macOS. It is weaker than `/proc` in three ways: start
 * times are whole seconds; a token is searched in one line with the arguments, so an argument that looks like
 * the variable is taken for it; and macOS hides the environment of its own programs (those in `/bin` and
 * `/usr/bin`), so that a descendant which left the group, or a start that was cut short by a crash, is not
 * found again if it runs one of these.
 */
export function createPsTable(): ProcessTable {
  return { boot: "", findEveryMs: 1_000, find, list };
}

const columns = "pid=,pgid=,stat=,lstart=";

async function find(pids: readonly number[]): Promise<ReadonlyMap<number, ProcessEntry>> {
  if (pids.length === 0) return new Map();
  const lines = await ps(["-o", columns, "-p", pids.join(",")]);
  return new Map(lines.flatMap((line) => parseLine(line) ?? []).map((entry) => [entry.pid, entry]));
}

async function list(): Promise<readonly TokenEntry[]> {
  const lines = await ps(["eaxww", "-o", `${columns},command=`]);
  return lines.flatMap((line) => parseLine(line) ?? []);
}

/**
 * Reads a line of `ps`: `pid group state Thu Nov 20 22:32:01 2025 command and environment`, the time in UTC.
 * `undefined` if the process has ended.
 */
export function parseLine(line: string): TokenEntry | undefined {
  const [, pid, group, state = "Z", time = ""] = lineFormat.exec(line) ?? [];
  const start = Date.parse(`${time} UTC`);
  if (state.startsWith("Z") || Number.isNaN(start)) return undefined;
  return { pid: Number(pid), group: Number(group), start, token: tokenFormat.exec(line)?.[1] };
}

const lineFormat = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)/;
const tokenFormat = new RegExp(`\\s${tokenVariable}=([0-9a-f]+)(?=\\s|$)`);

const run = promisify(execFile);

/** A machine has some thousand processes; an environment some kilobytes. */
const maxOutputBytes = 256 * 1024 * 1024;
const timeoutMs = 30_000;

async function ps(args: readonly string[]): Promise<readonly string[]> {
  const env = { PATH: "/bin:/usr/bin", LC_ALL: "C", TZ: "UTC" };
  try {
    const { stdout } = await run("ps", args, { env, maxBuffer: maxOutputBytes, timeout: timeoutMs });
    return stdout.split("\n");
  } catch (error) {
    if (isNoneFound(error)) return [];
    throw new Error("Cannot list processes: the program ps failed", { cause: error });
  }
}

/** If none of the processes exists, `ps` says nothing and ends with 1. */
function isNoneFound(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error) || !("stdout" in error) || !("stderr" in error))
    return false;
  return error.code === 1 && error.stdout === "" && error.stderr === "";
}
