import { randomInt } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { LocalError } from "@infrakit/spi";
import { codeOf } from "./error-code.ts";
import { announce, type Candidate, hiddenName, newName } from "./lock-candidate.ts";
import { ask, isGone } from "./lock-rival.ts";
import { surplusBytes } from "./lock-socket.ts";
import { makeDirectory } from "./make-directory.ts";
import { type StateLocation, stateRefused, stateUnwritable } from "./state-location.ts";

/** A directory that no other process uses while this one does. */
export interface DirectoryLock {
  /** False if the directory was removed or replaced: whoever uses it now does not know of us. */
  isHeld(): Promise<boolean>;
  /** Lets others use the directory. */
  close(): Promise<void>;
}

/**
 * How long a rival may keep us out without saying that it has the lock, in milliseconds. A process that was
 * killed a moment ago, or a child that it had not quite started, may still be on its way out.
 */
const patienceMs = 1_000;

/**
 * Takes the lock on a directory. It is held by a unix socket on which its owner listens, so the kernel frees
 * it however the owner ends, and no sooner than the children are started that were being started then. It
 * holds among the processes of one machine.
 *
 * Each candidate listens under a name of its own, `lock/<pid>-<random>`, then looks who else is there. Names
 * are never used twice, so what a dead process left is removed without harm to anybody: nothing is ever
 * taken over. Two cannot both win: of any two, the one that was to be seen later has looked after the other
 * was to be seen, and has heard it answer. Of candidates that see each other the one with the lowest name
 * stays; the others give way at once, and it waits until they did. Who gave way asks the other why: if it does
 * not say that it has the lock, it was giving way too, or it is ending, and one stands again under a new name.
 *
 * @throws LocalError `state_locked` that names the owner's process, `state_unwritable` or `path_too_long`.
 */
export async function lockDirectory(location: StateLocation): Promise<DirectoryLock> {
  const folder = join(location.directory, "lock");
  refuseLongPath(location, folder);
  const deadline = performance.now() + patienceMs;
  try {
    for (;;) {
      const { lock, rival } = await stand(folder);
      if (rival === undefined) return { isHeld: () => lock.isSeen(), close: () => lock.close() };
      const answer = await ask(join(folder, rival), Math.max(1, deadline - performance.now()));
      if (answer === "held" || performance.now() >= deadline) throw locked(location, rival);
      await delay(randomInt(10, 60));
    }
  } catch (error) {
    throw error instanceof LocalError ? error : stateUnwritable("lock", location, error);
  }
}

/** How a candidacy ended: we have the lock, or gave way to a rival of this name. */
type Standing =
  | { readonly lock: Candidate; readonly rival?: undefined }
  | { readonly lock?: undefined; readonly rival: string };

async function stand(folder: string): Promise<Standing> {
  await makeDirectory(folder);
  const candidate = await announce(folder, newName());
  try {
    const rival = await findRival(folder, candidate.name);
    if (rival === undefined) {
      candidate.hold();
      return { lock: candidate };
    }
    await candidate.close();
    return { rival };
  } catch (error) {
    await candidate.close();
    throw error;
  }
}

/** The name of a candidate that stays. Names of those that have ended are removed. */
async function findRival(folder: string, own: string): Promise<string | undefined> {
  const names = (await readdir(folder)).toSorted();
  for (const name of names) {
    if (name === own || !isCandidate(name)) continue;
    if (!(await isGone({ path: join(folder, name), mayGiveWay: name > own }))) return name;
  }
  await removeUnannounced(folder, names);
  return undefined;
}

/** A name in the folder on which a process listens or has listened. */
function isCandidate(name: string): boolean {
  return /^\d+-[0-9a-f]+$/.test(name);
}

/** Removes the sockets of processes that ended before they showed themselves. */
async function removeUnannounced(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const pid = /^new-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(folder, name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

function locked(location: StateLocation, rival: string): LocalError {
  const why = `process ${Number.parseInt(rival)} uses it; end that process or choose another directory`;
  return stateRefused("state_locked", location, why);
}

function refuseLongPath(location: StateLocation, folder: string): void {
  const surplus = surplusBytes(join(folder, hiddenName(newName())));
  if (surplus === 0) return;
  const why = `its path is ${surplus} bytes too long for a socket; choose a shorter one`;
  throw stateRefused("path_too_long", location, why);
}
