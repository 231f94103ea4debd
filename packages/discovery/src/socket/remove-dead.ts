import { rm, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { identityOf, inodeOf, statusOf } from "./file-status.ts";
import { removeStalePidFile } from "./pid-file.ts";
import { claimName } from "./private-name.ts";
import type { SocketState } from "./probe-socket.ts";

/** One who wants to put its own file, a socket or a `.listen` file, where a dead one may be. It listens already. */
export interface Claimant {
  /** Gives its file one more path. False if something is there already. */
  linkTo(path: string): Promise<boolean>;
  /** Says whether somebody listens behind the file at a path. */
  probe(path: string): Promise<SocketState>;
}

/**
 * Removes the socket or `.listen` file at a path if nobody listens behind it, and says what it found there. `dead` and
 * `absent` mean: try again to take the path. Whatever starters do at the same time, and wherever one of them is
 * killed, a file behind which somebody listens is not removed.
 *
 * A look that says "dead" is out of date when the removal follows: another starter may have removed the dead
 * file and put its own there. So only the holder of a claim removes. The claim on the file with inode 7 is a
 * hidden entry named after it, and it *is* the claimant's own file, linked there: there can be one only, and
 * it is dead as soon as the claimant is. While the claim holds, nobody else removes inode 7, so nothing else
 * can come to its path: what the holder looks at is what it removes. A dead claim is removed by this same
 * function, with a claim on the claim's inode.
 */
export async function removeDead(path: string, claimant: Claimant): Promise<SocketState> {
  const { state, inode } = await lookAt(path, claimant);
  if (state !== "dead") return state;
  const claim = join(dirname(path), claimName(numberOf(inode)));
  if (!(await claimant.linkTo(claim))) {
    await removeDead(claim, claimant);
    return "dead";
  }
  try {
    const again = await lookAt(path, claimant);
    if (again.state === "dead" && again.inode === inode) await removeTraces(path);
    return again.state;
  } finally {
    await rm(claim, { force: true });
  }
}

interface Look {
  readonly state: SocketState;
  readonly inode: string;
}

async function lookAt(path: string, claimant: Claimant): Promise<Look> {
  const before = await statusOf(path);
  const state = await claimant.probe(path);
  const after = await statusOf(path);
  if (before === undefined || after === undefined) return { state: "absent", inode: "" };
  // It was replaced while we looked: nothing is known of what is there now.
  if (identityOf(before) !== identityOf(after)) return { state: "absent", inode: "" };
  return { state, inode: inodeOf(after) };
}

function numberOf(inode: string): bigint {
  return BigInt(inode.slice(inode.indexOf(":") + 1));
}

/** The file goes last: until then nobody can listen here, so the pid file is the dead plugin's as well. */
async function removeTraces(path: string): Promise<void> {
  const name = basename(path, ".listen");
  if (!name.startsWith(".")) await removeStalePidFile(dirname(path), name);
  await unlink(path);
}
