import { closeSync, openSync, readSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import { codeOf } from "@infrakit/manager/state";
import type { ProcessEntry, ProcessTable, TokenEntry } from "./process-table.ts";
import { tokenVariable } from "./properties.ts";

/** Opens Linux's table of processes. Files of `/proc` are in memory: reading one at once takes microseconds. */
export async function openProcTable(): Promise<ProcessTable> {
  const boot = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
  return { boot, findEveryMs: 0, find, list };
}

/** How many processes are read before others get their turn; some milliseconds. */
const batchSize = 200;

async function find(pids: readonly number[]): Promise<ReadonlyMap<number, ProcessEntry>> {
  const found = new Map<number, ProcessEntry>();
  for (const [index, pid] of pids.entries()) {
    if (index % batchSize === batchSize - 1) await nextTurn();
    const entry = readEntry(pid);
    if (entry !== undefined) found.set(pid, entry);
  }
  return found;
}

async function list(): Promise<readonly TokenEntry[]> {
  const pids = (await readdir("/proc")).filter((name) => /^[0-9]+$/.test(name)).map(Number);
  const listed: TokenEntry[] = [];
  const blank: ProcessEntry[] = [];
  for (const [index, pid] of pids.entries()) {
    if (index % batchSize === batchSize - 1) await nextTurn();
    const entry = readEntry(pid);
    // Threads of the kernel are in group 0: they have no environment.
    if (entry === undefined || entry.group === 0) continue;
    const environment = read(`/proc/${pid}/environ`);
    if (environment === "") blank.push(entry);
    else listed.push({ ...entry, token: tokenOf(environment) });
  }
  // While a program is being replaced by another (`exec`), its environment reads as empty.
  if (blank.length > 0) await nextTurn();
  for (const entry of blank) listed.push({ ...entry, token: tokenOf(read(`/proc/${entry.pid}/environ`)) });
  return listed;
}

function readEntry(pid: number): ProcessEntry | undefined {
  const stat = read(`/proc/${pid}/stat`);
  return stat === undefined ? undefined : parseStat(stat);
}

/**
 * Reads a line of `/proc/<pid>/stat` (proc_pid_stat(5)): `pid (name) state parent group session …`, the start
 * in the 22nd place. The name may contain anything, so the rest begins behind the last parenthesis.
 * `undefined` if the process has ended.
 */
export function parseStat(stat: string): ProcessEntry | undefined {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state = "X", , group] = fields;
  if (state === "Z" || state === "X" || state === "x") return undefined;
  return { pid: Number.parseInt(stat, 10), group: Number(group), start: Number(fields[19]) };
}

/** Finds the token in a list of variables, each ended by U+0000. */
export function tokenOf(environment: string | undefined): string | undefined {
  if (environment === undefined) return undefined;
  const prefix = `${tokenVariable}=`;
  const at = environment.startsWith(prefix) ? 0 : environment.indexOf(`\0${prefix}`) + 1;
  if (at === 0 && !environment.startsWith(prefix)) return undefined;
  const end = environment.indexOf("\0", at);
  return environment.slice(at + prefix.length, end < 0 ? undefined : end);
}

const buffer = Buffer.allocUnsafe(64 * 1024);

/** `undefined` if the process is gone, or is another user's and keeps the file to itself. */
function read(path: string): string | undefined {
  try {
    return readAll(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ESRCH" || code === "EACCES" || code === "EPERM") return undefined;
    throw error;
  }
}

function readAll(path: string): string {
  const file = openSync(path, "r");
  try {
    let text = "";
    for (;;) {
      const length = readSync(file, buffer, 0, buffer.length, null);
      text += buffer.toString("latin1", 0, length);
      // Only a full buffer may have left something behind; `/proc` gives all that fits.
      if (length < buffer.length) return text;
    }
  } finally {
    closeSync(file);
  }
}
