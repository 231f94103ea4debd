import { LocalError } from "@infrakit/spi";
import { besidePlugin } from "./plugin-directory.ts";
import { checkPluginName } from "./plugin-name.ts";

/**
 * Longest path of a unix socket in bytes, without the closing NUL: `sun_path` has 108 bytes on Linux and 104
 * elsewhere. Node cuts a longer path without a word, so that two long names become one socket.
 */
export const maxSocketPathBytes: number = process.platform === "linux" ? 107 : 103;

/**
 * The path of a plugin's socket.
 *
 * @throws LocalError `bad_name`, or `path_too_long` with the length and what to do.
 */
export function socketPath(directory: string, name: string): string {
  checkPluginName(name);
  const path = besidePlugin(directory, name);
  checkSocketPath(path);
  return path;
}

/** @throws LocalError `path_too_long` if the system would cut the path. */
export function checkSocketPath(path: string): void {
  if (fitsSocket(path)) return;
  const bytes = Buffer.byteLength(path);
  throw new LocalError(
    "path_too_long",
    `Cannot use socket path "${path}": it has ${bytes} bytes and the system takes ${maxSocketPathBytes}; ` +
      "choose a shorter INFRAKIT_PLUGINS_DIR or plugin name",
  );
}

/** Tells whether the system takes the path of a socket whole. */
export function fitsSocket(path: string): boolean {
  return Buffer.byteLength(path) <= maxSocketPathBytes;
}
