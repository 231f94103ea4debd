import { randomBytes } from "node:crypto";
import { open, rename, rm, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { codeOf } from "./error-code.ts";

/**
 * Replaces a file as a whole: whoever reads it, even after a crash or a power cut, finds the text before or
 * the text after, never a part. When this returns, the text is on the disk. Mode 0600.
 */
export async function writeDurably(path: string, text: string): Promise<void> {
  const directory = dirname(path);
  const temporary = join(directory, `.${basename(path)}.${randomBytes(6).toString("hex")}${temporarySuffix}`);
  try {
    await writeAndSync(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(directory);
}

/** Removes a file for good; one that is not there, or whose directory is not, is removed already. */
export async function removeDurably(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    return;
  }
  await syncDirectory(dirname(path));
}

/** How the names of files end that a crash in {@link writeDurably} leaves behind. They begin with a dot. */
export const temporarySuffix = ".tmp";

async function writeAndSync(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A rename or removal is on the disk only when its directory is. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
