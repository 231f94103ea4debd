import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf } from "./error-code.ts";
import { syncDirectory } from "./replace-file.ts";

/** Makes a directory for this user alone (0700) in one that exists, durably; nothing if it is there. */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (await isDirectory(path)) return;
    throw error;
  }
  await syncDirectory(dirname(path));
}

/**
 * The same with all directories above it that are missing. (`mkdir` with `recursive` says of a read-only file
 * system, and of some others, that the directory is not there.)
 */
export async function makeDirectories(path: string): Promise<void> {
  try {
    return await makeDirectory(path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
  await makeDirectories(dirname(path));
  await makeDirectory(path);
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // Why it could not be made says more than why it could not be seen.
    return false;
  }
}
