import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { LocalError } from "@infrakit/spi";
import { syncDirectory } from "./replace-file.ts";
import { stateUnwritable } from "./state-error.ts";

/**
 * Makes sure that a directory is there (those that are made: 0700, durable) and that no other user may
 * write to it: a forged record would make the controller run what its author likes.
 * @throws LocalError `state_unwritable` or `unsafe_directory`.
 */
export async function openStateDirectory(directory: string): Promise<void> {
  try {
    const first = await mkdir(directory, { recursive: true, mode: 0o700 });
    if (first !== undefined) await syncAncestors(resolve(directory), dirname(resolve(first)));
  } catch (error) {
    throw stateUnwritable("make state directory", directory, error);
  }
  await refuseStrangers(directory);
}

/** A directory is durable once its parent was synced: from the innermost one up to the one that was there. */
async function syncAncestors(directory: string, existing: string): Promise<void> {
  for (let made = directory; made !== existing; made = dirname(made)) await syncDirectory(dirname(made));
}

async function refuseStrangers(directory: string): Promise<void> {
  const { mode, uid } = await stat(directory);
  const self = process.getuid?.();
  if (self !== undefined && uid !== self && uid !== 0)
    throw unsafe(directory, `it belongs to user ${uid}`, `chown ${self}`);
  if ((mode & 0o022) !== 0) throw unsafe(directory, "other users may write to it", "chmod 700");
}

function unsafe(directory: string, why: string, fix: string): LocalError {
  return new LocalError(
    "unsafe_directory",
    `Cannot use state directory "${directory}": ${why}; run ${fix} ${directory}`,
  );
}
