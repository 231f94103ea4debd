import { randomBytes } from "node:crypto";
import { open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { codeOf } from "./error-code.ts";

/**
 * Puts a file in the place of another, or of none, in one step: whatever happens, a reader finds the earlier
 * content or the new one, whole. Once it resolves, the new content survives a power cut. Mode 0600.
 */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const unfinished = join(dirname(path), unfinishedName(basename(path)));
  try {
    // `wx`: in a directory to which others write too, nobody can put a link in its way.
    await writeFile(unfinished, content, { flag: "wx", mode: 0o600, flush: true });
    await rename(unfinished, path);
  } catch (error) {
    // Should this fail too, the first error is the one to know, and the next start removes the file.
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncDirectory(dirname(path));
}

/** Removes a file so that it does not come back after a power cut; nothing if it is not there. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
  try {
    // Also when there was none: an earlier removal may have failed halfway.
    await syncDirectory(dirname(path));
  } catch (error) {
    // A file whose directory is gone is gone.
    if (codeOf(error) !== "ENOENT") throw error;
  }
}

/**
 * Removes what a crash left of files that were being written to a directory. Nobody may write to it at the
 * same time.
 */
export async function removeUnfinishedFiles(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter(isUnfinished);
  await Promise.all(names.map((name) => rm(join(directory, name), { force: true })));
}

/**
 * What a file is called while it is being written: `.web.record.0f3a….tmp` for `web.record`. Hidden, and never
 * the same, so that neither those that list the directory nor other writers meet it.
 */
export function unfinishedName(name: string): string {
  return `.${name}.${randomBytes(6).toString("hex")}.tmp`;
}

/** Tells whether a file was called so by {@link unfinishedName}. */
export function isUnfinished(name: string): boolean {
  return /^\..+\.[0-9a-f]{12}\.tmp$/s.test(name);
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
