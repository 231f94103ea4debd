import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { LocalError } from "@infrakit/spi";
import { codeOf, stateUnwritable } from "./state-error.ts";

/** A directory that no other process uses while this one does. */
export interface DirectoryLock {
  release(): Promise<void>;
}

/** How long a rival may take to say what it is up to, in milliseconds. It needs one turn of its event loop. */
const rivalTimeoutMs = 5_000;

/** Longest path of a unix socket in bytes on the systems we know (macOS); Node cuts longer ones silently. */
const maxSocketPathBytes = 103;

/**
 * Takes the lock on a directory. It is held by a unix socket on which its owner listens, so the kernel frees
 * it however the owner ends. It holds among the processes of one machine.
 *
 * Each candidate listens under a name of its own, `lock/<pid>-<random>`, then looks who else is there. Names
 * are never used twice, so what a dead process left is removed without harm to anybody: nothing is ever
 * taken over. Two cannot both win: of any two, the one that was to be seen later has looked after the other
 * was to be seen, and has heard it answer. Of candidates that see each other the one with the lowest name
 * stays; the others give way at once, and it waits until they did.
 *
 * @throws LocalError `state_locked` that names the owner's process.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const folder = join(directory, "lock");
  const name = `${process.pid}-${randomBytes(6).toString("hex")}`;
  const candidate = await announce(directory, folder, name);
  try {
    const names = (await readdir(folder)).toSorted();
    for (const other of names) {
      if (other === name || !isCandidate(other)) continue;
      const isFree = await isGone({ path: join(folder, other), mayGiveWay: other > name });
      if (!isFree) throw locked(directory, Number.parseInt(other));
    }
    await removeUnannounced(folder, names);
  } catch (error) {
    await candidate.release();
    throw error instanceof LocalError ? error : stateUnwritable("lock state directory", directory, error);
  }
  candidate.hold();
  return candidate;
}

/** A name in the folder on which a process listens or has listened. */
function isCandidate(name: string): boolean {
  return /^\d+-[0-9a-f]+$/.test(name);
}

interface Candidate extends DirectoryLock {
  /** Tells everybody who asks that the lock is taken. */
  hold(): void;
}

/**
 * Listens, then shows itself: under a name that counts there is always somebody who answers, or a dead one.
 * (A socket that is bound and does not listen yet would be taken for dead.)
 */
async function announce(directory: string, folder: string, name: string): Promise<Candidate> {
  const path = join(folder, name);
  const hidden = join(folder, `new-${name}`);
  refuseLongPath(directory, hidden);
  const asking = new Set<Socket>();
  let isHeld = false;
  const server = createServer((socket) => {
    // Whoever asked is gone: there is nobody to tell.
    socket.on("error", () => undefined);
    if (isHeld) return void socket.end(heldAnswer);
    asking.add(socket);
    socket.once("close", () => asking.delete(socket));
  });
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await listen(server, hidden);
    await rename(hidden, path);
  } catch (error) {
    server.close();
    throw stateUnwritable("lock state directory", directory, error);
  }
  return {
    hold() {
      isHeld = true;
      for (const socket of asking) socket.end(heldAnswer);
    },
    async release() {
      await rm(path, { force: true });
      for (const socket of asking) socket.destroy();
      server.close();
    },
  };
}

/** What the owner of the lock sends. A candidate that gives way closes the connection without a word. */
const heldAnswer = "held";

async function listen(server: Server, path: string): Promise<void> {
  // A lock is not work: it does not keep the process running.
  server.listen(path).unref();
  await once(server, "listening");
}

/** Another candidate as we see it. */
interface Rival {
  readonly path: string;
  /** It may turn out that it gives way to us. The other way round there is nothing to wait for. */
  readonly mayGiveWay: boolean;
}

/** How often a rival may hang up without a word before it is taken to stay. */
const maxMeetings = 3;

/** Tells whether a candidate ended or gave way. One of which we cannot tell is taken to be there. */
async function isGone(rival: Rival): Promise<boolean> {
  for (let meeting = 0; meeting < maxMeetings; meeting++) {
    const end = await meet(rival);
    if (end === "dead") await rm(rival.path, { force: true });
    if (end !== "hung up") return end !== "stays";
    // It gave way, or ended, or had no file descriptor left for us: the next meeting tells.
  }
  return false;
}

/** Connects to a candidate and listens until it says that it stays or the connection ends. */
async function meet({ path, mayGiveWay }: Rival): Promise<"stays" | "hung up" | "left" | "dead"> {
  const socket = connect(path);
  socket.setTimeout(rivalTimeoutMs, () => socket.destroy(new Error("no answer")));
  try {
    await once(socket, "connect");
    if (!mayGiveWay) return "stays";
    let answer = "";
    for await (const chunk of socket) answer += String(chunk);
    return answer === heldAnswer ? "stays" : "hung up";
  } catch (error) {
    return endings[codeOf(error) ?? ""] ?? "stays";
  } finally {
    socket.destroy();
  }
}

/** What the errors of a connection say of its other end. */
const endings: Readonly<Record<string, "hung up" | "left" | "dead">> = {
  ECONNREFUSED: "dead",
  ECONNRESET: "hung up",
  ENOENT: "left",
};

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

function locked(directory: string, pid: number): LocalError {
  const message = `Cannot open state directory "${directory}": process ${pid} uses it; end that process or choose another directory`;
  return new LocalError("state_locked", message);
}

function refuseLongPath(directory: string, path: string): void {
  const surplus = Buffer.byteLength(path) - maxSocketPathBytes;
  if (surplus <= 0) return;
  const message = `Cannot lock state directory "${directory}": its path is ${surplus} bytes too long for a socket; choose a shorter one`;
  throw new LocalError("path_too_long", message);
}
