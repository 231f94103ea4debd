import { randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import { access, readdir, rm } from "node:fs/promises";
import { createServer, connect } from "node:net";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { LocalError } from "@infrakit/spi";
import { codeOf } from "../error-code.ts";
import { makeOwnDirectory } from "./own-directory.ts";

/** A directory that is ours alone. */
export interface DirectoryLock {
  readonly directory: string;
  /** False if the directory was removed or replaced: whoever uses it now does not know of us. */
  isHeld(): Promise<boolean>;
  close(): Promise<void>;
}

/** A plugin that was killed a moment ago, or a child that it had not quite started, may hold on for a while. */
const patienceMs = 1_000;

/** Names of sockets in the directory `lock`: the pid of the owner, and random characters never used again. */
const socketFormat = /^([0-9]+)-[0-9a-f]{8}$/;

/** `sun_path` has 104 bytes on macOS and 108 on Linux, one of them for the end. */
const maxPathBytes = 103;

/**
 * Takes a directory for this process. Whoever wants it listens on a socket of its own in `<directory>/lock`
 * first and looks for others afterwards: of two, at least the one that looks last sees the other and gives way.
 * The system closes a socket when its process dies, however it dies, and no sooner than the children are
 * started that were being started then; so the next owner finds all of them.
 * @throws LocalError `state_locked` that names the owner.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const folder = join(directory, "lock");
  await makeOwnDirectory(folder);
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const { path, close } = await listen(folder);
    const owner = await findOther(folder, basename(path));
    if (owner === undefined && (await exists(path))) return { directory, isHeld: () => exists(path), close };
    await close();
    if (owner !== undefined && performance.now() > deadline) {
      const message = `Cannot open "${directory}": process ${owner} uses it; end that process or choose another directory`;
      throw new LocalError("state_locked", message);
    }
    await delay(randomInt(10, 60));
  }
}

/** A socket that this process listens on. */
interface OwnSocket {
  readonly path: string;
  readonly close: () => Promise<void>;
}

async function listen(folder: string): Promise<OwnSocket> {
  const path = join(folder, `${process.pid}-${randomBytes(4).toString("hex")}`);
  if (Buffer.byteLength(path) > maxPathBytes) {
    const message = `Cannot lock "${folder}": the path of a socket in it has more than ${maxPathBytes} bytes; choose a shorter one`;
    throw new LocalError("path_too_long", message);
  }
  const server = createServer((socket) => socket.destroy());
  server.listen(path);
  await once(server, "listening");
  // The lock must not keep a process alive that has nothing else to do.
  server.unref();
  const close = async (): Promise<void> => {
    server.close();
    await once(server, "close");
  };
  return { path, close };
}

/** The pid of somebody else who holds the directory. Sockets that nobody holds any more are removed. */
async function findOther(folder: string, own: string): Promise<string | undefined> {
  for (const name of await readdir(folder)) {
    const pid = socketFormat.exec(name)?.[1];
    if (pid === undefined || name === own) continue;
    if (await isHeld(join(folder, name))) return pid;
    // Another contender may have made it and not listen yet: it will see that its socket is gone, and us.
    await rm(join(folder, name), { force: true });
  }
  return undefined;
}

async function isHeld(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
    return true;
  } catch (error) {
    const code = codeOf(error);
    // Any other error, such as a full queue, comes from a socket that somebody holds.
    return code !== "ECONNREFUSED" && code !== "ENOENT";
  } finally {
    socket.destroy();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}
