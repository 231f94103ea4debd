import { unlink } from "node:fs/promises";
import type { Server } from "node:net";
import { basename, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { LocalError, messageOf } from "@infrakit/spi";
import { inodeOf, kindOf, statusOf } from "./file-status.ts";
import { checkPluginName } from "./plugin-name.ts";
import { listenPrivately, type PrivateSocket } from "./private-socket.ts";
import { removeDead } from "./remove-dead.ts";
import { socketOwner } from "./socket-owner.ts";
import { checkSocketPath } from "./socket-path.ts";
import { isMissing } from "./system-error.ts";

/**
 * Whose file is where a server put its own: `absent` if somebody has removed it, `replaced` if another's is there. It is
 * found by nobody unless it is `own`.
 */
export type Presence = "own" | "absent" | "replaced";

/** A server that listens on a unix socket. */
export interface ListeningSocket {
  /** Where it was put. `server.address()` names another path, which is gone. */
  readonly path: string;
  /** Looks whether the socket is still there. */
  presence(): Promise<Presence>;
  /**
   * Removes the socket, unless a successor has put its own there, and stops listening. Connections that are
   * open go on: to end them is the server's business. A server that is closed without this leaves its socket behind,
   * as one that crashed; the next starter removes it.
   */
  close(): Promise<void>;
}

/** How often a path is tried while other starters are busy removing a dead file there. */
export const maxAttempts = 500;

/** Wait between two tries. */
export const attemptGapMs = 10;

/**
 * Lets a server listen on a unix socket of mode 0600. A socket that a dead plugin left there is removed, with
 * its `<name>.pid`; anything else that is there stays. Of several that start at once on one path, one gets it.
 *
 * @throws LocalError `address_in_use` that names who listens there, or what else is there; `path_too_long`,
 * `bad_name`.
 */
export async function listenOnSocket(server: Server, path: string): Promise<ListeningSocket> {
  const target = resolve(path);
  checkPluginName(basename(target));
  checkSocketPath(target);
  if (server.listening) throw new Error(`Cannot listen on "${target}": the server listens somewhere already`);
  await refuseOtherFiles(target);
  const socket = await explain(target, listenPrivately(server, target));
  const presence = (): Promise<Presence> => presenceOf(target, socket.inode);
  const close = (): Promise<void> => stopListening(server, target, presence);
  let isPublished = false;
  try {
    isPublished = await explain(target, publish(socket, target));
  } finally {
    // The server goes first: a listener whose private path is gone would be taken for the owner of the path.
    if (!isPublished) await close();
    await socket.close();
  }
  if (!isPublished) throw await inUse(target);
  return { path: target, presence, close };
}

/** Puts the socket at its path as soon as no dead one is there. False if somebody listens there. */
async function publish(socket: PrivateSocket, path: string): Promise<boolean> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    if (await socket.linkTo(path)) return true;
    await refuseOtherFiles(path);
    if ((await removeDead(path, socket)) === "listens") return false;
    if (attempt > 0) await delay(attemptGapMs);
  }
  throw cannotListen(path, "other processes keep starting there and do not get on; end them and try again");
}

async function refuseOtherFiles(path: string): Promise<void> {
  const status = await statusOf(path);
  if (status === undefined || status.isSocket()) return;
  throw cannotListen(path, `${kindOf(status)} is there; move it away or choose another name`);
}

async function inUse(path: string): Promise<LocalError> {
  const owner = await socketOwner(path);
  const who = owner === undefined ? "another process" : `process ${owner.pid} (${owner.command})`;
  return cannotListen(path, `${who} listens there; end it or choose another name`);
}

function cannotListen(path: string, why: string): LocalError {
  return new LocalError("address_in_use", `Cannot listen on "${path}": ${why}`);
}

/** Says of an error of the system what could not be done. */
async function explain<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof LocalError) throw error;
    const why = isMissing(error) ? "its directory does not exist" : messageOf(error);
    throw new Error(`Cannot listen on "${path}": ${why}`, { cause: error });
  }
}

/** A socket that listens keeps its inode, whatever becomes of its path: no other file gets the number. */
async function presenceOf(path: string, inode: string): Promise<Presence> {
  const status = await statusOf(path);
  if (status === undefined) return "absent";
  return inodeOf(status) === inode ? "own" : "replaced";
}

/** The path goes first: as long as we listen, no starter takes the socket for dead and puts its own there. */
async function stopListening(server: Server, path: string, presence: () => Promise<Presence>): Promise<void> {
  try {
    if ((await presence()) === "own") await unlink(path);
  } catch (error) {
    // Somebody was faster: what we wanted is done.
    if (!isMissing(error)) throw error;
  } finally {
    server.close();
  }
}
