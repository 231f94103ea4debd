import { constants, type FileHandle, open } from "node:fs/promises";

/**
 * Puts something at the end of a file that is there and has so many bytes. Once it resolves, that survives a power cut;
 * whatever happens before, what the file held is there, and perhaps a first part of what was to come behind it. No
 * directory is synced and no file made: that is why it is faster than a new file.
 */
export async function appendToFile(path: string, content: Uint8Array, length: number): Promise<void> {
  // Without `O_CREAT`: a file that was taken away must not be begun in its middle.
  const file = await open(path, constants.O_WRONLY | constants.O_APPEND);
  await refuseOtherLength(file, length);
  try {
    await file.appendFile(content);
    await file.datasync();
  } catch (error) {
    // What fills a full disk must not stay there. Readers pass over it all the same.
    await file.truncate(length).catch(() => "the first error is the one to know");
    throw error;
  } finally {
    // Nobody waits for that: what was synced is there, and what was not has failed already.
    file.close().catch(() => "the process has one descriptor less");
  }
}

/** Somebody else has changed the file: what is put behind that might be read by nobody. It is left as it is. */
async function refuseOtherLength(file: FileHandle, length: number): Promise<void> {
  const { size } = await file.stat();
  if (size === length) return;
  await file.close();
  throw new Error(`it has ${size} bytes instead of ${length}`);
}
