import { readFile } from "node:fs/promises";
import { isBoundFor } from "./bound-path.ts";

/** One line of `/proc/net/unix` that has a path. */
export interface SocketLine {
  /** Number by which `/proc/<pid>/fd` refers to the socket; not an inode of the file system. */
  readonly id: string;
  readonly isListening: boolean;
  /** What the socket was bound to, as it was given. */
  readonly path: string;
}

/** Columns: address, references, protocol, flags, type, state, id, path. The path may contain spaces. */
const line = /^\S+ \S+ \S+ ([0-9A-F]{8}) \S+ \S+ +(\d+) (\S.*)$/gm;

/** The flag of a socket that accepts connections (`__SO_ACCEPTCON`). */
const acceptsConnections = 0x10000;

/** The system's number of the socket that listens at a path; undefined if there is none, or not only one. */
export async function findListener(path: string): Promise<string | undefined> {
  const found: string[] = [];
  for (const socket of parseUnixSockets(await readFile("/proc/net/unix", "utf8"))) {
    if (socket.isListening && (await isBoundFor(socket.path, path))) found.push(socket.id);
  }
  return found.length === 1 ? found[0] : undefined;
}

/** Reads `/proc/net/unix`. Sockets without a path are left out. */
export function parseUnixSockets(text: string): readonly SocketLine[] {
  return Array.from(text.matchAll(line), ([, flags = "", id = "", path = ""]) => ({
    id,
    isListening: (Number.parseInt(flags, 16) & acceptsConnections) !== 0,
    path,
  }));
}
