import { readdir, readFile, readlink } from "node:fs/promises";
import { systemCode } from "./system-error.ts";

/** Errors of `/proc/<pid>`: the process has ended, or belongs to somebody else. */
const outOfReach: ReadonlySet<string | undefined> = new Set(["ENOENT", "ESRCH", "EACCES", "EPERM"]);

/** The ids of all processes that we can see. */
export async function processIds(): Promise<readonly number[]> {
  const names = await readdir("/proc");
  return names.filter((name) => /^\d+$/.test(name)).map(Number);
}

/** Tells whether a process has the socket open that `/proc/net/unix` lists under this number. */
export async function holdsListener(pid: number, id: string): Promise<boolean> {
  const directory = `/proc/${pid}/fd`;
  const descriptors = await unlessOutOfReach(readdir(directory), []);
  const wanted = `socket:[${id}]`;
  const targets = await Promise.all(
    descriptors.map((descriptor) => unlessOutOfReach(readlink(`${directory}/${descriptor}`), "")),
  );
  return targets.includes(wanted);
}

/** The command line of a process, arguments separated by spaces; empty if it cannot be read. */
export async function processCommand(pid: number): Promise<string> {
  const text = await unlessOutOfReach(readFile(`/proc/${pid}/cmdline`, "utf8"), "");
  return text.replace(/\0+$/, "").replaceAll("\0", " ");
}

async function unlessOutOfReach<T>(read: Promise<T>, instead: T): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (outOfReach.has(systemCode(error))) return instead;
    throw error;
  }
}
