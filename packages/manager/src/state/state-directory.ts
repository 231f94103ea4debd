import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { LocalError } from "@infrakit/spi";
import { type DirectoryLock, lockDirectory } from "./directory-lock.ts";
import { makeDirectories } from "./make-directory.ts";
import { type StateLocation, stateRefused, stateUnwritable } from "./state-location.ts";

/** A directory for what outlives the process. It is this process's alone until `close`. Its path is absolute. */
export interface StateDirectory extends StateLocation, DirectoryLock {}

/**
 * Makes sure that a directory is there (those that are made: 0700, durable), that no other user may write to
 * it (a forged record would make us run what its author likes), and that no other process uses it.
 * @throws LocalError `state_locked` that names the process which uses it, `state_unwritable`,
 * `unsafe_directory` or `path_too_long`.
 */
export async function openStateDirectory({ directory, purpose }: StateLocation): Promise<StateDirectory> {
  const location = { directory: resolve(directory), purpose };
  try {
    await makeDirectories(location.directory);
    await refuseStrangers(location);
  } catch (error) {
    throw error instanceof LocalError ? error : stateUnwritable("open", location, error);
  }
  return { ...location, ...(await lockDirectory(location)) };
}

async function refuseStrangers(location: StateLocation): Promise<void> {
  const { mode, uid } = await stat(location.directory);
  const self = process.getuid?.();
  if (self !== undefined && uid !== self && uid !== 0)
    throw unsafe(location, `it belongs to user ${uid}`, `chown ${self}`);
  if ((mode & 0o022) !== 0) throw unsafe(location, "other users may write to it", "chmod 700");
}

function unsafe(location: StateLocation, why: string, fix: string): LocalError {
  return stateRefused("unsafe_directory", location, `${why}; run ${fix} ${location.directory}`);
}
