import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { maxSocketPathBytes } from "./socket-path.ts";

/** A name for a directory that leaves room for the names of sockets. */
export interface ShortDirectory {
  readonly path: string;
  close(): Promise<void>;
}

/**
 * Gives a directory a short second name, if its own leaves less than `roomBytes` for what comes after it: a
 * symbolic link in the temporary directory. The limit is on the text that the system is given, not on where it
 * leads.
 */
export async function openShortDirectory(directory: string, roomBytes: number): Promise<ShortDirectory> {
  if (Buffer.byteLength(directory) + roomBytes <= maxSocketPathBytes) {
    return { path: directory, close: async () => {} };
  }
  const parent = await mkdtemp(join(tmpdir(), "infrakit-"));
  const path = join(parent, "d");
  await symlink(directory, path);
  return { path, close: () => rm(parent, { recursive: true }) };
}
