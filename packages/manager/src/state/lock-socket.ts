import { relative } from "node:path";

/** Longest path of a unix socket in bytes on the systems we know (macOS); Node cuts longer ones silently. */
const maxBytes = 103;

/** The path by which a socket is bound and reached: one that is too long may be shorter from where we are. */
export function socketAddress(path: string): string {
  if (Buffer.byteLength(path) <= maxBytes) return path;
  const near = relative(process.cwd(), path);
  return Buffer.byteLength(near) < Buffer.byteLength(path) ? near : path;
}

/** How many bytes the path of a socket is too long. */
export function surplusBytes(path: string): number {
  return Math.max(0, Buffer.byteLength(socketAddress(path)) - maxBytes);
}
