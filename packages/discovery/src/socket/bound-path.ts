import { realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute } from "node:path";
import { inodeOf, statusOf } from "./file-status.ts";
import { isPrivateName } from "./private-name.ts";
import { systemCode } from "./system-error.ts";

const outOfReach: ReadonlySet<string | undefined> = new Set(["ENOENT", "ENOTDIR", "EACCES"]);

/**
 * Tells whether a server that was bound to `bound`, as the system remembers it, was put at `path`: it was bound
 * there, or in a private directory beside it. Either may go through symbolic links.
 */
export async function isBoundFor(bound: string, path: string): Promise<boolean> {
  if (!isAbsolute(bound) || basename(bound) !== basename(path)) return false;
  // One that is still at the path that it was bound to can be compared: it may be about to start.
  const [there, wanted] = await Promise.all([reach(() => statusOf(bound)), statusOf(path)]);
  if (there !== undefined && wanted !== undefined) return inodeOf(there) === inodeOf(wanted);
  const directory = dirname(bound);
  const isPrivate = isPrivateName(basename(directory));
  return await isSameDirectory(isPrivate ? dirname(directory) : directory, dirname(path));
}

async function isSameDirectory(one: string, other: string): Promise<boolean> {
  if (one === other) return true;
  const [a, b] = await Promise.all([realPathOf(one), realPathOf(other)]);
  return a !== undefined && a === b;
}

async function realPathOf(directory: string): Promise<string | undefined> {
  return await reach(() => realpath(directory));
}

/** Undefined for what is gone or closed to us: it is not where we called a socket. */
async function reach<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (outOfReach.has(systemCode(error))) return undefined;
    throw error;
  }
}
