import { appendToFile, removeFile, replaceFile } from "./state/index.ts";

/** A file is not replaced before it is as long: with a thousand groups no more than 64 MB are read at a start. */
const minFullBytes = 64 * 1024;

/** Nor before it holds as many times as much as its newest record: one of a thousand steps under way is long itself. */
const minFullRecords = 8;

/**
 * Writes the files of records. A record goes behind the earlier ones of its file, which takes a third of the time that
 * a new file takes, until the file is long enough to be replaced by one that holds the newest alone.
 */
export class RecordFiles {
  /** Lengths of files that this process has made, and that hold nothing but whole records. */
  readonly #lengths = new Map<string, number>();

  /** Resolves when the record would survive a power cut. @throws if it cannot be written: the one before counts. */
  async write(path: string, record: Buffer): Promise<void> {
    const before = this.#lengths.get(path) ?? Infinity;
    // Until it is known how this ends.
    this.#lengths.delete(path);
    const fullBytes = Math.max(minFullBytes, minFullRecords * record.length);
    const isAppended = before + record.length <= fullBytes && (await hasAppended(path, record, before));
    if (!isAppended) await replaceFile(path, record);
    this.#lengths.set(path, isAppended ? before + record.length : record.length);
  }

  /** Removes a file durably; nothing if there is none. */
  async remove(path: string): Promise<void> {
    this.#lengths.delete(path);
    await removeFile(path);
  }
}

async function hasAppended(path: string, record: Buffer, length: number): Promise<boolean> {
  try {
    await appendToFile(path, record, length);
    return true;
  } catch {
    // A new file is tried instead: where that cannot be written either, its error tells why.
    return false;
  }
}
