import { basename, dirname, resolve } from "node:path";
import { holdsListener, processIds, processCommand } from "./linux-process.ts";
import { findListener } from "./linux-sockets.ts";
import { commandByPs, holdsSocketByLsof } from "./lsof.ts";
import { readPidFile } from "./pid-file.ts";
import { probeSocket } from "./probe-socket.ts";
import { fitsSocket } from "./socket-path.ts";

/** The process that listens on a socket. */
export interface SocketOwner {
  readonly pid: number;
  /** Its command line, arguments separated by spaces; empty if the system does not tell. */
  readonly command: string;
}

/**
 * The process that listens on the socket at a path. Undefined if nobody does, and if it cannot be proved: the
 * process belongs to another user, or two processes were bound to the same path. Only a process that is named
 * here may be sent a signal: the pid file alone may name a stranger that was given the dead plugin's number.
 */
export async function socketOwner(path: string): Promise<SocketOwner | undefined> {
  const target = resolve(path);
  if (!fitsSocket(target) || (await probeSocket(target)) !== "listens") return undefined;
  return process.platform === "linux" ? await ownerOnLinux(target) : await ownerElsewhere(target);
}

async function ownerOnLinux(path: string): Promise<SocketOwner | undefined> {
  const listener = await findListener(path);
  if (listener === undefined) return undefined;
  const noted = await notedPid(path);
  if (noted !== undefined && (await holdsListener(noted, listener))) return await describe(noted);
  for (const pid of await processIds()) {
    if (await holdsListener(pid, listener)) return await describe(pid);
  }
  return undefined;
}

/** Without `/proc` only the process that the pid file names is asked. */
async function ownerElsewhere(path: string): Promise<SocketOwner | undefined> {
  const pid = await notedPid(path);
  if (pid === undefined || !(await holdsSocketByLsof(pid, path))) return undefined;
  return { pid, command: await commandByPs(pid) };
}

async function notedPid(path: string): Promise<number | undefined> {
  return await readPidFile(dirname(path), basename(path));
}

async function describe(pid: number): Promise<SocketOwner> {
  return { pid, command: await processCommand(pid) };
}
