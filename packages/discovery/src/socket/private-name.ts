const prefix = ".ik-";

/**
 * Bytes of `/.ik-<inode>` after the path of a directory, which is longer than `/.ik-a1b2c3/` before a name: an inode
 * has up to 13 digits in base 36.
 */
export const privateNameBytes = 18;

/**
 * What the name of a directory begins with in which a server listens before it is put at its path; six letters and
 * digits follow.
 */
export const privateDirectoryPrefix: string = prefix;

/** The name of the claim on a dead file: its inode in base 36; the device is the directory's. */
export function claimName(inode: bigint): string {
  return prefix + inode.toString(36);
}

/**
 * Whether a name in a directory of sockets is one of those under which our servers start: there for a moment, and no
 * plugin's. Who looks for plugins passes them over.
 */
export function isPrivateName(name: string): boolean {
  return name.startsWith(prefix);
}
