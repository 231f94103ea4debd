import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import type { Server } from "node:net";
import { basename, dirname, join } from "node:path";
import { inodeOf, statusOf } from "./file-status.ts";
import { linkIfAbsent } from "./link-if-absent.ts";
import { privateDirectoryPrefix, privateNameBytes } from "./private-name.ts";
import { probeSocket, type SocketState } from "./probe-socket.ts";
import type { Claimant } from "./remove-dead.ts";
import { openShortDirectory, type ShortDirectory } from "./short-directory.ts";
import { fitsSocket } from "./socket-path.ts";

/** A server that listens where nobody looks for it yet. */
export interface PrivateSocket extends Claimant {
  /** The file that it is, wherever it is linked to: see {@link inodeOf}. */
  readonly inode: string;
  /** Removes the private path. The server goes on listening at the paths that it was linked to. */
  close(): Promise<void>;
}

/**
 * Lets a server listen in a new directory of mode 0700 beside `path`. From there it can be put at `path` by
 * {@link PrivateSocket.linkTo}, all at once: it has its mode and answers calls, so that nobody can take it for
 * a dead one, and a socket that is there is never replaced. It also keeps the server from removing somebody
 * else's socket: when Node closes a server it removes whatever is at the path that the server was bound to.
 */
export async function listenPrivately(server: Server, path: string): Promise<PrivateSocket> {
  const name = basename(path);
  const room = privateNameBytes + Buffer.byteLength(name);
  const short = await openShortDirectory(dirname(path), room);
  const directory = await mkdtemp(`${dirname(path)}/${privateDirectoryPrefix}`).catch((error: unknown) =>
    closeAfter(short, error),
  );
  // Behind a short name the file name may still be too long; nobody looks at it there.
  const file = short.path === dirname(path) ? name : "s";
  const bound = join(directory, file);
  const close = async (): Promise<void> => {
    await rm(directory, { recursive: true, force: true });
    await short.close();
  };
  try {
    await listen(server, join(short.path, basename(directory), file));
    await chmod(bound, 0o600);
    const status = await statusOf(bound);
    if (status === undefined) throw new Error(`the socket "${bound}" was removed while it was made`);
    const linkTo = (target: string): Promise<boolean> => linkIfAbsent(bound, target);
    // Behind the short name of the directory there is room for the names of claims.
    const probe = (target: string): Promise<SocketState> =>
      probeSocket(fitsSocket(target) ? target : join(short.path, basename(target)));
    return { inode: inodeOf(status), linkTo, probe, close };
  } catch (error) {
    server.close();
    await close();
    throw error;
  }
}

async function listen(server: Server, path: string): Promise<void> {
  const listening = once(server, "listening");
  server.listen(path);
  await listening;
}

async function closeAfter(short: ShortDirectory, error: unknown): Promise<never> {
  await short.close();
  throw error;
}
