import { open, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** How the name of a file ends while it is being written. */
export const unfinishedSuffix = ".new";

/**
 * Puts a file in the place of another, or of none, in one step: whatever happens, a reader finds the earlier
 * content or the new one, whole. Once it resolves, the new content survives a power cut. Mode 0600. Two
 * callers must not replace one file at the same time.
 */
export async function replaceFile(path: string, content: string): Promise<void> {
  const unfinished = path + unfinishedSuffix;
  try {
    await writeFile(unfinished, content, { mode: 0o600, flush: true });
    await rename(unfinished, path);
  } catch (error) {
    // Should this fail too, the first error is the one to know, and the next start removes the file.
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncDirectory(dirname(path));
}

/** Removes a file, if it is there, so that it does not come back after a power cut. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
  await syncDirectory(dirname(path));
}

/** Makes the names in a directory durable: syncing a file does not do that. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
