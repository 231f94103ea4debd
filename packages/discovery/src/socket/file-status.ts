import { type BigIntStats, lstat } from "node:fs";
import { isMissing, systemCode } from "./system-error.ts";

/**
 * What is at a path, symbolic links not followed; undefined if nothing is, or a part of the path is no directory. It uses the callback of `lstat`:
 * with a thousand sockets that takes half the time of the promise.
 */
export function statusOf(path: string): Promise<BigIntStats | undefined> {
  return new Promise((resolve, reject) => {
    lstat(path, { bigint: true }, (error, status) => {
      if (error === null) resolve(status);
      else if (isMissing(error) || systemCode(error) === "ENOTDIR") resolve(undefined);
      else reject(error);
    });
  });
}

/**
 * Which file it is, for as long as it exists or is held open: two paths with the same answer are one file. The
 * system may give the number to a new file later.
 */
export function inodeOf(status: BigIntStats): string {
  return `${status.dev}:${status.ino}`;
}

/**
 * As {@link inodeOf}, with the instant when the socket was bound or the file written, so that a new file does not
 * have the answer of an earlier one. It is not the instant of the last change of any kind (ctime): that moves also
 * when a socket gets another mode or one path more or less, and then nobody has been replaced.
 */
export function identityOf(status: BigIntStats): string {
  return `${inodeOf(status)}:${status.mtimeNs}`;
}

/** What a file is, in words. */
export function kindOf(status: BigIntStats): string {
  if (status.isSocket()) return "a socket";
  if (status.isDirectory()) return "a directory";
  if (status.isSymbolicLink()) return "a symbolic link";
  return status.isFile() ? "a regular file" : "a special file";
}
